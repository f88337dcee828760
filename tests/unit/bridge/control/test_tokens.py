# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which tokens open which door, and all the forgeries that must not."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from livekit import api
from livekit.protocol import models

from bridge.control.keys import Keys
from bridge.control.removals import Removals
from bridge.control.tokens import LARGEST, SKEW, Flaw, Grants, TokenRefused, Tokens

NOW = 1_795_000_000.0
KEY, SECRET = "town", "a-secret-of-forty-characters-0123456789ab"
OTHER = "another-secret-of-forty-characters-012345"
CLAIMS: Mapping[str, Any] = {
    "iss": KEY,
    "sub": "@ayse:town.example:ABC",
    "nbf": int(NOW) - 5,
    "exp": int(NOW) + 600,
    "video": {"roomJoin": True, "room": "R"},
}


def _tokens() -> Tokens:
    return Tokens(Keys({KEY: SECRET}))


def _signed(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return jwt.encode(claims, secret, algorithm=algorithm)


def _raw(header: Mapping[str, Any], claims: Mapping[str, Any], signature: bytes = b"") -> str:
    parts = [json.dumps(part).encode() for part in (header, claims)]
    return ".".join(
        base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (*parts, signature)
    )


def _flaw(token: str, tokens: Tokens | None = None, room: str = "") -> Flaw:
    with pytest.raises(TokenRefused) as caught:
        (tokens or _tokens()).verify_join(token, NOW, room)
    return caught.value.flaw


def _tampered() -> str:
    header, _, signature = _signed().split(".")
    _, claims, _ = _signed(video={"roomJoin": True, "room": "R", "roomAdmin": True}).split(".")
    return f"{header}.{claims}.{signature}"


def _confused() -> str:
    """A token signed by HS256 with a public RSA key, for a verifier that believes the header."""
    public = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return _raw({"alg": "RS256", "typ": "JWT"}, CLAIMS, str(public.public_numbers().n).encode())


FORGERIES: dict[str, tuple[Callable[[], str], Flaw]] = {
    "nothing": (lambda: "", Flaw.MISSING),
    "no token at all": (lambda: "hello", Flaw.MALFORMED),
    "three parts of rubbish": (lambda: "a.b.c", Flaw.MALFORMED),
    "a list for claims": (lambda: _raw({"alg": "HS256"}, []), Flaw.MALFORMED),  # type: ignore[arg-type]
    "too long": (lambda: _signed(metadata="x" * LARGEST), Flaw.OVERSIZE),
    "unsigned": (lambda: _raw({"alg": "none"}, CLAIMS), Flaw.ALGORITHM),
    "unsigned, in capitals": (lambda: _raw({"alg": "NONE"}, CLAIMS), Flaw.ALGORITHM),
    "unsigned, called HS256": (lambda: _raw({"alg": "HS256"}, CLAIMS), Flaw.SIGNATURE),
    "without algorithm": (lambda: _raw({"typ": "JWT"}, CLAIMS), Flaw.ALGORITHM),
    "RS256": (_confused, Flaw.ALGORITHM),
    "HS512 with our secret": (
        lambda: _signed(secret=SECRET + OTHER, algorithm="HS512"),
        Flaw.ALGORITHM,
    ),
    "critical header nobody knows": (
        lambda: jwt.encode(dict(CLAIMS), SECRET, headers={"crit": ["x"], "x": 1}),
        Flaw.MALFORMED,
    ),
    "another secret": (lambda: _signed(secret=OTHER), Flaw.SIGNATURE),
    "claims exchanged": (_tampered, Flaw.SIGNATURE),
    "foreign issuer": (lambda: _signed(iss="elsewhere"), Flaw.ISSUER),
    "no issuer": (lambda: _signed(iss=None), Flaw.ISSUER),
    "a list of issuers": (lambda: _raw({"alg": "HS256"}, {**CLAIMS, "iss": [KEY]}), Flaw.ISSUER),
    "expired": (lambda: _signed(exp=int(NOW) - 1), Flaw.EXPIRED),
    "expired this second": (lambda: _signed(exp=int(NOW)), Flaw.EXPIRED),
    "valid for ever": (lambda: _signed(exp=None), Flaw.MALFORMED),
    "an end that is no number": (lambda: _signed(exp="2099"), Flaw.MALFORMED),
    "an endless end": (lambda: _signed(exp=float("inf")), Flaw.MALFORMED),
    "an end beyond all numbers": (lambda: _signed(exp=10**400), Flaw.MALFORMED),
    "an end that is true": (lambda: _signed(exp=True), Flaw.MALFORMED),
    "not valid yet": (lambda: _signed(nbf=int(NOW + SKEW) + 2), Flaw.EARLY),
    "issued tomorrow": (lambda: _signed(iat=int(NOW) + 86_400), Flaw.EARLY),
    "nobody": (lambda: _signed(sub=None), Flaw.GRANT),
    "a number for a name": (
        lambda: _raw_signed({**CLAIMS, "sub": 7}),
        Flaw.MALFORMED,
    ),
    "an endless identity": (lambda: _signed(sub="x" * 600), Flaw.MALFORMED),
    "no grant": (lambda: _signed(video=None), Flaw.GRANT),
    "admin, but not to join": (lambda: _signed(video={"roomAdmin": True, "room": "R"}), Flaw.GRANT),
    "no room": (lambda: _signed(video={"roomJoin": True}), Flaw.GRANT),
    "a text for a right": (
        lambda: _signed(video={"roomJoin": "false", "room": "R"}),
        Flaw.MALFORMED,
    ),
    "a list for a grant": (lambda: _signed(video=["roomJoin"]), Flaw.MALFORMED),
    "sources that are a text": (
        lambda: _signed(video={"roomJoin": True, "room": "R", "canPublishSources": "camera"}),
        Flaw.MALFORMED,
    ),
    "attributes that are no texts": (lambda: _signed(attributes={"a": 1}), Flaw.MALFORMED),
}


def _raw_signed(claims: Mapping[str, Any]) -> str:
    return jwt.PyJWS().encode(json.dumps(dict(claims)).encode(), SECRET, algorithm="HS256")


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_is_refused_for_what_is_wrong_with_it(name: str) -> None:
    forge, flaw = FORGERIES[name]
    assert _flaw(forge()) is flaw


def test_a_token_for_another_room_does_not_open_this_one() -> None:
    assert _flaw(_signed(), room="S") is Flaw.ROOM
    assert _tokens().verify_join(_signed(), NOW, "R").room == "R"


@given(st.text(max_size=200))
def test_no_text_whatsoever_is_taken_for_a_token(text: str) -> None:
    with pytest.raises(TokenRefused):
        _tokens().verify(text, NOW)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_token_changed_in_any_place_is_refused(place: int, change: int) -> None:
    token = bytearray(_signed().encode())
    place %= len(token)
    token[place] ^= change
    changed = token.decode("latin-1")
    try:
        grants = _tokens().verify(changed, NOW)
    except TokenRefused:
        return
    # base64 leaves bits of the last letter unused: the token reads the same, and says the same.
    assert grants == _tokens().verify(_signed(), NOW)


def test_the_package_of_livekit_writes_tokens_that_are_read_to_the_last_right() -> None:
    token = (
        api.AccessToken(KEY, SECRET)
        .with_identity("@ayse:town.example:ABC")
        .with_name("Ayşe")
        .with_metadata("{}")
        .with_attributes({"seat": "7"})
        .with_ttl(timedelta(minutes=10))
        .with_grants(
            api.VideoGrants(
                room_join=True,
                room="R",
                can_publish=True,
                can_subscribe=False,
                can_publish_data=False,
                can_publish_sources=["microphone", "screen_share"],
                can_update_own_metadata=True,
                hidden=True,
            )
        )
        .to_jwt()
    )
    issued = jwt.decode(token, options={"verify_signature": False})["nbf"]

    grants = _tokens().verify_join(token, issued + 1.0)

    assert (grants.identity, grants.name) == ("@ayse:town.example:ABC", "Ayşe")
    assert grants.attributes == {"seat": "7"}
    assert (grants.issued, grants.expires) == (issued, issued + 600)
    assert grants.may_publish(models.TrackSource.MICROPHONE)
    assert not grants.may_publish(models.TrackSource.CAMERA)
    told = grants.permission()
    assert list(told.can_publish_sources) == [
        models.TrackSource.MICROPHONE,
        models.TrackSource.SCREEN_SHARE,
    ]
    assert (told.can_publish, told.can_subscribe, told.can_publish_data) == (True, False, False)
    assert told.can_update_metadata
    assert told.hidden


@pytest.mark.parametrize(
    ("video", "publish", "data"),
    [
        ({}, True, True),
        ({"canPublish": False}, False, False),
        ({"canPublish": False, "canPublishData": True}, False, True),
        ({"canPublish": True, "canPublishData": False}, True, False),
        ({"canPublish": False, "canPublishSources": ["camera"]}, False, False),
    ],
)
def test_a_right_not_named_is_livekits_default(
    video: dict[str, Any], publish: bool, data: bool
) -> None:
    grants = _tokens().verify(_signed(video={"roomJoin": True, "room": "R", **video}), NOW)
    assert grants.may_publish(models.TrackSource.CAMERA) is publish
    assert grants.can_publish_data is data


def test_a_source_nobody_knows_grants_nothing_and_narrows_all_the_same() -> None:
    video = {"roomJoin": True, "room": "R", "canPublishSources": ["hologram"]}
    grants = _tokens().verify(_signed(video=video), NOW)
    assert not any(grants.may_publish(source) for source in (1, 2, 3, 4))  # type: ignore[arg-type]


def test_a_clock_a_little_ahead_is_forgiven() -> None:
    assert _tokens().verify(_signed(nbf=int(NOW + SKEW) - 1), NOW).room_join


def test_a_removed_participant_does_not_come_back_with_the_old_token() -> None:
    tokens = _tokens()
    tokens.removed("R", CLAIMS["sub"], NOW)

    assert _flaw(_signed(), tokens) is Flaw.REMOVED
    assert _flaw(_signed(nbf=int(NOW)), tokens) is Flaw.REMOVED  # in the same second
    assert _flaw(_signed(nbf=None), tokens) is Flaw.REMOVED  # says nothing of its age
    tokens.verify_join(_signed(nbf=int(NOW) + 1), NOW + 1)  # let in again
    elsewhere = {"roomJoin": True, "room": "S"}
    tokens.verify_join(_signed(video=elsewhere), NOW)
    tokens.verify_join(_signed(sub="@bo:town.example:X"), NOW)


def test_a_removal_outlives_a_restart_and_names_nobody(tmp_path: Path) -> None:
    path = tmp_path / "removals"
    Tokens(Keys({KEY: SECRET}), Removals(path)).removed("R", CLAIMS["sub"], NOW)
    with path.open("a") as file:
        file.write('["torn')  # the machine lost power

    after = Tokens(Keys({KEY: SECRET}), Removals(path))

    assert _flaw(_signed(), after) is Flaw.REMOVED
    assert "ayse" not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    after.removed("R", "@bo:town.example:X", NOW)
    again = Tokens(Keys({KEY: SECRET}), Removals(path))
    assert _flaw(_signed(sub="@bo:town.example:X"), again) is Flaw.REMOVED


def test_removals_are_bounded() -> None:
    removals = Removals(most=3)
    for n in range(5):
        removals.remember("R", str(n), NOW)
    assert [removals.bars("R", str(n), NOW) for n in range(5)] == [False, False, True, True, True]


def test_a_refreshed_token_has_the_rights_of_the_moment_and_no_others() -> None:
    tokens = _tokens()
    video = {"roomJoin": True, "room": "R", "roomAdmin": True, "canPublishSources": ["camera"]}
    before = tokens.verify(_signed(video=video, attributes={"a": "b"}), NOW)

    after = tokens.verify_join(tokens.refreshed(before, NOW + 300, 600), NOW + 301, "R")

    assert (after.issued, after.expires) == (NOW + 300, NOW + 900)
    assert after.permission() == before.permission()
    assert (after.identity, after.attributes) == (before.identity, before.attributes)
    assert not after.room_admin


def test_no_token_is_refreshed_for_a_key_that_is_no_more(tmp_path: Path) -> None:
    path = _key_file(tmp_path, f"{KEY}: {SECRET}")
    tokens = Tokens(Keys.load(path))
    grants: Grants = tokens.verify(_signed(), NOW)
    _key_file(tmp_path, f"new: {OTHER}")
    with pytest.raises(TokenRefused, match="unknown API key"):
        tokens.refreshed(grants, NOW, 600)


def _key_file(folder: Path, text: str) -> Path:
    path = folder / "keys"
    path.write_text(text)
    path.chmod(0o600)
    return path


def test_keys_are_rotated_without_a_restart(tmp_path: Path) -> None:
    path = _key_file(tmp_path, f"# of this town\n{KEY}: {SECRET}\n")
    tokens = Tokens(Keys.load(path))
    new = _signed(secret=OTHER, iss="new")
    assert _flaw(new, tokens) is Flaw.ISSUER

    _key_file(tmp_path, f'{KEY}: {SECRET}\nnew: "{OTHER}"\n')
    tokens.verify_join(new, NOW)
    tokens.verify_join(_signed(), NOW)

    _key_file(tmp_path, f"new: {OTHER}\n")
    tokens.verify_join(new, NOW)
    assert _flaw(_signed(), tokens) is Flaw.ISSUER
