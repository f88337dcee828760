# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A module for Synapse: hands the bot a sign-in token for a member who has consented here.

The bot alone can enter no account. What it may ask for rests on a reaction (`m.reaction`) the
member's own session has sent: it stands in this homeserver's database, is never encrypted, and the
bot cannot write it in another's name. So the module gives nobody more than they had: the homeserver
can enter each of its accounts anyway, and the member consents each time (docs/adr/0024).

This file runs inside Synapse and needs nothing else of Gremium: on a homeserver with an environment
of its own it may be copied beside Synapse under any module name.

    GET  /_synapse/client/org.gremium/sign_in_link                     whether there are links
    POST /_synapse/client/org.gremium/sign_in_link  {"consent": "$…"}  {"token", "user", "valid_ms"}
"""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Any

from synapse.module_api import (
    DirectServeJsonResource,
    LoggingTransaction,
    ModuleApi,
    parse_json_object_from_request,
)
from synapse.module_api.errors import Codes, ConfigError, SynapseError

PATH = "/_synapse/client/org.gremium/sign_in_link"
KEY = "\N{KEY}"
"""What a member reacts with."""
VALID_MS = 300_000
"""A link is good for so long, and once."""
CONSENT_MS = 120_000
"""A consent is good for so long, and for one link."""
PER_HOUR = 6
"""Links for one account within an hour."""
KEPT = 10_000
NO_CONSENT, NOT_FOR_ADMINS = "ORG.GREMIUM.NO_CONSENT", "ORG.GREMIUM.ADMIN"
_HOUR_MS = 3_600_000
_FOUND = """
    SELECT reaction.sender, reaction.room_id, reaction.received_ts, relation.aggregation_key,
           asked.sender, asked.room_id
    FROM events AS reaction
    JOIN event_relations AS relation ON relation.event_id = reaction.event_id
    JOIN events AS asked ON asked.event_id = relation.relates_to_id
    WHERE reaction.event_id = ? AND reaction.type = 'm.reaction'
      AND relation.relation_type = 'm.annotation'
      AND reaction.state_key IS NULL AND reaction.rejection_reason IS NULL AND NOT reaction.outlier
      AND NOT EXISTS (SELECT 1 FROM redactions WHERE redactions.redacts = reaction.event_id)
"""


@dataclass(frozen=True, slots=True)
class Config:
    """Whose questions are answered: the councils' bots on this homeserver."""

    bots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """A reaction as this homeserver has taken it in."""

    user: str
    room: str
    received_ms: int
    key: str
    asked_by: str
    asked_in: str


class SignInLinks:
    """What Synapse loads (`modules`)."""

    def __init__(self, config: Config, api: ModuleApi) -> None:
        api.register_web_resource(PATH, _Door(config, api))

    @staticmethod
    def parse_config(config: dict[str, Any]) -> Config:
        """Read ``bots``, user ids in full. Raises ConfigError."""
        bots = config.get("bots")
        whole = isinstance(bots, list) and bots and all(isinstance(bot, str) for bot in bots)
        if not whole or not all(re.fullmatch(r"@[^:\s]+:\S+", bot) for bot in bots or ()):
            raise ConfigError("bots must be a list of user ids like @gremium:stadt.example")
        return Config(bots=tuple(bots or ()))


class _Door(DirectServeJsonResource):
    """Answers the bots, and nobody else."""

    def __init__(self, config: Config, api: ModuleApi) -> None:
        super().__init__()
        self._config = config
        self._api = api
        self._used: OrderedDict[str, None] = OrderedDict()
        self._recent: OrderedDict[str, deque[int]] = OrderedDict()

    async def _async_render_GET(self, request: Any) -> tuple[int, dict[str, Any]]:
        await self._bot(request)
        return 200, {"valid_ms": VALID_MS, "consent_ms": CONSENT_MS}

    async def _async_render_POST(self, request: Any) -> tuple[int, dict[str, Any]]:
        bot = await self._bot(request)
        event_id = parse_json_object_from_request(request).get("consent")
        consent = await self._consent(event_id) if isinstance(event_id, str) else None
        now = self._api.get_current_time_msec()
        if consent is None or not await self._is_given(consent, bot, now):
            raise SynapseError(403, "The member has not consented to this.", NO_CONSENT)
        user = consent.user
        if await self._api.is_user_admin(user):
            raise SynapseError(403, "Administrators sign in by themselves.", NOT_FOR_ADMINS)
        # Nothing is awaited between the look and the note: of two requests one gets a token.
        if event_id in self._used:
            raise SynapseError(403, "This consent has been used.", NO_CONSENT)
        self._count(user, now)
        self._used[str(event_id)] = None
        while len(self._used) > KEPT:
            self._used.popitem(last=False)
        token = await self._api.create_login_token(user, VALID_MS)
        return 200, {"token": token, "user": user, "valid_ms": VALID_MS}

    async def _bot(self, request: Any) -> str:
        """Return which bot asks. Raises for anybody else."""
        user = (await self._api.get_user_by_req(request)).user.to_string()
        if user not in self._config.bots:
            raise SynapseError(403, "Only the council's bot asks here.", Codes.FORBIDDEN)
        return user

    async def _consent(self, event_id: str) -> Consent | None:
        def look(txn: LoggingTransaction) -> Consent | None:
            txn.execute(_FOUND, (event_id,))
            row = txn.fetchone()
            return Consent(*row) if row is not None else None

        return await self._api.run_db_interaction("gremium_consent", look)

    async def _is_given(self, consent: Consent, bot: str, now: int) -> bool:
        """Tell whether the member has just answered this very bot, with nobody else there."""
        fresh = 0 <= now - consent.received_ms <= CONSENT_MS
        key = (consent.key or "").rstrip("\N{VARIATION SELECTOR-16}")
        ours = consent.asked_by == bot and consent.asked_in == consent.room
        if not (fresh and key == KEY and ours and self._api.is_mine(consent.user)):
            return False
        state = await self._api.get_room_state(consent.room, [("m.room.member", None)])
        inside = {
            user
            for (_, user), event in state.items()
            if event.content.get("membership") in {"join", "invite"}
        }
        return consent.user != bot and inside == {bot, consent.user}

    def _count(self, user: str, now: int) -> None:
        recent = self._recent.setdefault(user, deque(maxlen=PER_HOUR))
        self._recent.move_to_end(user)
        while len(self._recent) > KEPT:
            self._recent.popitem(last=False)
        if len(recent) == PER_HOUR and now - recent[0] < _HOUR_MS:
            raise SynapseError(429, "Too many links for this account.", Codes.LIMIT_EXCEEDED)
        recent.append(now)
