# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Different histories for different people: found when the words of the journal are compared."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from campaign import Case
from hall import Hall
from hostile import HostileServer, hide
from proxy import Proxy

from bot.domain import events as e
from bot.domain.ids import SeatId
from bot.matrix.events import TextMessage
from bot.store import TIMER, Codec, Ed25519Signer, Head, Journal, NewEntry, head_words

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def read_out(hall: Hall, reader: str = "1") -> tuple[str, str]:
    """Let the chair ask for the seal in the session room; return the number and the words."""
    asked = await hall.say("1", "!siegel")
    heard = await hall.hears(reader, "Journal, Eintrag", reply_to=asked)
    await hall.handled(asked)
    found = re.search(r"Eintrag (\d+): ((?:\S+ ){6})", heard.body)
    assert found is not None, heard.body
    return found[1], found[2].strip()


async def say_for_the_minutes(hall: Hall) -> None:
    """Let the journal grow."""
    asked = await hall.say("2", "!erklärung Ich habe Bedenken.")
    await hall.handled(asked)


async def test_who_sees_the_same_is_told_so(hall: Hall, case: Case) -> None:
    seq, words = await read_out(hall)
    asked = await hall.say("3", f"!siegel vergleichen {seq} {words}")
    await hall.hears("3", f"Eintrag {seq} lautet auch bei mir so", reply_to=asked)
    await say_for_the_minutes(hall)
    asked = await hall.say("3", f"!vergleich {words}")
    await hall.hears("3", f"Gleich bis Eintrag {seq}", reply_to=asked)
    assert await hall.incidents() == []
    case("(control) seals compared, all honest", "the same", hall.heard)


async def test_a_word_misheard_alarms_nobody(hall: Hall, case: Case) -> None:
    seq, words = await read_out(hall)
    wrong = " ".join(["aal", *words.split()[1:]])
    asked = await hall.say("3", f"!vergleich {seq} {wrong}")
    await hall.hears("3", f"Fast gleich mit Eintrag {seq}", reply_to=asked)
    assert await hall.incidents() == []
    case("(control) a word of the seal misheard", "asked to listen again", hall.heard)


async def test_a_member_kept_from_the_bots_words_is_found_at_the_next_comparison(
    hall: Hall, case: Case
) -> None:
    """Dora's server shows her one history, Carl's another: hers ends before the last seal."""
    bot = hall.council.app.gateway.user_id
    async with Proxy.before(hall.council.synapse.url) as proxy:
        tablet = await hall.device("4", signed=True, base_url=proxy.url)
        hers = HostileServer(proxy)
        try:
            seq, words = await read_out(hall)
            await hall.hears(tablet, words)
            hers.everywhere(hide(bot))
            await say_for_the_minutes(hall)
            newer, shown = await read_out(hall, reader="3")
            assert int(newer) > int(seq)
            same = await hall.say("3", f"!vergleich {newer} {shown}")
            await hall.hears("3", f"Eintrag {newer} lautet auch bei mir so", reply_to=same)

            await tablet.sync(wait=0)
            from_bot = [
                i.body for i in tablet.seen if isinstance(i, TextMessage) and i.sender == bot
            ]
            assert not any(shown in body for body in from_bot)
            asked = await tablet.say(hall.session, f"!vergleich {seq} {words}")
            await hall.on_record("history_behind", tablet.user_id)
            await hall.hears("3", f"älter als Eintrag {newer}", reply_to=asked)
            case("two members shown different histories", "found; on record", hall.heard)
        finally:
            await tablet.log_out()


async def other_course(hall: Hall, folder: Path) -> Head:
    """Take a copy of the journal, as an old backup would be, and let the meeting go on there."""
    source = hall.council.folder / "bot" / "journal.db"
    copy = folder / "journal.db"
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    desk = hall.council.chamber.desk
    stream = desk.stream_of(hall.meeting.id)
    event = e.StatementRecorded(seat=SeatId("2"), text="Das war ganz anders.")
    async with await Journal.open(
        str(copy), codec=Codec[e.Event](e.Event), signer=Ed25519Signer(bytes(32))
    ) as fork:
        entry: NewEntry[e.Event] = NewEntry(stream=stream, event=event, at=hall.now(), origin=TIMER)
        head = desk.head(hall.meeting.id)
        await fork.append([entry], expect={stream: head})
        found = await fork.head(stream)
    assert found is not None
    return found


async def test_a_second_course_of_the_meeting_is_found_at_the_next_comparison(
    hall: Hall, case: Case, tmp_path: Path
) -> None:
    """Carl was shown entry N by a bot with a copy of the journal; this one has another entry N."""
    seq, words = await read_out(hall)
    asked = await hall.say("4", f"!vergleich {seq} {words}")
    await hall.hears("4", "lautet auch bei mir so", reply_to=asked)
    fork = await other_course(hall, tmp_path)
    carl = hall.members["3"]

    ahead = await hall.say("3", f"!vergleich {fork.seq} {head_words(fork.hash)}")
    await hall.hears("3", f"endet mit Eintrag {seq}", f"zuletzt Eintrag {seq}", reply_to=ahead)
    await hall.on_record("history_differs", carl.user_id)

    await say_for_the_minutes(hall)
    assert hall.council.chamber.desk.head(hall.meeting.id) >= fork.seq
    await hall.fresh()
    asked = await hall.say("3", f"!vergleich {fork.seq} {head_words(fork.hash)}")
    await hall.hears("3", f"Abweichend bei Eintrag {fork.seq}", reply_to=asked)
    await hall.on_record("history_differs", carl.user_id)
    case("journal forked (old copy, second bot)", "found with its entry; on record", hall.heard)
