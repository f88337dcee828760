# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The sample papers: what tests render, and ``python -m papers --write`` keeps."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from sample_journal import evening, planned

from bot.domain.minutes import Minutes, Part, minutes
from bot.domain.values import Language
from bot.paper.document import JournalHead, Letterhead
from bot.paper.render import invitation_html, minutes_html

GOLDEN = Path(__file__).parents[1] / "golden" / "paper"
ARMS = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 120">
<path d="M5 5h90v60q0 40-45 52Q5 105 5 65z" fill="#c8102e" stroke="#222" stroke-width="3"/>
<path d="M20 70l15-30 15 30 15-30 15 30v15H20z" fill="#ffd100"/></svg>"""
LETTERHEAD = Letterhead(arms=ARMS, address=("Hauptamt", "Markt 1", "99999 Altenrode"))
JOURNAL = b'{"seq":1}\n{"seq":2}\n'
HEAD = JournalHead(seq=153, hash="0123456789abcdef" * 4, words="Apfel Brücke Dose Feder")
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_PICTURE = re.compile(r"data:image/[^\"]+")


def sample(language: Language = Language.DE) -> Minutes:
    """Return the minutes of the sample evening."""
    return minutes(evening(language))


def invited() -> Minutes:
    """Return what is known when the invitation goes out."""
    return minutes(planned().records)


def papers() -> dict[str, str]:
    """Return every golden paper by file name, without style sheet and picture."""
    pages = {
        "minutes.public.de.html": minutes_html(
            sample(), Part.PUBLIC, LETTERHEAD, attached=True, head=HEAD
        ),
        "minutes.non_public.de.html": minutes_html(
            sample(), Part.NON_PUBLIC, LETTERHEAD, attached=True, head=HEAD
        ),
        "minutes.public.en.html": minutes_html(sample(Language.EN), Part.PUBLIC, LETTERHEAD),
        "invitation.de.html": invitation_html(invited(), Part.NON_PUBLIC, LETTERHEAD),
        "notice.de.html": invitation_html(invited(), Part.PUBLIC, LETTERHEAD),
    }
    return {name: _PICTURE.sub("data:", _STYLE.sub("", page)) for name, page in pages.items()}


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name, page in papers().items():
        (GOLDEN / name).write_text(page, encoding="utf-8")
