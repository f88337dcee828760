# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium bot` as a service: started, heard, stopped, started again; and what it refuses."""

from __future__ import annotations

import secrets
import signal
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import run
from council_bot import COUNCIL
from gremium_process import gremium
from member import Member
from real_synapse import Account, Homeserver, free_port

from bot.matrix.events import TextMessage

pytestmark = pytest.mark.timeout(600)


@dataclass(frozen=True)
class Service:
    """What an operator has before the first start."""

    synapse: Homeserver
    folder: Path
    account: Account
    clerk: Account

    @property
    def data(self) -> Path:
        return self.folder / "var"

    def file(self, text: str, name: str, mode: int = 0o600) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    def first(self, **other: object) -> tuple[object, ...]:
        """The options of the first start; `other` replaces some."""
        options: dict[str, object] = {
            "homeserver": self.synapse.url,
            "user": self.account.user_id,
            "password_file": self.folder / "password",
            "council": self.folder / "rat.toml",
            "data": self.data,
        }
        pairs = {**options, **other}.items()
        return ("bot", *(part for k, v in pairs for part in (f"--{k.replace('_', '-')}", v)))


@pytest.fixture
async def service(synapse: Homeserver, tmp_path: Path) -> Service:
    made = Service(
        synapse=synapse,
        folder=tmp_path,
        account=await synapse.register(f"gremium-{secrets.token_hex(3)}"),
        clerk=await synapse.register(f"frieda-{secrets.token_hex(3)}"),
    )
    line = 'name = "Frieda Schrift"'
    council = COUNCIL.replace(line, f'{line}\nmatrix = "{made.clerk.user_id}"')
    made.file(council, "rat.toml")
    made.file(made.account.password, "password")
    return made


async def test_a_bot_answers_stops_in_order_and_continues(service: Service) -> None:
    """Given a code in a file, the clerk is enrolled; after SIGTERM the next start knows her."""
    frieda = Member(service.clerk, service.synapse.url, service.folder / "frieda")
    await frieda.start(signed=True)
    try:
        async with gremium(*service.first()) as bot:
            await bot.says(f"The bot {service.account.user_id} serves Gemeinderat")
            codes = service.data / "welcome-codes-rat.txt"
            recovery = service.data / "recovery-key.txt"
            for path in (codes, recovery):
                assert stat.S_IMODE(path.stat().st_mode) == 0o600
                assert path.read_text().split()[-1] not in bot.output
            code = codes.read_text().splitlines()[1].split()[0]
            assert code not in bot.output
            assert service.account.password not in bot.output
            invited = (await frieda.http.get("/_matrix/client/v3/sync"))["rooms"]["invite"]
            [direct] = invited
            await frieda.accept(direct)
            await frieda.say(direct, f"!ausweis {code}")
            await heard(frieda, service, "Willkommen")
            assert await bot.stop(signal.SIGTERM) == 0
            assert "Stopped in order." in bot.output

        (service.folder / "password").unlink()
        seen = len(frieda.seen)
        await frieda.say(direct, "!hilfe")  # while nobody serves
        async with gremium("bot", "--data", service.data) as bot:
            await bot.says("serves")
            await heard(frieda, service, "!", since=seen)
            assert "Recovery key" not in bot.output
            assert "Frieda Schrift" not in bot.output, "she is enrolled and gets no code"
            assert await bot.stop(signal.SIGINT) == 0
    finally:
        await frieda.close()


async def heard(member: Member, service: Service, word: str, since: int = 0) -> None:
    """Wait for a message of the bot."""

    def wanted(item: object) -> bool:
        said = isinstance(item, TextMessage) and item.sender == service.account.user_id
        return said and item in member.seen[since:] and word in getattr(item, "body", "")

    await member.wait_for(wanted, 180)


def test_what_cannot_be_used_or_reached_is_told(synapse: Homeserver, tmp_path: Path) -> None:
    """A sentence with its cause, the documented exit code, no secret, and nothing left behind."""

    def file(name: str, text: str, mode: int = 0o600) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    good: dict[str, object] = {
        "homeserver": synapse.url,
        "user": "nobody-by-this-name",
        "password-file": file("wrong", "not-the-password"),
        "council": file("rat.toml", COUNCIL),
        "data": tmp_path / "var",
    }
    nowhere = f"http://127.0.0.1:{free_port()}"
    for other, code, words in (
        ({}, 3, ("password for nobody-by-this-name", "M_FORBIDDEN")),
        ({"homeserver": nowhere}, 4, (nowhere, "does not answer")),
        ({"council": tmp_path / "none.toml"}, 3, ("none.toml",)),
        ({"council": file("broken.toml", "[body\n")}, 3, ("broken.toml, line 1",)),
        ({"password-file": file("open", "x", 0o644)}, 3, ("chmod go-rwx",)),
        ({"password-file": tmp_path / "nowhere"}, 3, ("nowhere",)),
    ):
        options = [f for k, v in {**good, **other}.items() for f in (f"--{k}", v)]
        told = run("bot", *options)
        assert told.exit_code == code, told.output
        assert all(word in told.stderr for word in words), told.output
        assert "not-the-password" not in told.output
        assert not (tmp_path / "var" / "login.json").exists()
