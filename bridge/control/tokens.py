# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""LiveKit access tokens: who comes, and with which rights. The only home of pyjwt here.

A token is a JWT signed with HS256 (RFC 7519, RFC 7518 3.2). Nothing in it is believed before the
signature of a known key has been checked, and no algorithm but the one is ever accepted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import jwt
from livekit.protocol import models

from bridge.control.keys import Keys
from bridge.control.removals import Removals

ALGORITHM = "HS256"
LARGEST = 16_384
"""Characters. A token with every grant and metadata of Element Call has about 600."""
SKEW = 10.0
"""Seconds by which an issuer's clock may be ahead of ours."""
LATEST = 2**53
"""Seconds since 1970 any time in a token may be; larger numbers are read differently by others."""
LONGEST_NAME = 512
"""Characters of an identity or the name of a room; Matrix user ids have at most 255."""

SOURCES: Mapping[str, models.TrackSource] = {
    "camera": models.TrackSource.CAMERA,
    "microphone": models.TrackSource.MICROPHONE,
    "screen_share": models.TrackSource.SCREEN_SHARE,
    "screen_share_audio": models.TrackSource.SCREEN_SHARE_AUDIO,
}


class Flaw(StrEnum):
    """Why a token is refused; the value is what the peer is told, and no more."""

    MISSING = "no token"
    OVERSIZE = "token too long"
    MALFORMED = "token malformed"
    ALGORITHM = "token not signed with HS256"
    ISSUER = "unknown API key"
    SIGNATURE = "signature invalid"
    EXPIRED = "token expired"
    EARLY = "token not valid yet"
    GRANT = "token does not grant this"
    ROOM = "token is for another room"
    REMOVED = "participant was removed"


class TokenRefused(Exception):
    """A token does not open this door."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(str(flaw))
        self.flaw = flaw


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """What a token whose signature holds says. Absent rights are LiveKit's defaults."""

    key: str
    """Name of the API key that signed."""
    identity: str = ""
    name: str = ""
    metadata: str = ""
    attributes: Mapping[str, str]
    kind: str = ""
    sha256: str = ""
    """Digest of the body the token was made for, base64; webhooks only."""
    issued: float
    """Seconds since 1970, 0 if the token does not say: such a one is older than any removal."""
    expires: float
    room: str = ""
    room_join: bool = False
    room_create: bool = False
    room_list: bool = False
    room_admin: bool = False
    can_publish: bool = True
    can_subscribe: bool = True
    can_publish_data: bool = True
    can_publish_sources: tuple[models.TrackSource, ...] = ()
    """Empty: every source, as far as ``can_publish`` goes."""
    can_update_own_metadata: bool = False
    hidden: bool = False

    def may_publish(self, source: models.TrackSource) -> bool:
        """Tell whether a track of ``source`` may be published."""
        wanted = self.can_publish_sources
        return self.can_publish and (not wanted or source in wanted)

    def permission(self) -> models.ParticipantPermission:
        """Return the rights as the protocol's message."""
        return models.ParticipantPermission(
            can_subscribe=self.can_subscribe,
            can_publish=self.can_publish,
            can_publish_data=self.can_publish_data,
            can_publish_sources=list(self.can_publish_sources),
            can_update_metadata=self.can_update_own_metadata,
            hidden=self.hidden,
        )


class Tokens:
    """Checks tokens against the keys of the moment."""

    def __init__(self, keys: Keys, removals: Removals | None = None) -> None:
        self._keys = keys
        self._removals = removals or Removals()

    def verify(self, token: str, now: float) -> Grants:
        """Return what ``token`` grants at ``now`` (seconds since 1970). Raises `TokenRefused`."""
        claims = self._signed(token)
        issued, expires = _checked_times(claims, now)
        return _grants(claims, issued, expires)

    def verify_join(self, token: str, now: float, room: str = "") -> Grants:
        """Return the grants of one who may join; with ``room`` that one only.

        Raises `TokenRefused`, also when the participant was removed after the token was issued.
        """
        grants = self.verify(token, now)
        if not grants.room_join or not grants.identity or not grants.room:
            raise TokenRefused(Flaw.GRANT)
        if room and room != grants.room:
            raise TokenRefused(Flaw.ROOM)
        if self._removals.bars(grants.room, grants.identity, grants.issued):
            raise TokenRefused(Flaw.REMOVED)
        return grants

    def removed(self, room: str, identity: str, now: float) -> None:
        """Refuse from now on whatever was issued to ``identity`` for ``room`` until ``now``."""
        self._removals.remember(room, identity, now)

    def refreshed(self, grants: Grants, now: float, lifetime: float) -> str:
        """Return a fresh token for one who is in the room, with the rights they have now.

        Raises `TokenRefused` if the key that let them in is no more.
        """
        secret = self._keys.secret(grants.key)
        if secret is None:
            raise TokenRefused(Flaw.ISSUER)
        claims = {
            "iss": grants.key,
            "sub": grants.identity,
            "name": grants.name,
            "metadata": grants.metadata,
            "attributes": dict(grants.attributes),
            "kind": grants.kind,
            "nbf": int(now),
            "iat": int(now),
            "exp": int(now + lifetime),
            "video": _video(grants),
        }
        return jwt.encode(claims, secret, algorithm=ALGORITHM)

    def _signed(self, token: str) -> Mapping[str, Any]:
        """Return the claims of a token that is signed by one of our keys."""
        if not token:
            raise TokenRefused(Flaw.MISSING)
        if len(token) > LARGEST:
            raise TokenRefused(Flaw.OVERSIZE)
        try:
            header = jwt.get_unverified_header(token)
            told = jwt.decode(token, options={"verify_signature": False})
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise TokenRefused(Flaw.MALFORMED) from None
        if header.get("alg") != ALGORITHM:
            raise TokenRefused(Flaw.ALGORITHM)
        issuer = told.get("iss")
        secret = self._keys.secret(issuer) if isinstance(issuer, str) else None
        if secret is None:
            raise TokenRefused(Flaw.ISSUER)
        try:
            # The times are ours to check, against the clock we are given.
            claims: dict[str, Any] = jwt.decode(
                token, secret, algorithms=[ALGORITHM], options=_BARE
            )
        except jwt.InvalidSignatureError:
            raise TokenRefused(Flaw.SIGNATURE) from None
        except (jwt.PyJWTError, ValueError):
            raise TokenRefused(Flaw.MALFORMED) from None
        return claims


_BARE: Any = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_sub": False,
    "verify_jti": False,
}


def _checked_times(claims: Mapping[str, Any], now: float) -> tuple[float, float]:
    """Return when the token was issued and when it ends. A token without end is refused."""
    expires, begins, issued = (_time(claims, name) for name in ("exp", "nbf", "iat"))
    if expires is None:
        raise TokenRefused(Flaw.MALFORMED)
    if expires <= now:
        raise TokenRefused(Flaw.EXPIRED)
    if any(known is not None and known > now + SKEW for known in (begins, issued)):
        raise TokenRefused(Flaw.EARLY)
    return (issued if issued is not None else begins or 0.0), expires


def _time(claims: Mapping[str, Any], name: str) -> float | None:
    told = claims.get(name)
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise TokenRefused(Flaw.MALFORMED)
    if not abs(told) <= LATEST:  # also NaN
        raise TokenRefused(Flaw.MALFORMED)
    return float(told)


def _grants(claims: Mapping[str, Any], issued: float, expires: float) -> Grants:
    video = _object(claims, "video")
    attributes = _object(claims, "attributes")
    if not all(isinstance(value, str) for value in attributes.values()):
        raise TokenRefused(Flaw.MALFORMED)
    can_publish = _flag(video, "canPublish", True)
    return Grants(
        key=_text(claims, "iss"),
        identity=_text(claims, "sub", LONGEST_NAME),
        name=_text(claims, "name"),
        metadata=_text(claims, "metadata"),
        attributes=attributes,
        kind=_text(claims, "kind"),
        sha256=_text(claims, "sha256"),
        issued=issued,
        expires=expires,
        room=_text(video, "room", LONGEST_NAME),
        room_join=_flag(video, "roomJoin", False),
        room_create=_flag(video, "roomCreate", False),
        room_list=_flag(video, "roomList", False),
        room_admin=_flag(video, "roomAdmin", False),
        can_publish=can_publish,
        can_subscribe=_flag(video, "canSubscribe", True),
        # Without a word about data it follows the right to publish, as with LiveKit.
        can_publish_data=_flag(video, "canPublishData", can_publish),
        can_publish_sources=_sources(video.get("canPublishSources") or ()),
        can_update_own_metadata=_flag(video, "canUpdateOwnMetadata", False),
        hidden=_flag(video, "hidden", False),
    )


def _video(grants: Grants) -> dict[str, Any]:
    """Return the video grant of one who may join, and of no higher right."""
    names = {number: name for name, number in SOURCES.items()}
    sources = [names[source] for source in grants.can_publish_sources if source in names]
    return {
        "room": grants.room,
        "roomJoin": True,
        "canPublish": grants.can_publish,
        "canSubscribe": grants.can_subscribe,
        "canPublishData": grants.can_publish_data,
        "canUpdateOwnMetadata": grants.can_update_own_metadata,
        "hidden": grants.hidden,
        **({"canPublishSources": sources} if sources else {}),
    }


def _object(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    told = claims.get(name) or {}
    if not isinstance(told, dict):
        raise TokenRefused(Flaw.MALFORMED)
    return told


def _flag(video: Mapping[str, Any], name: str, default: bool) -> bool:
    told = video.get(name)
    if told is None:
        return default
    if not isinstance(told, bool):  # "false" is a text, and every text is true
        raise TokenRefused(Flaw.MALFORMED)
    return told


def _text(claims: Mapping[str, Any], name: str, most: int = LARGEST) -> str:
    told = claims.get(name)
    if told is None:
        return ""
    if not isinstance(told, str) or len(told) > most:
        raise TokenRefused(Flaw.MALFORMED)
    return told


def _sources(told: Any) -> tuple[models.TrackSource, ...]:
    """Return the sources named. One nobody knows grants nothing, but narrows like any other."""
    if not isinstance(told, Collection) or isinstance(told, str | Mapping):
        raise TokenRefused(Flaw.MALFORMED)
    if not all(isinstance(name, str) for name in told):
        raise TokenRefused(Flaw.MALFORMED)
    return tuple(SOURCES.get(str(name).lower(), models.TrackSource.UNKNOWN) for name in told)
