# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The signature chain master -> self-signing -> device, and every way a server may bend it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.events import DeviceFacts, Identity, IdentityChanged
from bot.matrix.foreign import Foreign
from bot.matrix.http import Http
from bot.matrix.identities import Identities, Signers, read_identity
from bot.matrix.signing import SigningKey, encode_base64, sign_json

Json = dict[str, Any]
ALICE = "@alice:rat.example"
MASTER, SELF, DEVICE, EVE = (SigningKey(bytes([n]) * 32) for n in range(4))
CURVE = encode_base64(b"c" * 32)


def cross_signing_key(usage: str, key: SigningKey, signer: SigningKey, user: str = ALICE) -> Json:
    value = {"user_id": user, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}
    return sign_json(value, user, signer)


def device(name: str = "PHONE", key: SigningKey = DEVICE, signer: SigningKey | None = SELF) -> Json:
    value: Json = {
        "user_id": ALICE,
        "device_id": name,
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
        "keys": {f"curve25519:{name}": CURVE, f"ed25519:{name}": key.public},
    }
    value = sign_json(value, ALICE, key, f"ed25519:{name}")
    return value if signer is None else sign_json(value, ALICE, signer)


def answer() -> Json:
    return {
        "master_keys": {ALICE: cross_signing_key("master", MASTER, MASTER)},
        "self_signing_keys": {ALICE: cross_signing_key("self_signing", SELF, MASTER)},
        "device_keys": {ALICE: {"PHONE": device()}},
    }


def facts(master: str | None) -> DeviceFacts:
    return DeviceFacts(
        user=ALICE, device_id="PHONE", curve25519=CURVE, ed25519=DEVICE.public, master=master
    )


def test_a_whole_chain_proves_the_master_key() -> None:
    assert read_identity(ALICE, answer()) == Identity(
        user=ALICE, master=MASTER.public, self_signing=SELF.public, devices=(facts(MASTER.public),)
    )


def test_who_is_not_in_the_answer_has_nothing() -> None:
    assert read_identity("@bela:rat.example", answer()) == Identity(user="@bela:rat.example")


def unsigned_device(a: Json) -> None:
    a["device_keys"][ALICE]["PHONE"] = device(signer=None)


def device_signed_by_eve(a: Json) -> None:
    a["device_keys"][ALICE]["PHONE"] = device(signer=EVE)


def device_signed_by_the_master_directly(a: Json) -> None:
    a["device_keys"][ALICE]["PHONE"] = device(signer=MASTER)


def self_signing_key_of_eve(a: Json) -> None:
    a["self_signing_keys"][ALICE] = cross_signing_key("self_signing", EVE, EVE)
    a["device_keys"][ALICE]["PHONE"] = device(signer=EVE)


def self_signing_key_missing(a: Json) -> None:
    del a["self_signing_keys"]


def self_signing_key_without_signature(a: Json) -> None:
    del a["self_signing_keys"][ALICE]["signatures"]


def self_signing_key_is_a_user_signing_key(a: Json) -> None:
    a["self_signing_keys"][ALICE] = cross_signing_key("user_signing", SELF, MASTER)


def self_signing_key_of_another_user(a: Json) -> None:
    a["self_signing_keys"][ALICE] = cross_signing_key("self_signing", SELF, MASTER, "@eve:x")


def two_self_signing_keys(a: Json) -> None:
    keys = a["self_signing_keys"][ALICE]["keys"]
    keys[f"ed25519:{EVE.public}"] = EVE.public


@pytest.mark.parametrize(
    "bend",
    [
        unsigned_device,
        device_signed_by_eve,
        device_signed_by_the_master_directly,
        self_signing_key_of_eve,
        self_signing_key_missing,
        self_signing_key_without_signature,
        self_signing_key_is_a_user_signing_key,
        self_signing_key_of_another_user,
        two_self_signing_keys,
    ],
)
def test_a_broken_chain_proves_no_master_key(bend: Callable[[Json], None]) -> None:
    bent = answer()
    bend(bent)
    identity = read_identity(ALICE, bent)
    assert identity.master == MASTER.public
    assert identity.devices == (facts(None),)


@pytest.mark.parametrize(
    "change",
    [
        {"user_id": "@eve:rat.example"},
        {"usage": ["self_signing"]},
        {"usage": "master"},
        {"keys": {}},
        {"keys": {"ed25519:A": MASTER.public}},
        {"keys": {f"ed25519:{MASTER.public}": EVE.public}},
        {"keys": {"ed25519:AAAA": "AAAA"}},
    ],
)
def test_a_master_key_of_wrong_form_is_none(change: Json) -> None:
    bent = answer()
    bent["master_keys"][ALICE] |= change
    identity = read_identity(ALICE, bent)
    assert (identity.master, identity.self_signing) == (None, None)
    assert identity.devices == (facts(None),)


@pytest.mark.parametrize(
    "change",
    [
        {"user_id": "@eve:rat.example"},
        {"device_id": "LAPTOP"},
        {"keys": {"ed25519:PHONE": DEVICE.public}},
        {"keys": {"ed25519:PHONE": DEVICE.public, "curve25519:PHONE": "AAAA"}},
        {"keys": {"ed25519:PHONE": EVE.public, "curve25519:PHONE": CURVE}},
        {"keys": {"ed25519:PHONE": 7, "curve25519:PHONE": CURVE}},
        {"algorithms": []},
        {"signatures": {}},
    ],
)
def test_a_device_that_does_not_vouch_for_itself_is_left_out(change: Json) -> None:
    bent = answer()
    bent["device_keys"][ALICE]["PHONE"] |= change
    assert read_identity(ALICE, bent).devices == ()


def test_a_device_under_another_name_is_left_out() -> None:
    bent = answer()
    bent["device_keys"][ALICE] = {"LAPTOP": device()}
    assert read_identity(ALICE, bent).devices == ()


def paths(value: Any, here: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    inner = value.items() if isinstance(value, dict) else ()
    return [here, *(p for key, part in inner for p in paths(part, (*here, key)))]


@given(
    st.sampled_from(paths(answer())[1:]),
    st.none() | st.integers() | st.text() | st.lists(st.text()) | st.just({}),
)
def test_no_junk_anywhere_proves_anything_new(place: tuple[str, ...], junk: Any) -> None:
    bent = copy.deepcopy(answer())
    part = bent
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = junk
    identity = read_identity(ALICE, bent)
    assert identity.master in (None, MASTER.public)
    assert set(identity.devices) <= {facts(MASTER.public), facts(None)}


class Server:
    """Answers /keys/query, and counts how often it was asked."""

    def __init__(self) -> None:
        self.words = answer()
        self.asked = 0

    async def post(self, _where: str, _body: Json, *, repeat: bool) -> Json:
        assert repeat
        self.asked += 1
        return copy.deepcopy(self.words)


def acquainted(
    server: Server, remember: Callable[[str, str], None] = lambda _user, _master: None
) -> tuple[Identities, list[str]]:
    """Return identities that ask this server, and the users whose devices they passed on."""
    learned: list[str] = []
    known = Identities(
        cast(Http, server),
        lambda found, _raw: learned.extend(identity.user for identity in found),
        {},
        remember,
        Foreign("rat.example"),
        Signers(),
    )
    return known, learned


async def test_the_same_words_of_the_server_are_not_read_a_second_time() -> None:
    server = Server()
    known, learned = acquainted(server)
    await known.ensure([ALICE], fresh=True)
    first = known.known(ALICE)
    await known.ensure([ALICE], fresh=True)
    assert server.asked == 2  # asked it is, each time
    assert known.known(ALICE) is first
    assert learned == [ALICE]


@pytest.mark.parametrize(
    "change",
    [
        lambda words: words["device_keys"][ALICE].clear(),
        lambda words: words["device_keys"][ALICE].update(PHONE=device(signer=EVE)),
        lambda words: words["self_signing_keys"].clear(),
        lambda words: words["master_keys"].clear(),
    ],
    ids=["device gone", "signature gone", "self-signing key gone", "master key gone"],
)
async def test_whatever_changes_in_them_is_judged_anew_at_once(
    change: Callable[[Json], object],
) -> None:
    server = Server()
    known, learned = acquainted(server)
    await known.ensure([ALICE])
    assert known.known(ALICE).devices == (facts(MASTER.public),)
    change(server.words)
    known.note_changed([ALICE])
    await known.ensure([ALICE])
    assert facts(MASTER.public) not in known.known(ALICE).devices
    server.words = answer()
    await known.ensure([ALICE], fresh=True)
    assert known.known(ALICE).devices == (facts(MASTER.public),)
    assert learned == [ALICE] * 3


def signed_with(signer: SigningKey, master: SigningKey = MASTER) -> Identity:
    """Alice as shown with this self-signing key, which has signed her device."""
    return read_identity(
        ALICE,
        {
            "master_keys": {ALICE: cross_signing_key("master", master, master)},
            "self_signing_keys": {ALICE: cross_signing_key("self_signing", signer, master)},
            "device_keys": {ALICE: {"PHONE": device(signer=signer)}},
        },
    )


def test_a_self_signing_key_that_was_replaced_vouches_for_nothing_also_after_a_restart() -> None:
    kept: dict[str, list[str]] = {}
    signers = Signers(remember=lambda user, signer: kept.setdefault(user, []).append(signer))
    old, new = signed_with(SELF), signed_with(EVE)
    assert [signers.judge(one) for one in (old, old, new)] == [old, old, new]
    for judges in (signers, Signers(kept)):
        assert judges.judge(new) == new
        shown = judges.judge(old)
        assert (shown.master, shown.self_signing) == (MASTER.public, None)
        assert shown.devices == (facts(None),)
    assert kept == {ALICE: [SELF.public, EVE.public]}
    nobody = Identity(user=ALICE)
    assert signers.judge(nobody) is nobody


async def test_a_user_whose_words_stay_is_not_stale_any_more() -> None:
    server = Server()
    known, _ = acquainted(server)
    await known.ensure([ALICE])
    known.note_changed([ALICE])
    await known.refresh_stale()
    await known.ensure([ALICE])
    assert server.asked == 2


def reset(server: Server) -> IdentityChanged:
    """Let Alice's account have another identity; return what is to be told of it."""
    server.words = answer() | {"master_keys": {ALICE: cross_signing_key("master", EVE, EVE)}}
    return IdentityChanged(user=ALICE, old_master=MASTER.public, new_master=EVE.public)


async def test_a_changed_identity_is_told_until_it_is_on_record() -> None:
    """The turn of the sync that noticed it may be lost, and comes again."""
    server, kept = Server(), dict[str, str]()
    known, _ = acquainted(server, kept.__setitem__)
    await known.ensure([ALICE])
    known.confirm()
    told = reset(server)
    await known.ensure([ALICE], fresh=True)
    for _turn in range(2):
        assert known.take_changes() == [told]
        assert kept == {ALICE: MASTER.public}
    known.confirm()
    assert kept == {ALICE: EVE.public}
    assert known.take_changes() == []


async def test_a_change_noticed_beside_a_turn_is_not_on_record_with_that() -> None:
    """Sealing for somebody asks for keys, too, at any moment."""
    server, kept = Server(), dict[str, str]()
    known, _ = acquainted(server, kept.__setitem__)
    await known.ensure([ALICE])
    known.confirm()
    assert known.take_changes() == []
    told = reset(server)
    await known.ensure([ALICE], fresh=True)
    known.confirm()
    assert kept == {ALICE: MASTER.public}
    assert known.take_changes() == [told]
    server.words["master_keys"] = {}
    await known.ensure([ALICE], fresh=True)
    known.confirm()
    assert kept == {ALICE: EVE.public}
    [gone] = known.take_changes()
    assert (gone.old_master, gone.new_master) == (EVE.public, None)
    known.confirm()
    assert kept == {ALICE: EVE.public}
