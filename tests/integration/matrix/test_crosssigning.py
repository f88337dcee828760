# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot's identity on a real Synapse: made once, found again, never replaced silently."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

import pytest
from bare_device import publish_device
from js_peer import js_peer
from real_synapse import Account, Homeserver

from bot.matrix import recovery
from bot.matrix.crosssigning import (
    IdentityMismatch,
    NotAccepted,
    OwnDevice,
    PasswordNeeded,
    SeedsLost,
    ensure,
    establish,
    reset,
    sign_user,
)
from bot.matrix.http import Http, path
from bot.matrix.identities import read_identity
from bot.matrix.recovery import NoSecretStorage, RecoveryKey, WrongRecoveryKey
from bot.matrix.seeds import KeyFile, Passphrase, Seeds, WrongLock, load, save
from bot.matrix.signing import SigningKey, verify_json


@dataclass(frozen=True)
class Bot:
    """An account with one published device and a place for its seeds."""

    http: Http
    account: Account
    device: OwnDevice
    seeds_path: Path
    lock: KeyFile

    async def keys(self, user: str | None = None) -> dict[str, dict[str, dict[str, object]]]:
        """What the server shows of a user, by default of the bot."""
        who = user or self.account.user_id
        return await self.http.post(path("keys", "query"), {"device_keys": {who: []}})


@pytest.fixture
async def bot(synapse: Homeserver, tmp_path: Path) -> AsyncIterator[Bot]:
    account = await synapse.register(f"bot-{token_hex(4)}")
    async with Http(base_url=synapse.url, token=account.access_token) as http:
        yield Bot(
            http=http,
            account=account,
            device=await publish_device(http, account),
            seeds_path=tmp_path / "seeds.json",
            lock=KeyFile.create(tmp_path / "seeds.key"),
        )


async def test_the_first_start_signs_the_device_and_gives_a_recovery_key(bot: Bot) -> None:
    made = await establish(bot.http, bot.device, seeds_path=bot.seeds_path, lock=bot.lock)
    assert made.created
    assert made.recovery_key is not None
    assert made.seeds == load(bot.seeds_path, bot.lock)
    user = bot.account.user_id
    shown = await bot.keys()
    device = shown["device_keys"][user][bot.account.device_id]
    assert isinstance(device, dict)
    assert set(device["signatures"][user]) == {
        bot.device.key_id,
        f"ed25519:{made.identity.self_signing}",
    }
    facts = read_identity(user, shown)
    assert facts.master == made.identity.master
    assert [device.master for device in facts.devices] == [made.identity.master]
    master = shown["master_keys"][user]
    assert verify_json(master, user, bot.device.key_id, bot.device.ed25519)


async def test_the_next_start_changes_nothing_and_prints_no_key(bot: Bot) -> None:
    first = await establish(bot.http, bot.device, seeds_path=bot.seeds_path, lock=bot.lock)
    before = await bot.keys()
    second = await establish(bot.http, bot.device, seeds_path=bot.seeds_path, lock=bot.lock)
    assert second.identity == first.identity
    assert not second.created
    assert second.recovery_key is None
    assert await bot.keys() == before


async def test_a_second_device_of_the_bot_is_signed_by_the_same_identity(
    bot: Bot, synapse: Homeserver
) -> None:
    first = await establish(bot.http, bot.device, seeds_path=bot.seeds_path, lock=bot.lock)
    again = await synapse.login(bot.account.user_id, bot.account.password)
    async with Http(base_url=synapse.url, token=again.access_token) as http:
        device = await publish_device(http, again)
        second = await establish(http, device, seeds_path=bot.seeds_path, lock=bot.lock)
    assert second.identity.master == first.identity.master
    facts = read_identity(bot.account.user_id, await bot.keys())
    assert {device.device_id: device.master for device in facts.devices} == {
        bot.account.device_id: first.identity.master,
        again.device_id: first.identity.master,
    }


async def test_a_crash_after_sealing_the_seeds_is_made_good(bot: Bot) -> None:
    seeds = Seeds.generate()
    save(seeds, bot.seeds_path, bot.lock)  # and then the power went
    made = await establish(bot.http, bot.device, seeds_path=bot.seeds_path, lock=bot.lock)
    assert made.identity.master == SigningKey(seeds.master).public
    assert made.recovery_key is not None, "nobody had seen a recovery key yet"


async def test_other_seeds_are_refused_and_nothing_changes(bot: Bot) -> None:
    await ensure(bot.http, bot.device, Seeds.generate())
    before = await bot.keys()
    with pytest.raises(IdentityMismatch, match="Nothing was changed"):
        await ensure(bot.http, bot.device, Seeds.generate(), password=bot.account.password)
    assert await bot.keys() == before


async def test_another_self_signing_key_under_the_same_master_is_refused(bot: Bot) -> None:
    seeds = Seeds.generate()
    await ensure(bot.http, bot.device, seeds)
    other = replace(seeds, self_signing=Seeds.generate().self_signing)
    with pytest.raises(IdentityMismatch, match="self_signing"):
        await ensure(bot.http, bot.device, other, password=bot.account.password)


async def test_lost_seeds_never_become_new_ones(bot: Bot, tmp_path: Path) -> None:
    await establish(bot.http, bot.device, seeds_path=bot.seeds_path, lock=bot.lock)
    elsewhere = tmp_path / "empty" / "seeds.json"
    with pytest.raises(SeedsLost, match="Restore them"):
        await establish(bot.http, bot.device, seeds_path=elsewhere, lock=bot.lock)
    assert not elsewhere.exists()
    with pytest.raises(SeedsLost):
        await ensure(bot.http, bot.device, None)


async def test_a_wrong_lock_creates_nothing(bot: Bot) -> None:
    await establish(bot.http, bot.device, seeds_path=bot.seeds_path, lock=bot.lock)
    before = bot.seeds_path.read_bytes()
    with pytest.raises(WrongLock):
        await establish(bot.http, bot.device, seeds_path=bot.seeds_path, lock=Passphrase(words="x"))
    assert bot.seeds_path.read_bytes() == before


async def test_keys_that_are_not_in_our_store_are_never_signed(bot: Bot) -> None:
    stranger = replace(bot.device, ed25519=SigningKey.generate().public)
    with pytest.raises(NotAccepted, match="other keys"):
        await ensure(bot.http, stranger, Seeds.generate())


async def test_only_an_explicit_reset_with_the_password_replaces_an_identity(bot: Bot) -> None:
    old = await ensure(bot.http, bot.device, Seeds.generate())
    new = Seeds.generate()
    with pytest.raises(PasswordNeeded, match="password"):
        await reset(bot.http, bot.device, new)
    assert read_identity(bot.account.user_id, await bot.keys()).master == old.master
    changed = await reset(bot.http, bot.device, new, password=bot.account.password)
    assert changed.master == SigningKey(new.master).public
    facts = read_identity(bot.account.user_id, await bot.keys())
    assert [device.master for device in facts.devices] == [changed.master]
    assert await ensure(bot.http, bot.device, new) == changed


async def test_the_recovery_key_gives_the_seeds_back(bot: Bot) -> None:
    made = await establish(bot.http, bot.device, seeds_path=bot.seeds_path, lock=bot.lock)
    assert made.recovery_key is not None
    paper = RecoveryKey.parse(made.recovery_key)
    found = await recovery.fetch(bot.http, bot.account.user_id, paper)
    assert replace(made.seeds, **found) == made.seeds
    with pytest.raises(WrongRecoveryKey):
        await recovery.fetch(bot.http, bot.account.user_id, RecoveryKey.generate())


async def test_a_new_recovery_key_ends_the_old_one(bot: Bot) -> None:
    made = await establish(bot.http, bot.device, seeds_path=bot.seeds_path, lock=bot.lock)
    assert made.recovery_key is not None
    new = await recovery.publish(bot.http, bot.account.user_id, made.seeds)
    await recovery.fetch(bot.http, bot.account.user_id, new)
    with pytest.raises(WrongRecoveryKey):
        await recovery.fetch(bot.http, bot.account.user_id, RecoveryKey.parse(made.recovery_key))


async def test_an_account_without_secret_storage_is_told(bot: Bot) -> None:
    with pytest.raises(NoSecretStorage, match=r"no m\.cross_signing.master"):
        await recovery.fetch(bot.http, bot.account.user_id, RecoveryKey.generate())


async def test_an_operator_restores_the_identity_in_another_client(
    bot: Bot, synapse: Homeserver
) -> None:
    made = await establish(bot.http, bot.device, seeds_path=bot.seeds_path, lock=bot.lock)
    async with js_peer() as element:
        await element.login(synapse.url, bot.account.user_id, bot.account.password)
        await element.call("start")
        await element.call("recover", recovery_key=made.recovery_key)
        status = await element.comes_to_sign_itself()
        assert status["cross_signing_ready"]
        assert status["private_keys_in_secret_storage"]
        assert status["private_keys_cached"] == {
            "masterKey": True,
            "selfSigningKey": True,
            "userSigningKey": True,
        }
        assert status["master"] == made.identity.master
        facts = read_identity(bot.account.user_id, await bot.keys())
        masters = {device.device_id: device.master for device in facts.devices}
        assert masters[element.device_id] == made.identity.master


async def test_the_bot_signs_exactly_the_master_key_it_verified(
    bot: Bot, synapse: Homeserver
) -> None:
    seeds = Seeds.generate()
    identity = await ensure(bot.http, bot.device, seeds)
    member = await synapse.register(f"member-{token_hex(4)}")
    async with Http(base_url=synapse.url, token=member.access_token) as http:
        theirs = await ensure(http, await publish_device(http, member), Seeds.generate())
    with pytest.raises(IdentityMismatch, match="another master key"):
        await sign_user(
            bot.http,
            bot.account.user_id,
            seeds,
            user=member.user_id,
            master=SigningKey.generate().public,
        )
    await sign_user(bot.http, bot.account.user_id, seeds, user=member.user_id, master=theirs.master)
    shown = (await bot.keys(member.user_id))["master_keys"][member.user_id]
    key_id = f"ed25519:{identity.user_signing}"
    assert verify_json(shown, bot.account.user_id, key_id, identity.user_signing)
