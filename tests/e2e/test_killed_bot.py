# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A bot killed in the middle of a vote goes on with the same journal: nothing lost, nothing twice.

A first test at three steps; the systematic campaign has its own place.
"""

from __future__ import annotations

import secrets
from collections import Counter
from pathlib import Path

import pytest
from bot_process import BotProcess
from council_bot import CouncilBot, council_bot
from member import Member
from real_synapse import Homeserver

from bot.domain import events as e
from bot.effects import Place
from bot.matrix.events import PollQuestion, TextMessage
from bot.store import Codec, Journal, check_journal

STEPS = (
    # written down, but nobody was told
    "journal.append.after_commit:3",
    # told, but not noted that it was told
    "effect.after:4",
    # taken in, but the place in the sync not remembered
    "token.before:4",
)
VOTES = {"1": "ja", "2": "nein", "3": "ja", "4": "enthaltung"}


async def convene(council: CouncilBot) -> None:
    """Enrol five people and bring a meeting to where it can vote."""
    names = {"S": "frieda", "1": "berta", "2": "ayse", "3": "carl", "4": "dora"}
    for seat, name in names.items():
        await council.enrol_by_code(seat, name)
    meeting = council.chamber.desk.meetings
    office = Place.OFFICE
    await council.say("S", '!sitzung planen 1.12.2031 19:00 "Saal" "1. Sitzung"', office)
    await council.until(lambda: bool(meeting))
    await council.say("S", '!tagesordnung neu "Anfragen"', office)
    await council.confirmed("S", "!einladen", office)
    await council.until(lambda: any(m.invited for m in meeting.values()))
    await council.say("1", "!sitzung eröffnen")
    await council.say("1", "!namensaufruf")
    await council.until(lambda: any(m.roll_call_open for m in meeting.values()))
    for seat in VOTES:
        await council.say(seat, "hier")
    await council.until(lambda: any(len(m.present()) == len(VOTES) for m in meeting.values()))
    await council.say("1", "!namensaufruf schließen")
    await council.until(lambda: any(m.roll_call_held for m in meeting.values()))


@pytest.mark.timeout(600)
async def test_a_bot_killed_in_three_votes_loses_and_doubles_nothing(
    synapse: Homeserver, tmp_path: Path
) -> None:
    """Killed at three different steps, each time all four votes count once and all is said once."""
    made = await synapse.register(f"gremium-{secrets.token_hex(3)}")
    account = (made.user_id, made.password)
    async with council_bot(synapse, tmp_path, account=account) as council:
        await convene(council)
        room, members = council.room(), dict(council.members)
        stream = council.chamber.desk.stream_of(next(iter(council.chamber.desk.meetings)))
    for member in members.values():
        await member.restart()
    chair = members["1"]
    for n, step in enumerate(STEPS, start=1):
        # given a bot that will die in this vote
        with BotProcess(tmp_path, synapse.url, account, fault=step) as life:
            await life.ready()
            await chair.say(room, f'!abstimmung öffnen geschäftsordnung "Antrag {n}"')
            # when all vote, some before its death, some while it is dead
            for seat, word in VOTES.items():
                await members[seat].say(room, word)
            assert await life.killed(), f"the bot outlived {step}"
        # then the next life counts them all
        with BotProcess(tmp_path, synapse.url, account) as life:
            await life.ready()
            await hears(chair, made.user_id, f"V{n}: 4 von 4")
            await chair.say(room, "!abstimmung schließen")
            await hears(chair, made.user_id, f"V{n}: angenommen", "2 Ja, 1 Nein")
    await chair.sync(0)
    _everything_was_said_once(chair, made.user_id)
    await _every_vote_is_in_the_journal_once(tmp_path / "bot" / "journal.db", stream)
    log = (tmp_path / "bot.log").read_text()
    assert not any(name in log for name in ("Berta", "Demir", "Antrag 1", made.password))
    for member in members.values():
        await member.close()


async def hears(member: Member, bot: str, *words: str) -> None:
    """Wait until the bot has said all these words in one message."""
    await member.wait_for(
        lambda item: (
            isinstance(item, TextMessage)
            and item.sender == bot
            and all(word in item.body for word in words)
        ),
        within=90,
    )


def _everything_was_said_once(member: Member, bot: str) -> None:
    said = [i for i in member.seen if isinstance(i, TextMessage) and i.sender == bot]
    fresh = Counter(i.body.splitlines()[0] for i in said if i.is_edit_of is None)
    edits = Counter(i.body for i in said if i.is_edit_of is not None)
    polls = [i for i in member.seen if isinstance(i, PollQuestion)]
    for n in range(1, len(STEPS) + 1):
        questions = [times for line, times in fresh.items() if line.startswith(f"Abstimmung V{n}:")]
        assert questions == [1], fresh
        assert fresh[f"V{n}: angenommen"] == 1, fresh
    assert len(polls) == len(STEPS)
    # The count may be shown once more when the vote ends; no other change twice.
    assert all(times <= 2 for times in edits.values()), edits


async def _every_vote_is_in_the_journal_once(path: Path, stream: str) -> None:
    codec = Codec[e.Event](e.Event)
    async with await Journal.open(str(path), codec=codec, signer=None) as journal:
        entries = [entry async for entry in journal.read(stream)]
        keys = [bytes.fromhex(key) for key in await journal.keys()]
        report = await check_journal(journal, keys=keys)
        events = [codec.event(entry) for entry in entries]
    assert report.ok, report.deviation
    cast = Counter((v.ballot, v.seat, v.choice) for v in events if isinstance(v, e.VoteCast))
    assert len(cast) == len(VOTES) * len(STEPS)
    assert set(cast.values()) == {1}
    closed = [v.result for v in events if isinstance(v, e.BallotClosed)]
    assert [(r.yes, r.no, r.abstain) for r in closed] == [(2, 1, 1)] * len(STEPS)
