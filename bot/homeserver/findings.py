# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What `gremium doctor` finds out about a homeserver: values, and the rules that judge answers.

Pure: the answers are fetched in `inspection.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.homeserver.admin import UNLIMITED, RateLimit
from bot.homeserver.description import ROOM_VERSIONS

# Matrix 1.11 brought authenticated media, which all current clients demand.
LEAST_SPEC_VERSION = (1, 11)
LEAST_TIMELINE_LIMIT = 500  # a vote of a large council with corrections, in one answer
SKEW_WARNING_SECONDS = 10
SKEW_ERROR_SECONDS = 60  # times in the minutes would be visibly wrong
CERTIFICATE_SOON = timedelta(days=30)


class Weight(StrEnum):
    """How bad it is."""

    FINE = "fine"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: what is so, and what to do about it (empty when it is fine)."""

    subject: str
    weight: Weight
    sentence: str
    remedy: str = ""


def fine(subject: str, sentence: str) -> Finding:
    """All is well."""
    return Finding(subject=subject, weight=Weight.FINE, sentence=sentence)


def warning(subject: str, sentence: str, remedy: str) -> Finding:
    """It works, and something will be missing or slow."""
    return Finding(subject=subject, weight=Weight.WARNING, sentence=sentence, remedy=remedy)


def error(subject: str, sentence: str, remedy: str) -> Finding:
    """A meeting must not be held like this."""
    return Finding(subject=subject, weight=Weight.ERROR, sentence=sentence, remedy=remedy)


_RENDER = "Render the configuration with `gremium synapse-config` and restart the homeserver."


def judge_versions(versions: Sequence[str]) -> Finding:
    """The versions of the Matrix specification the server offers (`/versions`)."""
    numbers = [_spec_version(text) for text in versions]
    newest = max(numbers, default=(0, 0))
    least = ".".join(map(str, LEAST_SPEC_VERSION))
    said = f"The homeserver speaks Matrix up to {newest[0]}.{newest[1]}"
    if newest >= LEAST_SPEC_VERSION:
        return fine("version", f"{said}.")
    return error("version", f"{said}; at least {least} is needed.", "Update Synapse.")


def _spec_version(text: str) -> tuple[int, int]:
    parts = text.removeprefix("v").split(".")
    if not text.startswith("v") or not all(part.isdigit() for part in parts[:2]):
        return (0, 0)  # r0.6.1 and unstable names
    return int(parts[0]), int(parts[1]) if len(parts) > 1 else 0


def judge_clock(server: datetime, here: datetime) -> Finding:
    """The server's clock (Date header, whole seconds) against ours."""
    skew = (server - here).total_seconds()
    said = f"The homeserver's clock is {_off(skew)} this machine's."
    remedy = "Let both machines follow a time server (for example with chrony)."
    if abs(skew) > SKEW_ERROR_SECONDS:
        return error("clock", said, remedy)
    if abs(skew) > SKEW_WARNING_SECONDS:
        return warning("clock", said, remedy)
    return fine("clock", "The clocks agree.")


def judge_peer_clock(server: str, theirs: datetime, here: datetime) -> Finding:
    """A partner's clock: no vote depends on it, but its members' clients show wrong times."""
    skew = (theirs - here).total_seconds()
    if abs(skew) <= SKEW_WARNING_SECONDS:
        return fine("clock", f"The clock of {server} agrees with this machine's.")
    return warning(
        "clock",
        f"The clock of {server} is {_off(skew)} this machine's.",
        "Ask its operators to let it follow a time server; if it is right, set this one's.",
    )


def _off(skew: float) -> str:
    return f"{abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'}"


def judge_timeline_limit(limit: int) -> Finding:
    """How many events per room the server puts into one answer to /sync at most."""
    if limit >= LEAST_TIMELINE_LIMIT:
        return fine("timeline limit", f"One answer holds up to {limit} events per room.")
    return warning(
        "timeline limit",
        f"One answer holds at most {limit} events per room, so a vote arrives in pieces, and the "
        "bot has to fetch the rest.",
        f"Set filter_timeline_limit to at least {LEAST_TIMELINE_LIMIT}. {_RENDER}",
    )


def judge_presence(enabled: bool) -> Finding:
    """Whether the server tells everybody who is online."""
    if not enabled:
        return fine("presence", "Presence is off.")
    return warning(
        "presence",
        "Presence is on: the server tells who is online, and slows down when many are.",
        f"Set presence: {{enabled: false}}. {_RENDER}",
    )


def judge_rate_limit(bot: str, limit: RateLimit | None) -> Finding:
    """The bot's own limit on messages."""
    if limit == UNLIMITED:
        return fine("rate limit", f"{bot} may send without limit.")
    now = "the limit of everybody" if limit is None else f"{limit.messages_per_second} per second"
    return error(
        "rate limit",
        f"{bot} has {now}: in a roll call its messages would be held back.",
        "`gremium up` lifts it; elsewhere: POST /_synapse/admin/v1/users/<bot>/override_ratelimit "
        'with {"messages_per_second": 0, "burst_count": 0}.',
    )


def judge_room_versions(capability: Mapping[str, Any]) -> Finding:
    """The room versions the server knows and its default (`m.room_versions`)."""
    default = str(capability.get("default", "1"))
    known = [version for version in ROOM_VERSIONS if version in capability.get("available", {})]
    if not known:
        return error(
            "room version",
            f"The homeserver knows none of the room versions {', '.join(ROOM_VERSIONS)}.",
            "Update Synapse.",
        )
    if default not in ROOM_VERSIONS:
        return warning(
            "room version",
            f"New rooms get version {default}; the bot is tested with {', '.join(ROOM_VERSIONS)}.",
            f"Set rooms.version in the description. {_RENDER}",
        )
    return fine("room version", f"New rooms get version {default}.")


def judge_registration(status: int) -> Finding:
    """What the server says to somebody who wants to register without being asked."""
    if status == 403:  # noqa: PLR2004 - M_FORBIDDEN: registration is off
        return fine("registration", "Strangers cannot make accounts.")
    return error(
        "registration",
        f"Strangers may be able to make accounts (the homeserver answered {status}).",
        f"Set enable_registration: false. {_RENDER}",
    )


def judge_well_known(content: Mapping[str, Any] | None) -> Finding:
    """What clients learn from `/.well-known/matrix/client`."""
    base = (content or {}).get("m.homeserver", {}).get("base_url")
    if base:
        return fine("well-known", f"Clients are led to {base}.")
    return warning(
        "well-known",
        "Clients that are given only the server's name do not find the homeserver.",
        "Set server.url in the description, render again, and serve .well-known as the rendered "
        "nginx.conf or Caddyfile shows.",
    )


def judge_delayed_events(capability: Mapping[str, Any]) -> Finding:
    """Whether clients can leave a message that ends their call when they vanish (MSC4140)."""
    if int(capability.get("max_delay_ms", 0)) > 0:
        return fine("delayed events", "Delayed events are on.")
    return warning(
        "delayed events",
        "Delayed events are off: whoever loses the connection stays in the conference's list.",
        f"Set max_event_delay_duration: 24h. {_RENDER}",
    )


def judge_federation(answer: Mapping[str, Any] | None) -> Finding:
    """The allow-list as the server reports it; None: it does not report it."""
    if answer is None:
        return warning(
            "federation",
            "The homeserver does not tell whom it federates with.",
            f"Set federation_whitelist_endpoint_enabled: true. {_RENDER}",
        )
    if not answer.get("whitelist_enabled"):
        return error(
            "federation",
            "The homeserver talks to every server in the world.",
            f"Name the permitted servers in federation.allow. {_RENDER}",
        )
    servers = sorted(answer.get("whitelist", []))
    return fine("federation", f"Federation with: {', '.join(servers) or 'nobody'}.")


def judge_end(subject: str, what: str, ends: datetime, now: datetime, remedy: str) -> Finding:
    """How long a certificate is still good for."""
    if ends <= now:
        sentence = f"{what} has expired on {ends:%Y-%m-%d}: nobody accepts it any more."
        return error(subject, sentence, remedy)
    sentence = f"{what} ends on {ends:%Y-%m-%d}."
    if ends - now < CERTIFICATE_SOON:
        return warning(subject, sentence, remedy)
    return fine(subject, sentence)


def judge_peer(server: str, reached: bool, detail: str) -> Finding:
    """Whether a server of the allow-list answers."""
    if reached:
        return fine("federation", f"{server} answers.")
    return warning(
        "federation",
        f"{server} is on the allow-list and does not answer ({detail}).",
        "Ask its operators; their members would not receive the meeting.",
    )


def distrusted_peer(server: str, why: str) -> Finding:
    """A server of the allow-list whose certificate our homeserver turns away, and why."""
    return error(
        "federation",
        f"The certificate of {server} is not trusted ({why}): nothing of the meeting reaches its "
        "members.",
        "Ask its operators to renew it; if this machine's clock is right and the authority new, "
        "name that in federation.authorities.",
    )
