# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A homeserver's certificate that ends: doctor sees it coming, the bot tells when it has ended.

The door before Synapse shows what certificate a test wants, and the bot trusts a private authority
as operators name theirs, in the environment.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from authority import DAY, Authority, Door
from campaign import Case
from council_bot import COUNCIL
from gremium_process import gremium
from member import Member
from real_synapse import Homeserver

from bot.checkup import examine
from bot.homeserver import certificates
from bot.homeserver.description import Federation
from bot.homeserver.findings import Finding, Weight
from bot.matrix.events import TextMessage
from tests.integration.cli.test_doctor import patient

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority this machine trusts."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.certificate))
    return made


def now() -> datetime:
    return datetime.now(UTC)


async def test_the_bot_says_so_when_the_certificate_expires_and_goes_on_when_it_is_renewed(
    synapse: Homeserver, authority: Authority, tmp_path: Path, case: Case
) -> None:
    """A whole bot, and the clerk, who reaches the server by another way and asks for help."""
    account = await synapse.register(f"gremium-{secrets.token_hex(3)}")
    clerk = await synapse.register(f"frieda-{secrets.token_hex(3)}")
    line = 'name = "Frieda Schrift"'
    council, password = tmp_path / "rat.toml", tmp_path / "password"
    council.write_text(COUNCIL.replace(line, f'{line}\nmatrix = "{clerk.user_id}"'), "utf-8")
    password.write_text(account.password)
    password.chmod(0o600)
    frieda = Member(clerk, synapse.url, tmp_path / "frieda")
    await frieda.start(signed=True)
    start = ("bot", "--user", account.user_id, "--password-file", password, "--council", council,
             "--data", tmp_path / "var")  # fmt: skip
    async with Door.before(synapse.url, authority) as door:
        await door.show(ends=-DAY)
        async with gremium(*start, "--homeserver", door.url) as bot:
            assert await bot.ended() == 4
            assert "certificate has expired. Renew it" in bot.output
            refused = bot.output
        await door.show()
        async with gremium(*start, "--homeserver", door.url) as bot:
            await bot.says("serves")
            [direct] = (await frieda.http.get("/_matrix/client/v3/sync"))["rooms"]["invite"]
            await frieda.accept(direct)
            await door.show(ends=-DAY)
            told = await bot.says("certificate has expired")
            await frieda.say(direct, "!hilfe")
            await door.show()
            await frieda.wait_for(
                lambda i: isinstance(i, TextMessage) and i.sender == account.user_id, 120
            )
            assert await bot.stop() == 0
    await frieda.close()
    case("certificate expired at the start", "refuses, with the reason", refused)
    case("certificate expires while it runs", "waits, and goes on once it is renewed", told)


@pytest.mark.parametrize(
    ("host", "ends", "weight", "words"),
    [
        ("127.0.0.1", -DAY, Weight.ERROR, "certificate has expired"),
        ("127.0.0.1", 29 * DAY, Weight.WARNING, "ends on"),
        ("127.0.0.1", 60 * DAY, Weight.FINE, "ends on"),
        ("127.0.0.9", 60 * DAY, Weight.ERROR, "IP address mismatch"),
    ],
    ids=["expired", "ends soon", "good", "another address"],
)
async def test_doctor_finds_a_homeservers_bad_certificate(
    bare: Path, authority: Authority, host: str, ends: timedelta, weight: Weight, words: str
) -> None:
    async with Door.before("http://127.0.0.1:9", authority) as door:
        await door.show(host=host, ends=ends)
        found = await examine(replace(patient(bare), homeserver=door.url, token="t", now=now))
    [finding] = [one for one in found if one.subject == "certificate"]
    assert finding.weight is weight
    assert words in finding.sentence
    assert bool(finding.remedy) is (weight is not Weight.FINE)


async def test_doctor_finds_a_homeservers_unknown_authority(
    bare: Path, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    stranger = Authority(tmp_path / "other", "Somebody else")
    async with Door.before("http://127.0.0.1:9", authority) as door:
        monkeypatch.setenv("SSL_CERT_FILE", str(stranger.certificate))
        found = await examine(replace(patient(bare), homeserver=door.url, token="t", now=now))
    [finding] = [one for one in found if one.subject == "certificate"]
    assert "unable to get local issuer" in finding.sentence
    assert "SSL_CERT_FILE" in finding.remedy


def seen(federation: Federation, server: str = "127.0.0.1:8448") -> dict[Weight, str]:
    """What doctor says of the certificate Synapse itself shows other servers."""
    found: list[Finding] = list(certificates.look(federation, server, now()))
    assert all(bool(one.remedy) is (one.weight is not Weight.FINE) for one in found)
    return {one.weight: one.sentence for one in found}


def test_doctor_finds_each_fault_of_the_own_federation_certificate(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    authority, stranger = Authority(tmp_path), Authority(tmp_path / "other")
    public, secret = authority.issue("127.0.0.1")
    good = Federation(
        authorities=(str(authority.certificate),),
        listen="127.0.0.1:8448",
        certificate=str(public),
        private_key=str(secret),
    )
    assert seen(good).keys() == {Weight.FINE}
    assert seen(Federation()) == {}
    assert "not to 127.0.0.2" in seen(good, "127.0.0.2")[Weight.ERROR]
    foreign = replace(good, authorities=(str(stranger.certificate),))
    assert "none of federation.authorities" in seen(foreign)[Weight.ERROR]
    _, other = stranger.issue("127.0.0.1")
    assert "another key" in seen(replace(good, private_key=str(other)))[Weight.ERROR]
    assert "cannot be read" in seen(replace(good, certificate=str(tmp_path / "no")))[Weight.ERROR]
    assert "cannot be used" in seen(replace(good, certificate=str(secret)))[Weight.ERROR]
    authority.issue("127.0.0.1", ends=-DAY)
    assert "has expired" in seen(good)[Weight.ERROR]
    authority.issue("127.0.0.1", ends=3 * DAY)
    assert "ends on" in seen(good)[Weight.WARNING]
    authority.issue("127.0.0.1", begins=DAY)
    assert "is not valid before" in seen(good)[Weight.ERROR]
