# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium rules show --body`: with what the office has confirmed, and resolved for a day."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from command_line import run
from sample_events import SIGNER

from bot.council import load_council
from bot.domain.events import Event, MeetingPlanned, RuleConfirmed
from bot.domain.ids import BodyId, MeetingId, SeatId
from bot.domain.rules import Confirmation, in_words, resolved
from bot.domain.values import BodyKind, Format, Language
from bot.installation import Installation, Remembered
from bot.store import TIMER, Codec, Journal, NewEntry

SAMPLE = Path(__file__).parents[3] / "bot" / "play" / "sample" / "council.toml"
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MEETING = MeetingId("2026-01")
STARTS = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)


async def written(path: Path, batch: list[NewEntry[Event]]) -> None:
    async with await Journal.open(str(path), codec=Codec[Event](Event), signer=SIGNER) as journal:
        await journal.append(batch)


def test_what_the_office_confirmed_and_a_meeting_has_resolved_is_shown(
    tmp_path: Path,
) -> None:
    council = load_council(SAMPLE)
    Installation.at(tmp_path).make()
    facts = Remembered(homeserver="http://localhost", councils=(str(SAMPLE),))
    Installation.at(tmp_path).remember(facts)
    law = council.law.on(STARTS.date())
    key, norm = next(
        (name, source.norm) for name, source in law.unverified() if law.effective(name)
    )
    shown = law.effective(key)
    assert shown is not None
    before = run("rules", "show", "--body", council.body, "--data", tmp_path, "--key", key)
    assert "verified: recalled" in before.stdout

    confirmation = Confirmation(
        by="Petra Ahorn",
        on="2026-11-02",
        text="GVBl. 2003 S. 41",
        value=in_words(shown.value),
        norm=norm,
    )
    planned = MeetingPlanned(
        meeting=MEETING,
        body=BodyId(council.body),
        body_name="Stadtrat",
        municipality="Kleinstadt",
        kind=BodyKind.COUNCIL,
        statutory_members=11,
        title="1. Sitzung",
        starts=STARTS,
        place="Saal",
        format=Format.PRESENCE,
        language=Language.DE,
        time_zone="Europe/Berlin",
        rules=resolved(law, "speech.minutes", 4, "Beschluss vom 26.11.2026"),
    )
    body, stream = council.body, f"{council.body}/{MEETING}"
    confirmed = RuleConfirmed(key=key, confirmation=confirmation, by=SeatId("1"))
    batch: list[NewEntry[Event]] = [
        NewEntry(stream=body, event=confirmed, at=AT, origin=TIMER),
        NewEntry(stream=stream, event=planned, at=AT, origin=TIMER),
    ]
    asyncio.run(written(Installation.at(tmp_path).journal, batch))

    def told(name: str, day: str) -> str:
        asked = ("--body", body, "--data", tmp_path, "--key", name, "--date", day)
        return run("rules", "show", *asked).stdout

    assert "verified: confirmed" in told(key, "2026-11-25")
    assert "GVBl. 2003 S. 41 (Petra Ahorn), as of 2026-11-02" in told(key, "2026-11-26")
    assert "set by: a resolution for one meeting" in told("speech.minutes", "2026-11-26")
    assert "a resolution" not in told("speech.minutes", "2026-11-27")
