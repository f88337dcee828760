# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium identity`: seeds restored from paper, sealed anew, an identity replaced on purpose."""

from __future__ import annotations

import asyncio
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from command_line import run
from council_bot import CouncilBot, council_bot
from js_peer import JsPeer, Report, js_peer
from real_synapse import Homeserver

from bot import ownidentity
from bot.domain import events as e
from bot.domain.ids import SeatId, UserId
from bot.installation import Installation, Remembered
from bot.matrix import seeds
from bot.matrix.crosssigning import IdentityMismatch, OwnDevice, SeedsLost, reset
from bot.matrix.recovery import RecoveryKey
from bot.matrix.seeds import KeyFile, WrongLock
from bot.matrix.signing import SigningKey
from bot.store import Codec, Journal


@dataclass(frozen=True)
class House:
    """A data folder whose bot has run, and is stopped now."""

    synapse: Homeserver
    folder: Path
    account: tuple[str, str]
    paper: str
    """The recovery key of the first start."""
    master: str

    @property
    def data(self) -> Path:
        return self.folder / "bot"

    @property
    def seeds(self) -> Path:
        return self.data / "identity.seeds"

    async def gremium(self, *arguments: object) -> Result:
        """``gremium identity …`` with the account's password in a file."""
        return await asyncio.to_thread(run, "identity", *arguments, "--data", self.data)

    def written(self, text: str, name: str = "secret") -> Path:
        """A file only its owner can read."""
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        return path

    async def kinds(self) -> list[str]:
        """What the body's stream tells of the bot's identity."""
        codec = Codec[e.Event](e.Event)
        path = str(self.data / "journal.db")
        async with await Journal.open(path, codec=codec, signer=None) as journal:
            kinds = [entry.body.kind async for entry in journal.read("rat") if entry.body]
        return [kind for kind in kinds if kind.startswith("bot_identity")]


async def stopped(council: CouncilBot) -> House:
    """What a bot leaves behind; call it in the bot's block, use it after."""
    app = council.app
    password = app.settings.account.password
    assert app.identity.recovery_key
    assert password
    home = Installation.at(council.folder / "bot")
    home.remember(
        Remembered(
            homeserver=council.synapse.url,
            councils=(str(council.folder / "council.toml"),),
            key_file=str(council.folder / "identity.key"),
        )
    )
    return House(
        synapse=council.synapse,
        folder=council.folder,
        account=(app.gateway.user_id, password),
        paper=app.identity.recovery_key,
        master=app.identity.identity.master,
    )


async def verify_bot(js: JsPeer, user: str, room: str) -> None:
    """A member compares emoji with the bot in her client."""
    transaction = (await js.call("verify_in_room", user=user, room=room))["transaction"]
    await js.seen("verification", transaction=transaction, phase="ready")
    await js.call("verify_start", transaction=transaction)
    await js.seen("sas", transaction=transaction)
    await js.call("verify_confirm", transaction=transaction)
    await js.seen("verification", transaction=transaction, phase="done")
    await js.comes_to_trust(user)


async def test_lost_seeds_come_back_from_the_recovery_key(
    synapse: Homeserver, tmp_path: Path
) -> None:
    """Given paper and no seeds, the bot is the same again; any other key changes nothing."""
    async with council_bot(synapse, tmp_path) as council:
        house = await stopped(council)
    shown = await house.gremium("show", "--recovery-key-file", house.written(house.paper, "paper"))
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.count(house.master) == 2
    assert "The recovery key given is the present one." in shown.stdout

    house.seeds.unlink()
    with pytest.raises(SeedsLost, match="gremium identity restore"):
        async with council_bot(synapse, tmp_path, account=house.account):
            pass
    lost = await house.gremium("show")
    assert lost.exit_code == 1
    assert "There is no seed file" in lost.stdout
    mistyped = house.paper[:-1] + ("3" if house.paper.endswith("2") else "2")
    for wrong, word in (
        (RecoveryKey.generate().text(), "does not fit the account's secret storage"),
        (mistyped, "typing error"),
        ("EsT0", "does not occur in recovery keys"),
    ):
        told = await house.gremium("restore", "--recovery-key-file", house.written(wrong, "wrong"))
        assert (told.exit_code, word in told.stderr) == (3, True), told.output
        assert not house.seeds.exists()

    told = await house.gremium("restore", "--recovery-key-file", tmp_path / "paper")
    assert told.exit_code == 0, told.output
    assert house.master in told.stdout
    assert stat.S_IMODE(house.seeds.stat().st_mode) == 0o600
    async with council_bot(synapse, tmp_path, account=house.account) as again:
        assert again.app.identity.identity.master == house.master
        assert not again.app.identity.created


async def test_seeds_nothing_opens_any_more_are_kept_and_restored(
    synapse: Homeserver, tmp_path: Path
) -> None:
    """The key file was lost: the old seed file stays as it was, under another name."""
    async with council_bot(synapse, tmp_path) as council:
        house = await stopped(council)
    (tmp_path / "identity.key").unlink()
    before = house.seeds.read_bytes()
    paper = house.written(house.paper, "paper")
    told = await house.gremium("restore", "--recovery-key-file", paper)
    assert told.exit_code == 0, told.output
    assert "a new one is made" in told.stderr
    lock = KeyFile(path=tmp_path / "identity.key")
    assert seeds.load(house.seeds, lock).master
    [kept] = [p for p in house.data.glob("identity.seeds.*")]
    assert kept.read_bytes() == before

    made = await house.gremium("recovery-key")
    assert made.exit_code == 0, made.output
    file = house.data / "recovery-key.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    new = file.read_text().splitlines()[1]
    assert new not in made.output
    told = await house.gremium("show", "--recovery-key-file", paper)
    assert told.exit_code == 3
    assert "does not fit" in told.stderr
    fresh = house.written(new, "fresh")
    assert (await house.gremium("show", "--recovery-key-file", fresh)).stderr == ""


async def test_seeds_of_another_bot_are_not_restored(synapse: Homeserver, tmp_path: Path) -> None:
    """Somebody with the password replaced the identity: the paper opens what members do not see."""
    async with council_bot(synapse, tmp_path) as council:
        house = await stopped(council)
        before = await asyncio.to_thread(run, "doctor", "--data", house.data)
        assert "ok       identity: Members see the bot's identity" in before.stdout, before.output
        assert before.stdout.count("ok       rooms of rat:") == 4
        assert "ok       recovery key" in before.stdout
        own = OwnDevice.of(council.app.gateway.own_device(), council.app.gateway.sign_with_device)
        await reset(
            council.app.gateway.http, own, seeds.Seeds.generate(), password=house.account[1]
        )
    sick = await asyncio.to_thread(run, "doctor", "--data", house.data)
    assert "ERROR    identity: Members see another identity" in sick.stdout, sick.output
    house.seeds.unlink()
    paper = house.written(house.paper, "paper")
    told = await house.gremium("restore", "--recovery-key-file", paper)
    assert told.exit_code == 3
    assert "Nothing was changed" in told.stderr
    assert not house.seeds.exists()
    assert (await house.gremium("recovery-key")).exit_code == 3


async def test_a_replaced_identity_is_announced_journalled_and_verified_anew(
    synapse: Homeserver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted twice and continued: one announcement, one identity, and members see both."""
    async with js_peer() as js:
        async with council_bot(synapse, tmp_path) as council:
            await council.enrol_by_code("S", "frieda")
            account = await synapse.register(f"ayse-{tmp_path.name[-4:]}")
            await js.enter(synapse.url, account.user_id, account.password)
            user = UserId(account.user_id)
            code = await council.chamber.welcome_code(SeatId("2"), user, council.clock())
            direct = await council.chamber.rooms.direct(user)
            await js.join(direct)
            await js.send_text(direct, f"!ausweis {code}")
            await council.until(lambda: SeatId("2") in council.chamber.desk.body.enrolments)
            await js.join(council.room())
            bot = council.app.gateway.user_id
            await verify_bot(js, bot, direct)
            house = await stopped(council)
            busy = await house.gremium("replace", "--confirm", bot)
            assert busy.exit_code == 4, busy.output
            assert "stop the other one" in busy.stderr
            assert not (house.data / "identity.seeds.next").exists()

        assert (await house.gremium("replace")).exit_code == 2, "nobody was asked"
        told = await house.gremium("replace", "--confirm", "@somebody:else")
        assert told.exit_code == 3
        assert "Nothing was changed" in told.stderr
        assert await house.kinds() == []

        refused = await house.gremium("replace", "--confirm", bot)
        assert refused.exit_code == 3, refused.output
        assert "wants the password" in refused.stderr
        announced = await heard(js, "ersetzt in Kürze")
        assert announced["shield"] == 0, "the identity she verified says so"
        assert (await js.trust(bot))["cross_signing_verified"]
        assert await house.kinds() == ["bot_identity_change_announced"]

        password = house.written(house.account[1], "password")
        with monkeypatch.context() as broken:
            broken.setattr(ownidentity, "_swap", no_room)
            told = await house.gremium("replace", "--confirm", bot, "--password-file", password)
            assert told.exit_code == 4, told.output
        with pytest.raises(IdentityMismatch):
            async with council_bot(synapse, tmp_path, account=house.account):
                pass
        told = await house.gremium("replace", "--confirm", bot, "--password-file", password)
        assert told.exit_code == 0, told.output
        assert "it is continued" in told.stderr
        assert await house.kinds() == ["bot_identity_change_announced", "bot_identity_changed"]
        new = told.stdout.splitlines()[0].rsplit(" ", 1)[1]
        assert new != house.master
        assert new[:4] + " " + new[4:8] in (announced.body or ""), "as it was announced"
        [kept] = house.data.glob("identity.seeds.*")
        old = seeds.load(kept, KeyFile(path=tmp_path / "identity.key"))
        assert SigningKey(old.master).public == house.master
        paper = (house.data / "recovery-key.txt").read_text().splitlines()[1]
        assert paper != house.paper
        assert (await house.gremium("show")).exit_code == 0

        async with council_bot(synapse, tmp_path, account=house.account) as again:
            assert again.app.identity.identity.master == new
            assert not again.app.identity.recovery_key
            async with asyncio.timeout(30):
                while (seen := await js.trust(bot))["cross_signing_verified"]:  # noqa: ASYNC110 -- the fact is in another process
                    await asyncio.sleep(0.1)
            assert seen["was_verified"], "her client warns her"
            await js.call("withdraw_verification", user=bot)
            await verify_bot(js, bot, direct)
            since = len(js.reports)
            await js.send_text(again.room(), "!hilfe")
            answer = await js.seen("event", lambda r: bool(r.body), since=since, sender=bot)
            assert answer["shield"] == 0
        verified = await asyncio.to_thread(run, "verify", house.data)
        assert verified.exit_code == 0, verified.output


async def heard(js: JsPeer, word: str) -> Report:
    return await js.seen("event", lambda r: word in (r.body or ""))


def no_room(path: Path, draft: Path, now: object) -> None:
    raise OSError(28, "No space left on device", str(path))


def test_another_lock_opens_the_same_seeds(bare: Path, tmp_path: Path) -> None:
    """From key file to passphrase and to another key file; interrupted in between, continued."""
    words = tmp_path / "words"
    words.write_text("vier Wörter im Safe")
    words.chmod(0o600)
    first = KeyFile(path=bare / "identity.key")
    held = {name: seeds.load(bare / name, first) for name in ("identity.seeds", "journal.seeds")}

    told = run("identity", "reseal", "--data", bare, "--new-passphrase-file", words)
    assert told.exit_code == 0, told.output
    assert "opens old backups only" in told.stderr
    with pytest.raises(WrongLock):
        seeds.load(bare / "identity.seeds", first)
    lock = Installation.at(bare).lock()
    assert isinstance(lock, seeds.Passphrase), "the next start needs no option"
    assert {name: seeds.load(bare / name, lock) for name in held} == held

    elsewhere = tmp_path / "medium" / "identity.key"
    elsewhere.parent.mkdir()
    second = KeyFile.create(elsewhere)
    assert seeds.reseal(bare / "journal.seeds", lock, second), "and then the power went"
    told = run("identity", "reseal", "--data", bare, "--new-key-file", elsewhere)
    assert told.exit_code == 0, told.output
    assert "journal.seeds: is opened by that already." in told.stdout
    assert {name: seeds.load(bare / name, second) for name in held} == held
    assert Installation.at(bare).lock() == second


def test_seeds_are_not_resealed_by_who_cannot_open_them(bare: Path, tmp_path: Path) -> None:
    before = (bare / "identity.seeds").read_bytes()
    (bare / "identity.key").write_text("00" * 32)
    told = run("identity", "reseal", "--data", bare, "--new-key-file", tmp_path / "new.key")
    assert told.exit_code == 3
    assert "does not belong to" in told.stderr
    assert (bare / "identity.seeds").read_bytes() == before
    both = ("--new-key-file", tmp_path / "a", "--new-passphrase-file", tmp_path / "b")
    assert run("identity", "reseal", "--data", bare, *both).exit_code == 2
    assert run("identity", "reseal", "--data", tmp_path, *both[:2]).exit_code == 3
