# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What breaks while a vote is open: nothing is lost, nothing counts twice, the office is told."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from campaign import Case
from council_bot import CouncilBot, council_bot
from evening_parts import VOTES, convene, hears, result_of
from proxy import Proxy, Rule, cut
from real_synapse import Homeserver

from bot import faultcheck, faults, watch
from bot.anchor import AnotherBot, Pace
from bot.app import App, Settings, open_app
from bot.cli.trouble import causes
from bot.store import DiskFull, JournalInUse, ReadOnly, StoreError, check_journal

QUICK = Pace(busy=0.3, idle=0.6, patience=30.0)


@contextmanager
def unwritable(error: type[StoreError]) -> Iterator[None]:
    """Let every write of the journal fail as on a disk that takes nothing."""

    def fail(point: str) -> None:
        if point.endswith(".before_commit"):
            raise error("played")

    with faults.installed(fail):
        yield


async def vote(council: CouncilBot, *seats: str) -> None:
    for seat in seats:
        await council.say(seat, VOTES[seat])


async def open_ballot(council: CouncilBot, text: str) -> None:
    await council.say("1", f'!abstimmung öffnen geschäftsordnung "{text}"')
    await council.until(lambda: result_of(council)[0] is not None, within=120)


async def close_ballot(council: CouncilBot) -> None:
    """Everybody's vote is there once: two yes, one no, one abstention."""
    await council.until(lambda: result_of(council)[1] == len(VOTES), within=120)
    await council.say("1", "!abstimmung schließen")
    await council.until(lambda: result_of(council)[0] is None, within=120)
    meeting = next(iter(council.chamber.desk.meetings.values()))
    result = list(meeting.ballots.values())[-1].result
    assert result is not None
    assert (result.yes, result.no, result.abstain) == (2, 1, 1)


@pytest.mark.timeout(900)
async def test_whatever_breaks_in_a_vote_the_count_is_right_and_the_office_knows(
    synapse: Homeserver, tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "AWAY_SECONDS", 2.0)
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.5)
    made = await synapse.register(f"gremium-{secrets.token_hex(3)}")
    account = (made.user_id, made.password)
    async with (
        Proxy.before(synapse.url) as proxy,
        council_bot(
            synapse, tmp_path, account=account, homeserver=proxy.url, pace=QUICK
        ) as council,
    ):
        council.app.watch.look = 0.5
        await convene(council)
        await _disk(council, case)
        await _clock(council, case)
        await _network(council, proxy, case)
        await _second_bot(council, tmp_path, case)
        report = await check_journal(council.app.journal, keys=[council.app.anchor.public])
        assert report.ok, report.deviation
        assert report.warnings, "the clock ran backwards, and verify says so"
        with pytest.raises(ExceptionGroup) as stopped:
            await _taken_over(council)
        council.running = None
        assert stopped.group_contains(AnotherBot, match="Another bot has begun")
        said = [str(error) for error in causes(stopped.value) if isinstance(error, AnotherBot)]
        case("second bot takes the account over", "the first one stops", said)


async def _disk(council: CouncilBot, case: Case) -> None:
    for error, name, words in (
        (DiskFull, "full disk", "Der Datenträger ist voll"),
        (ReadOnly, "read-only disk", "lässt sich nicht beschreiben"),
    ):
        await open_ballot(council, name)
        await vote(council, "1", "2")
        with unwritable(error):
            await vote(council, "3", "4")
            told = await hears(council, "S", words)
            assert result_of(council)[1] <= len(VOTES)
        again = await hears(council, "S", "Ich kann wieder schreiben")
        await close_ballot(council)
        case(name, "waited, then all votes counted once", [told, again])
        council.members["S"].seen.clear()


async def _clock(council: CouncilBot, case: Case) -> None:
    for jump, name, words in (
        (timedelta(days=1), "clock one day forward", "vorgesprungen"),
        (timedelta(hours=-1), "clock one hour back", "zurückgestellt"),
    ):
        await open_ballot(council, name)
        await vote(council, "1", "2")
        await asyncio.sleep(0.7)
        council.clock.ahead += jump
        told = await hears(council, "S", words)
        await vote(council, "3", "4")
        await close_ballot(council)
        case(name, "all votes counted once", told)


async def _network(council: CouncilBot, proxy: Proxy, case: Case) -> None:
    async def swallow(_exchange: object) -> None:
        await asyncio.sleep(3600)

    for action, name in ((cut, "network refuses"), (swallow, "network swallows")):
        await open_ballot(council, name)
        await vote(council, "1", "2")
        await council.until(lambda: result_of(council)[1] == 2, within=120)
        single = council.app.gateway.http.patience
        council.app.gateway.http.patience = replace(single, single=4.0)
        rule = proxy.add(Rule(r".", before=action))
        await vote(council, "3", "4")
        await asyncio.sleep(6)
        proxy.remove(rule)
        told = await hears(council, "S", "keine Verbindung zum Homeserver")
        council.app.gateway.http.patience = single
        await close_ballot(council)
        case(f"{name} for six seconds", "all votes counted once", told)
        council.members["S"].seen.clear()


async def _second_bot(council: CouncilBot, folder: Path, case: Case) -> None:
    same = council.app.settings
    with pytest.raises(JournalInUse, match="in use by process") as refused:
        await _start(same)
    case("second bot on the same journal", "the second refuses", str(refused.value))
    shutil.copytree(same.data, folder / "copy")
    (folder / "copy" / "journal.db.lock").unlink()
    assert "A bot with this account works" in await _doctor(same, folder / "copy")
    with pytest.raises(AnotherBot, match="works with the account") as elsewhere:
        await _start(replace(same, data=folder / "copy"))
    case("second bot with the same account", "the second refuses", str(elsewhere.value))


async def _doctor(settings: Settings, root: Path) -> str:
    """What doctor says of a folder before a bot is started on it."""
    token = str(json.loads((root / "login.json").read_text())["token"])
    found = await faultcheck.laid_down(root, "", settings.homeserver, token, settings.lock)
    return "\n".join(finding.sentence for finding in found)


async def _taken_over(council: CouncilBot) -> None:
    """Another bot signs on in spite of us, as one would that we did not see."""
    other = replace(council.app.anchor, _run="another", _beat=0)
    await other._lay_down()
    assert council.running is not None
    async with asyncio.timeout(120):
        await asyncio.shield(council.running)


async def _start(settings: object) -> App:
    async with open_app(settings) as app:  # type: ignore[arg-type]
        return app
