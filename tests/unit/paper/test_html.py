# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page: complete, accessible, and unmoved by whatever people type."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import papers
import pytest
from papers import GOLDEN, LETTERHEAD, invited, sample
from sample_journal import CLERK, FOR_THE_PUBLIC, MAYOR, Journal, evening, released

import bot.paper
from bot.domain import events as e
from bot.domain.ids import MeetingId
from bot.domain.minutes import Minutes, Part, minutes
from bot.domain.values import Format, Language, Seat
from bot.paper.document import Letterhead
from bot.paper.render import invitation_html, minutes_html
from bot.play.outcome import plain
from bot.play.script import holds
from bot.texts.catalogue import catalogues
from bot.texts.tidy import key_of

PAPERS = papers.papers()
SECRETS = ("Sommer", "48.000", "Schwägerin", "Personalsache", "Bewerbung")
HOSTILE = (
    '<script>alert("1")</script>',
    "</style></head><body>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnirts\u2066",
    "NUL\x00BEL\x07",
    '" onload="x',
)


class Page(HTMLParser):
    """Collects what the tests ask about."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words).replace("\u2060", ""))


def hostile(text: str) -> Minutes:
    """Return minutes in which every name, title, reason and motion is ``text``."""
    records = []
    for record in evening():
        event = record.event
        match event:
            case e.RosterTaken(seats=seats):
                bad: tuple[Seat, ...] = tuple(replace(s, name=text, group=text) for s in seats)
                event = replace(event, seats=bad)
            case e.MeetingPlanned():
                event = replace(event, title=text, municipality=text, body_name=text)
            case e.MeetingRescheduled():
                event = replace(event, place=text)
            case e.AgendaItemAdded(item=item):
                event = replace(event, item=replace(item, title=text, text=text, by=text))
            case e.MotionMoved() | e.StatementRecorded():
                event = replace(event, text=text)
            case e.AbsenceRecorded() | e.MemberLeft() | e.RecusalDeclared():
                event = replace(event, reason=text)
            case _:
                pass
        records.append(replace(record, event=event))
    return minutes(records)


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_the_papers_are_as_they_were_approved(name: str) -> None:
    """After a wanted change: ``PYTHONPATH=.:tests/support python -m papers --write``."""
    assert PAPERS[name] == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["minutes.public.de.html", "notice.de.html"])
def test_what_the_public_reads_tells_nothing_of_non_public_items(name: str) -> None:
    assert not [secret for secret in SECRETS if secret in PAPERS[name]]
    assert "nichtöffentlicher Tagesordnungspunkt" in PAPERS[name]


def test_the_non_public_paper_and_the_invitation_name_the_items() -> None:
    assert "Familie Sommer" in PAPERS["minutes.non_public.de.html"]
    assert "Familie Sommer" in PAPERS["invitation.de.html"]
    assert "Verkehrszählung" not in PAPERS["minutes.non_public.de.html"]


def test_the_public_paper_holds_what_the_law_names() -> None:
    text = Page(PAPERS["minutes.public.de.html"]).text.replace("\u00a0", " ")

    for wanted in (
        "Donnerstag, 26. November 2026",
        "Ratssaal, Markt 1",
        "Uwe Stein",
        "Krankheit",
        "19.02 Uhr",
        "20.45 Uhr",
        "Kerstin Blum",
        "19.15–19.52 Uhr",
        "§ 39 Abs. 1 ThürKO",
        "Erklärung zu Protokoll von Frank Horn",
        "Die Leuchten werden erneuert.",
        "Winterdienst im Ortsteil Hain",
    ):
        assert wanted in text


def test_a_recorded_vote_stands_by_name_and_group() -> None:
    page = PAPERS["minutes.public.de.html"]
    table = page[page.index("Stimmen nach Fraktionen") :]
    row = table[table.index("Dorf und Wald") : table.index("ohne Fraktion")]

    assert [cell.strip() for cell in re.findall(r"<td>(.*?)</td>", row)] == [
        "Sabine Lange-Großkopf",
        "Frank Horn",
        "Łucja Vogt",
        "–",
    ]


def test_english_minutes_are_english_throughout() -> None:
    page = PAPERS["minutes.public.en.html"]

    assert '<html lang="en">' in page
    assert "adopted" in page
    assert not re.search(r"angenommen|Uhr\b|Tagesordnung\b", page)


def test_the_letterhead_may_ask_for_another_language() -> None:
    page = minutes_html(sample(), Part.PUBLIC, Letterhead(language=Language.EN))

    assert '<html lang="en">' in page


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_pages_have_landmarks_headings_in_order_and_headers_with_scope(name: str) -> None:
    page = Page(PAPERS[name])
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]

    assert len(page.all("main")) == 1
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(cell.get("scope") in {"row", "col"} for cell in page.all("th"))
    assert all(picture.get("alt") for picture in page.all("img"))
    assert len(ids) == len(set(ids))
    assert {s["aria-labelledby"] for s in page.all("section") if "aria-labelledby" in s} <= {*ids}
    assert page.all("html") == [{"lang": "en" if name.endswith("en.html") else "de"}]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_changes_no_tag_and_no_neighbour(text: str) -> None:
    for part in Part:
        plain = Page(minutes_html(hostile("Text"), part, Letterhead()))
        page = minutes_html(hostile(text), part, Letterhead())

        assert [tag for tag, _ in Page(page).tags] == [tag for tag, _ in plain.tags]
        assert not re.search(r"[\x00-\x08\u202a-\u202e\u2066\u2067]", page)


def test_a_template_in_a_title_is_only_text() -> None:
    assert "{{ 7 * 7 }}" in Page(minutes_html(hostile("{{ 7 * 7 }}"), Part.PUBLIC, LETTERHEAD)).text


def test_right_to_left_names_are_set_by_themselves() -> None:
    page = minutes_html(hostile("אבג"), Part.PUBLIC, LETTERHEAD)

    assert "\u2068אבג\u2069" in page


def test_the_status_goes_from_draft_to_signed_to_approved() -> None:
    journal = Journal(records=evening()[:-3])
    pages = [minutes_html(minutes(journal.records), Part.PUBLIC, LETTERHEAD)]
    journal.add(
        e.MinutesSigned(seat=MAYOR, role="chair", version=2),
        e.MinutesSigned(seat=CLERK, role="clerk", version=2),
    )
    pages.append(minutes_html(minutes(journal.records), Part.PUBLIC, LETTERHEAD))
    journal.add(e.MinutesApproved(meeting=MeetingId("2026-08"), ballot=None, version=2))
    pages.append(minutes_html(minutes(journal.records), Part.PUBLIC, LETTERHEAD))

    assert ['class="draft"' in page for page in pages] == [True, False, False]
    assert ["noch nicht genehmigt" in page for page in pages] == [False, True, False]
    assert "Genehmigt durch Beschluss der Sitzung 2026-08, eingetragen" in pages[2]


def test_every_beginning_of_the_journal_can_be_put_on_paper() -> None:
    records = evening()
    for length in range(0, len(records) + 1, 7):
        for part in Part:
            assert "</html>" in minutes_html(minutes(records[:length]), part, LETTERHEAD)
            assert "</html>" in invitation_html(minutes(records[:length]), part, LETTERHEAD)


def test_the_notice_leaves_out_drafts_and_the_members_notice_period() -> None:
    assert "Beschlussvorschlag" in PAPERS["invitation.de.html"]
    assert "Beschlussvorschlag" not in PAPERS["notice.de.html"]
    assert "Förderantrag" in invitation_html(invited(), Part.PUBLIC, LETTERHEAD)


def test_the_same_minutes_give_the_same_page() -> None:
    assert papers.papers() == PAPERS


def test_every_sentence_of_the_papers_is_used() -> None:
    home = Path(bot.paper.__file__).parent
    source = "".join(path.read_text() for path in home.rglob("*") if path.suffix in {".py", ".j2"})
    made = (
        "status.",
        "part.",
        "outcome.",
        "sign.",
        "ballot.",
        "disturbance.",
        "procedural.",
        "supervision.",
    )
    keys = [key[6:] for m in catalogues()["de"] if (key := key_of(m)).startswith("paper.")]

    assert len(keys) > 100
    assert [
        k for k in keys if not (k.startswith(made) or re.search(f"['\"]{k}['\"]", source))
    ] == []


def test_the_minutes_say_why_the_body_did_not_meet_in_the_hall() -> None:
    emergency = e.EmergencyDeclared(
        by=MAYOR, trigger="Hochwasser", evidence="Allgemeinverfügung", norm="§ 36a ThürKO"
    )
    made = replace(minutes(evening()), emergency=emergency)
    text = Page(minutes_html(made, Part.PUBLIC, LETTERHEAD)).text
    assert "Notlage festgestellt: Hochwasser. Beleg: Allgemeinverfügung (§ 36a ThürKO)." in text


def test_a_released_resolution_stands_in_the_public_minutes_without_its_secrets() -> None:
    page = Page(minutes_html(minutes(released()), Part.PUBLIC, LETTERHEAD))
    assert "Beschluss 4/2026" in page.text
    assert FOR_THE_PUBLIC in page.text
    assert "Der Vertrag ist beurkundet" in page.text
    assert "Bekanntgabe beschlossen in der Sitzung 2026-08" in page.text
    assert [secret for secret in SECRETS if secret in page.text] == []
    assert "Bekannt gegebene Beschlüsse" not in Page(PAPERS["minutes.public.de.html"]).text


def test_the_invitation_warns_and_names_where_data_protection_is_explained() -> None:
    told = replace(LETTERHEAD, privacy="https://ilmtal.example/datenschutz")
    here = invited()
    remote = replace(here, format=Format.HYBRID)
    for part in Part:
        page = plain(invitation_html(remote, part, told))
        assert holds(page, ("nicht aufgezeichnet", "Datenschutz", "ilmtal.example/datenschutz"))
        assert "aufgezeichnet" not in invitation_html(here, part, told)
        assert "Hinweise" not in invitation_html(here, part, LETTERHEAD)
