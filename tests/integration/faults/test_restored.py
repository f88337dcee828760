# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The restore drill: backed up in the middle of a vote, destroyed, restored, and carried on.

What was written after the backup is lost. The bot finds that out by itself, does not go on
unasked, and when it does, everybody knows, and no key is used twice: it is a new device.
"""

from __future__ import annotations

import json
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from campaign import Case
from council_bot import CouncilBot, council_bot
from evening_parts import VOTES, convene, hears, result_of
from member import Member
from real_synapse import Homeserver

from bot.agefile import Identities, Recipients, new_identity
from bot.anchor import JournalBehind
from bot.audit import audit_journal
from bot.backup import back_up
from bot.checkup import Patient, examine
from bot.installation import Installation
from bot.login import NoLogin
from bot.matrix.crosssigning import SeedsLost
from bot.matrix.gateway import DeviceLost
from bot.matrix.http import UnknownToken, path
from bot.matrix.seeds import KeyFile
from bot.restore import restore
from bot.store import JournalDamaged, StoreUnavailable


async def take_over(council: CouncilBot, members: dict[str, Member]) -> None:
    """Bring the members of an earlier life before a new bot."""
    for member in members.values():
        await member.restart()
    council.members.update(members)


async def vote(council: CouncilBot, *seats: str) -> None:
    for seat in seats:
        await council.say(seat, VOTES[seat])


async def doctor(synapse: Homeserver, folder: Path) -> str:
    """What `gremium doctor` says is wrong."""
    home = Installation.at(folder / "bot")
    patient = Patient(
        home=home,
        councils=(folder / "council.toml",),
        lock=KeyFile(path=folder / "identity.key"),
        journal=str(home.journal),
        homeserver=synapse.url,
        token=str((home.read("login.json") or {}).get("token", "")),
        embedded=False,
        now=lambda: datetime.now(UTC),
    )
    found = await examine(patient)
    return "\n".join(f"{one.weight.name} {one.subject}: {one.sentence}" for one in found)


@pytest.mark.timeout(900)
async def test_an_evening_goes_on_after_everything_was_lost_but_the_backup(
    synapse: Homeserver, tmp_path: Path, case: Case
) -> None:
    made = await synapse.register(f"gremium-{secrets.token_hex(3)}")
    account = (made.user_id, made.password)
    data, file = tmp_path / "bot", tmp_path / "b.age"
    secret, public = new_identity()
    # given a vote under way, a backup, and a result that comes after it
    async with council_bot(synapse, tmp_path, account=account) as council:
        await convene(council)
        await council.say("1", '!abstimmung öffnen geschäftsordnung "Antrag"')
        await council.until(lambda: result_of(council)[0] is not None, within=120)
        await vote(council, "1", "2")
        await council.until(lambda: result_of(council)[1] == 2, within=120)
        await back_up(
            Installation.at(data),
            file,
            Recipients(keys=(public,)),
            journal="",
            now=datetime.now(UTC),
        )
        await vote(council, "3", "4")
        await council.until(lambda: result_of(council)[1] == 4, within=120)
        await council.say("1", "!abstimmung schließen")
        await council.until(lambda: result_of(council)[0] is None, within=120)
        await council.settle()
        room, members = council.room(), dict(council.members)
        device = council.app.gateway.device_id
        old = {s["session_id"] for s in _sessions(members["3"], made.user_id)}
    # when the machine is lost
    shutil.rmtree(data)
    await restore(
        file,
        Identities(texts=(secret,)),
        data,
        journal="",
        lock=KeyFile(path=tmp_path / "identity.key"),
        now=datetime.now(UTC),
    )
    # then the bot does not go on with less than it has signed, and a token of old is not enough
    with pytest.raises(NoLogin, match="must log in as a new device"):
        async with council_bot(synapse, tmp_path, account=(made.user_id, "")):
            pass
    with pytest.raises(JournalBehind, match="was signed at") as refused:
        async with council_bot(synapse, tmp_path, account=account):
            pass
    assert "It is older than what the bot has signed" in await doctor(synapse, tmp_path)
    case("started on an old backup", "refuses, says what is missing", str(refused.value))
    # and told to, it goes on as a new device, on record, and the office knows
    async with council_bot(synapse, tmp_path, account=account, accept_loss=True) as council:
        assert council.app.gateway.device_id != device
        await take_over(council, members)
        told = await hears(council, "S", "aus einer älteren Sicherung")
        kinds = [
            entry.kind
            async for entry in council.app.journal.read("rat")
            if entry.kind == "incident_recorded"
        ]
        assert kinds == ["incident_recorded"]
        # the votes of before the backup stand, those after it are not taken from the old messages
        assert result_of(council)[1] == 2
        for member in members.values():
            member.seen.clear()
        await vote(council, "3", "4")
        await council.until(lambda: result_of(council)[1] == 4, within=120)
        await council.say("1", "!abstimmung schließen")
        # its words are new events, although they follow from entries with the numbers of lost ones
        result = await hears(council, "2", "V1: angenommen", "2 Ja, 1 Nein")
        fresh = {s["session_id"] for s in _sessions(members["3"], made.user_id)} - old
        assert fresh, "a new Megolm session, which nobody had before"
        own = await council.app.gateway.http.get(path("devices"))
        assert device not in {one["device_id"] for one in own["devices"]}
        assert await members["3"].say(room, "danke")
    audited = await audit_journal(str(data / "journal.db"), folder=data)
    assert audited.ok, audited.line()
    case("restore drill in the middle of a vote", "went on; the lost votes cast again", told)
    assert "V1" in result
    for member in members.values():
        await member.close()


def _sessions(member: Member, user: str) -> list[dict[str, str]]:
    """The Megolm sessions a member has of the bot's devices."""
    store = member.gateway._machine.store.load_inbound_group_sessions()
    return [
        {"session_id": session_id}
        for senders in store._entries.values()
        for sessions in senders.values()
        for session_id in sessions
    ]


def _last_used_page_overwritten(sound: bytes) -> bytes:
    """Return the file with rubbish in the last page that holds entries."""
    size = int.from_bytes(sound[16:18], "big")
    last = sound.rindex(b'"kind":') // size * size
    return sound[:last] + secrets.token_bytes(size) + sound[last + size :]


@pytest.mark.timeout(600)
async def test_what_was_lost_or_spoiled_is_told_at_the_start_with_the_way_on(
    synapse: Homeserver, tmp_path: Path, case: Case
) -> None:
    made = await synapse.register(f"gremium-{secrets.token_hex(3)}")
    account = (made.user_id, made.password)
    data = tmp_path / "bot"

    async def refused(error: type[Exception], words: str) -> str:
        with pytest.raises(error, match=words) as caught:
            async with council_bot(synapse, tmp_path, account=account):
                pass
        return str(caught.value)

    async with council_bot(synapse, tmp_path, account=account) as council:
        identity, first = council.app.identity.identity, council.app.gateway.device_id
    # the key store is gone
    shutil.rmtree(data / "matrix")
    assert "its key store" in await doctor(synapse, tmp_path)
    case("lost key store", "refuses", await refused(DeviceLost, "--new-device"))
    async with council_bot(synapse, tmp_path, account=account, new_device=True) as council:
        assert council.app.gateway.device_id != first
        assert council.app.identity.identity.master == identity.master
        second = council.app.gateway.device_id
        # somebody logs the bot out
        await council.app.gateway.http.post(path("logout"), {})
        assert council.running is not None
        with pytest.raises(ExceptionGroup) as ended:
            await council.running
        assert ended.group_contains(UnknownToken)
        council.running = None
    assert "M_UNKNOWN_TOKEN" in await refused(UnknownToken, "UNKNOWN")
    case("access token revoked, device lost", "ends; refuses until told", "M_UNKNOWN_TOKEN")
    assert "does not accept the bot's access token" in await doctor(synapse, tmp_path)
    async with council_bot(synapse, tmp_path, account=account, new_device=True) as council:
        assert council.app.gateway.device_id not in (first, second)
    # the cross-signing seeds are gone
    (data / "identity.seeds").rename(tmp_path / "kept.seeds")
    case("lost cross-signing seeds", "refuses", await refused(SeedsLost, "recovery key"))
    (tmp_path / "kept.seeds").rename(data / "identity.seeds")
    # the last page of the journal is cut off, or overwritten
    journal = data / "journal.db"
    sound = journal.read_bytes()
    journal.write_bytes(sound[: len(sound) - 4096])
    assert "ERROR journal" in await doctor(synapse, tmp_path)
    told = await refused((JournalDamaged, StoreUnavailable), "damaged|failed")  # type: ignore[arg-type]
    case("journal cut short", "refuses", told)
    journal.write_bytes(b"\0" * 100 + sound[100:])
    case("first page overwritten", "refuses", await refused(JournalDamaged, "restore the last"))
    journal.write_bytes(_last_used_page_overwritten(sound))
    assert "ERROR journal" in await doctor(synapse, tmp_path)
    told = await refused((JournalDamaged, StoreUnavailable), "damaged|failed|malformed")  # type: ignore[arg-type]
    case("last page overwritten", "refuses", told)
    journal.write_bytes(sound)
    async with council_bot(synapse, tmp_path, account=account) as council:
        known = json.loads((data / "login.json").read_text())
        assert known["device_id"] == council.app.gateway.device_id
