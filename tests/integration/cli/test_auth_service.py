# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot on a Synapse whose log-in lies with an authentication service: compatibility tokens."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from auth_service import AuthService, auth_service
from command_line import run
from council_bot import COUNCIL
from gremium_process import gremium
from member import Member
from real_synapse import Account, Homeserver, running_synapse

from bot.cli.trouble import Exit, told
from bot.login import Account as LoginAccount
from bot.login import OtherDevice, keep_login
from bot.matrix.crosssigning import shown
from bot.matrix.events import TextMessage
from bot.matrix.http import Http, UnknownToken
from bot.matrix.login import LoginImpossible

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(600)]
DEVICE = "GREMIUMBOT"


@dataclass(frozen=True)
class Town:
    """A Synapse that delegates, and its service."""

    service: AuthService
    synapse: Homeserver

    async def bot(self, folder: Path, name: str) -> Bot:
        """A bot's account with a token in a file, and its council file."""
        token = await self.service.issue(name, DEVICE)
        council = COUNCIL.replace(
            'name = "Frieda Schrift"',
            f'name = "Frieda Schrift"\nmatrix = "@frieda-{name}:council.test"',
        )
        (folder / "rat.toml").write_text(council, encoding="utf-8")
        made = Bot(town=self, folder=folder, name=name, token=token)
        made.keep(token)
        return made


@dataclass(frozen=True)
class Bot:
    """A bot that logs in by token."""

    town: Town
    folder: Path
    name: str
    token: str

    @property
    def user(self) -> str:
        return f"@{self.name}:{self.town.synapse.server_name}"

    @property
    def data(self) -> Path:
        return self.folder / "var"

    @property
    def file(self) -> Path:
        return self.folder / "token"

    def keep(self, token: str) -> None:
        """Put a token into the file the operator names."""
        self.file.write_text(token)
        self.file.chmod(0o600)

    @property
    def first(self) -> tuple[object, ...]:
        """The arguments of the first start."""
        return (
            *("bot", "--homeserver", self.town.synapse.url, "--token-file", self.file),
            *("--council", self.folder / "rat.toml", "--data", self.data),
        )

    async def shown_to_members(self, token: str) -> bool:
        """Whether the device carries a published identity."""
        async with Http(base_url=self.town.synapse.url, token=token) as http:
            found = await shown(http, self.user, DEVICE)
        return found.master is not None and found.signed


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with auth_service() as service:
        folder = tmp_path_factory.mktemp("delegating")
        with running_synapse(folder, **service.settings()) as synapse:
            service.homeserver = synapse.url
            yield Town(service=service, synapse=synapse)


async def test_a_compatibility_token_serves_until_it_is_revoked_and_replaced(
    town: Town, tmp_path: Path
) -> None:
    """Started, heard, restarted, revoked, replaced: one device, one identity, one council."""
    bot = await town.bot(tmp_path, f"gremium-{secrets.token_hex(3)}")
    clerk = await town.service.issue(f"frieda-{bot.name}", "FRIEDA")
    account = Account(
        user_id=f"@frieda-{bot.name}:council.test",
        password="-",
        access_token=clerk,
        device_id="FRIEDA",
    )
    frieda = Member(account, town.synapse.url, tmp_path / "frieda")
    await frieda.start(signed=True)
    try:
        async with gremium(*bot.first) as process:
            await process.says(f"The bot {bot.user} serves")
            assert bot.token not in process.output
            assert await bot.shown_to_members(clerk)
            code = (bot.data / "welcome-codes-rat.txt").read_text().split()[4]
            await greet(frieda, code)
            assert await process.stop() == 0

        async with gremium("bot", "--data", bot.data) as process:
            await process.says("serves")
            await ask(frieda)
            await town.service.revoke(bot.token)
            assert await process.ended() == 3
            assert "does not know the bot's access token any more" in process.output
            assert "--token-file" in process.output
            assert "Traceback" not in process.output

        bot.keep(await town.service.issue(bot.name, DEVICE))
        async with gremium("bot", "--data", bot.data, "--token-file", bot.file) as process:
            await process.says("serves")
            await ask(frieda)
            assert await bot.shown_to_members(clerk)
            assert await process.stop() == 0
    finally:
        await frieda.close()


async def greet(member: Member, code: str) -> None:
    """Show the code in the room the bot invited to, and be welcomed."""
    await member.sync()
    invited = list((await member.http.get("/_matrix/client/v3/sync"))["rooms"]["invite"])
    for room in invited:
        await member.accept(room)
        await member.say(room, f"!ausweis {code}")
        await heard(member, "Willkommen")


async def ask(member: Member) -> None:
    """Get an answer to a question in the direct room."""
    before = len(member.seen)
    [room] = (await member.http.get("/_matrix/client/v3/joined_rooms"))["joined_rooms"][:1]
    await member.say(room, "!hilfe")
    await heard(member, "!", since=before)


async def heard(member: Member, word: str, since: int = 0) -> None:
    def wanted(item: object) -> bool:
        other = isinstance(item, TextMessage) and item.sender != member.user_id
        return other and item in member.seen[since:] and word in getattr(item, "body", "")

    await member.wait_for(wanted, 180)


async def test_a_token_of_another_device_or_account_is_refused(town: Town, tmp_path: Path) -> None:
    """Keys of one device in the hands of another would make it mute; nothing is overwritten."""
    bot = await town.bot(tmp_path, f"gremium-{secrets.token_hex(3)}")

    async def log_in(token: str) -> None:
        await keep_login(bot.data, town.synapse.url, LoginAccount(token=token))

    await log_in(bot.token)
    before = (bot.data / "login.json").read_bytes()
    for localpart, device, words in (
        (bot.name, "OTHERDEVICE", ("OTHERDEVICE", DEVICE, "--new-device")),
        ("somebody", DEVICE, ("@somebody:council.test", bot.user)),
    ):
        with pytest.raises(OtherDevice) as refused:
            await log_in(await town.service.issue(localpart, device))
        assert all(word in str(refused.value) for word in words)
        assert told(refused.value).exit_code == Exit.REFUSED
    with pytest.raises(LoginImpossible, match="belongs to no device"):
        await log_in(await town.service.issue(bot.name, None))
    with pytest.raises(UnknownToken):
        await log_in("mct_nobody-issued-this")
    account = LoginAccount(user=bot.name, password="a password")
    with pytest.raises(LoginImpossible, match="compatibility token"):
        await keep_login(tmp_path / "other", town.synapse.url, account)
    assert (bot.data / "login.json").read_bytes() == before
    await log_in(await town.service.issue(bot.name, DEVICE))
    assert (bot.data / "login.json").read_bytes() != before


async def test_a_new_identity_waits_for_consent_in_the_service(town: Town, tmp_path: Path) -> None:
    """Nothing but a person's consent replaces it; the command says where, and continues."""
    bot = await town.bot(tmp_path, f"gremium-{secrets.token_hex(3)}")
    async with gremium(*bot.first) as process:
        await process.says("serves")
        assert await process.stop() == 0
    replace = ("identity", "replace", "--data", bot.data, "--confirm", bot.user)
    refused = await asyncio.to_thread(run, *replace)
    assert refused.exit_code == 3, refused.output
    assert "wants a person's consent" in refused.stderr
    assert f"{town.service.url}/account/?action=org.matrix.cross_signing_reset" in refused.stderr
    assert await bot.shown_to_members(bot.token), "the old identity is still good"
    await town.service.allow_reset(bot.name)
    done = await asyncio.to_thread(run, *replace)
    assert done.exit_code == 0, done.output
    assert "it is continued" in done.stderr
    assert await bot.shown_to_members(bot.token)
