# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The sync loop's one turn: fetch, take in keys, close gaps, judge. Nothing is lost or doubled.

The position moves only with `commit`, after the caller's journal has the batch. Keys and device
lists are taken in before any event is judged by them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from time import monotonic
from typing import Any

from bot.matrix.ahead import Ahead
from bot.matrix.events import (
    Batch,
    Item,
    Json,
    KeysLow,
    KeyUndelivered,
    Kind,
    Suspicious,
    VerificationMessage,
)
from bot.matrix.forks import as_it_is_now
from bot.matrix.history import Delivered, History, mark_of
from bot.matrix.http import Http, MatrixError, Patience, UnknownToken, Unreachable, path
from bot.matrix.identities import Identities
from bot.matrix.intake import Intake
from bot.matrix.letters import Letters
from bot.matrix.machine import Letter, Machine
from bot.matrix.ports import OnVerification, TokenStore
from bot.matrix.reading import VERIFICATION
from bot.matrix.rooms import Rooms, invitation

logger = logging.getLogger(__name__)

_TO_DEVICE_PAGE = 100
"""Servers hand out at most so many to-device events at once; more keys may be waiting."""
_TURNS_FOR_KEYS = 50
"""So many further pages at most, lest a flood of to-device events keep us from voting."""
_NETWORK_SLACK = 20.0
"""Seconds beyond the long poll until an attempt counts as lost."""
_LETTERS = {
    Letter.UNREADABLE: Kind.LETTER_UNREADABLE,
    Letter.ANOTHERS_KEY: Kind.KEY_CLAIMED,
}


@dataclass(slots=True)
class _Harvest:
    """What the answers of one turn brought so far."""

    token: str
    asked: float
    """When the server was asked, by `monotonic`."""
    events: list[tuple[str, Json]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    steps: list[VerificationMessage] = field(default_factory=list)
    page_was_full: bool = False


@dataclass(slots=True, kw_only=True)
class Inbox:
    """Receives; built by the gateway."""

    http: Http
    machine: Machine
    identities: Identities
    rooms: Rooms
    intake: Intake
    history: History
    mend: Callable[[], Awaitable[None]]
    undelivered: Callable[[], list[KeyUndelivered]]
    tokens: TokenStore
    timeline_limit: int
    key_grace: float
    keys_alarm: int
    on_verification: OnVerification | None = None
    _delivered: Delivered = field(default_factory=Delivered)
    _letters: Letters = field(default_factory=Letters)
    _pending: dict[str, list[tuple[str, bytes, str]]] = field(default_factory=dict)
    _ahead: Ahead = field(default_factory=Ahead)
    _knows_state: bool = False
    _alarmed: bool = False

    async def sync(self, wait: float, *, ahead: bool = False) -> Batch:
        """Return what came since the committed position.

        With `ahead` the server is asked for what comes next before the batch is committed. Keys it
        brought are kept by then, so the server may forget them; a crash in between loses no more
        than the report of a letter that could not be opened.
        """
        if self._pending:  # the last batch was not committed: it comes again, whole
            self._forget_state()
        try:
            batch = await self._sync(wait)
        except BaseException:
            self._forget_state()
            raise
        if ahead:
            self._ahead.ask(
                batch.next_token, lambda since: self._ask(since, wait, full_state=False)
            )
        return batch

    def hang_up(self) -> None:
        """Wait no longer for what was asked ahead."""
        self._ahead.drop()

    def _forget_state(self) -> None:
        """Let the next turn tell all members anew, as the lost one may have told changes."""
        self._pending.clear()
        self._ahead.drop()
        self._knows_state = False
        self.rooms.forget_members()
        self.rooms.watch.rewind()

    async def _sync(self, wait: float) -> Batch:
        harvest = await self._turn(self.tokens.load(), wait)
        if harvest.page_was_full or self._keys_missing(harvest):
            await self._wait_for_keys(harvest)
        await self.identities.refresh_stale()
        found = await self.intake.judge(harvest.events)
        items: list[Item] = [
            *self.identities.take_changes(),
            *harvest.items,
            *self.undelivered(),
        ]
        steps = [*harvest.steps]
        for one in found:
            if isinstance(one, VerificationMessage):
                steps.append(one)
            else:
                items.append(one)
        await self._afterwards()
        await self._tell(steps)
        self._knows_state = True
        self.rooms.watch.settle(harvest.asked)
        events = [(room, mark_of(event), event["event_id"]) for room, event in harvest.events]
        self._pending = {harvest.token: events}
        return Batch(next_token=harvest.token, items=tuple(items))

    def commit(self, batch: Batch) -> None:
        """Move the position behind `batch`."""
        self.tokens.save(batch.next_token)
        for room, mark, event_id in self._pending.pop(batch.next_token, []):
            self._delivered.add(room, mark, event_id)
        self.identities.confirm()
        self.rooms.watch.commit()
        self.intake.forget_taken()

    async def reconcile(self, room: str, since: str, until: str) -> list[Item]:
        """Return what the server's history holds after `since` up to and with `until`.

        All but what stands there as it was handed upwards before: nearly all, when a vote closes.
        """
        waiting = sum(where == room for where, *_ in chain.from_iterable(self._pending.values()))
        before = self._delivered.since(room, since)
        about = None if before is None else before + waiting
        events = await self.history.span(room, since, until, about)
        news = [(room, event) for event in events if self._is_news(room, event)]
        found = await self.intake.judge(news, history=True)
        return [one for one in found if not isinstance(one, VerificationMessage)]

    def _is_news(self, room: str, event: Json) -> bool:
        """Whether an event of the past is yet to be judged: its key may have come since."""
        fresh = self._delivered.is_new(room, mark_of(event))
        return fresh or self.machine.store.was_unread(event["event_id"])

    async def upload_keys(self) -> None:
        """Publish device and one-time keys if that is due."""
        body = self.machine.keys_to_upload()
        if body is not None:
            answer = await self.http.post(path("keys", "upload"), body, repeat=True)
            self.machine.keys_uploaded(answer)

    # ── one answer of the server ────────────────────────────────────────────────────────
    async def _turn(self, since: str | None, wait: float) -> _Harvest:
        asked = monotonic()
        if since is not None and (early := await self._ahead.answer(since)) is not None:
            answer, asked = early
        else:
            answer = await self._ask(since, wait, full_state=not self._knows_state)
        harvest = _Harvest(token=_next(answer), asked=asked)
        await self._take_in(harvest, answer, since)
        return harvest

    async def _ask(self, since: str | None, wait: float, *, full_state: bool) -> Json:
        parameters = {"timeout": str(int(wait * 1000)), "filter": self._filter()}
        if since is not None:
            parameters["since"] = since
        if full_state:
            parameters |= {"full_state": "true", "timeout": "0"}
        own = self.http.patience
        patience = Patience(
            total=own.total + wait,
            single=wait + _NETWORK_SLACK,
            first_wait=own.first_wait,
            longest_wait=own.longest_wait,
        )
        return await self.http.request("GET", path("sync"), params=parameters, patience=patience)

    def _filter(self) -> str:
        nothing: Json = {"types": []}
        return json.dumps(
            {
                "presence": nothing,
                "account_data": nothing,
                "room": {
                    "timeline": {"limit": self.timeline_limit},
                    "state": {"lazy_load_members": False},
                    "ephemeral": nothing,
                    "account_data": nothing,
                },
            },
            separators=(",", ":"),
        )

    async def _take_in(self, harvest: _Harvest, answer: Json, since: str | None) -> None:
        self._take_to_device(harvest, _list(answer, "to_device", "events"))
        lists = _part(answer, "device_lists")
        self.identities.note_changed(_strings(lists.get("changed")))
        self.identities.note_changed(_strings(lists.get("left")))
        self._take_key_count(harvest, answer)
        rooms = _part(answer, "rooms")
        for room, news in [*_part(rooms, "join").items(), *_part(rooms, "leave").items()]:
            await self._take_room(harvest, room, news, since)
        for room, news in _part(rooms, "invite").items():
            invited = invitation(self.machine.user_id, room, _list(news, "invite_state", "events"))
            harvest.items += [invited] if invited is not None else []

    def _take_to_device(self, harvest: _Harvest, events: list[Json]) -> None:
        harvest.page_was_full = len(events) >= _TO_DEVICE_PAGE
        with self.machine.store.transaction():
            for event in events:
                kind = str(event.get("type", ""))
                if kind == "m.room.encrypted":
                    self._take_letter(harvest, event)
                elif kind in {"m.room_key.withheld", "org.matrix.room_key.withheld"}:
                    harvest.items.append(self.intake.withheld(event))
                elif kind.startswith(VERIFICATION) and isinstance(event.get("content"), dict):
                    sender = str(event.get("sender", ""))
                    harvest.steps.append(
                        VerificationMessage(sender=sender, type=kind, content=event["content"])
                    )
            if events:
                self.machine.save()

    def _take_letter(self, harvest: _Harvest, event: Json) -> None:
        """Take in a sealed message to this device, and tell of one that is not as it should be.

        What an uncommitted turn has opened comes again and cannot be opened twice: no news. Nor is
        the copy that a server made of a letter by dying over it.
        """
        letter = self.machine.receive(event)
        if letter is Letter.READ:
            self._letters.was_read(event)
        kind = _LETTERS.get(letter)
        if kind is None or (kind is Kind.LETTER_UNREADABLE and self._came_before(event)):
            return
        harvest.items.append(Suspicious(kind=kind, sender=str(event.get("sender", ""))))

    def _came_before(self, event: Json) -> bool:
        """Whether a lost turn has opened the letter, or a server died over it."""
        since_back = monotonic() - self.http.back_at
        return not self._knows_state or self._letters.is_repetition(event, since_back)

    def _take_key_count(self, harvest: _Harvest, answer: Json) -> None:
        count = _part(answer, "device_one_time_keys_count").get("signed_curve25519", 0)
        left = count if isinstance(count, int) else 0
        self.machine.note_key_count(left)
        low = self.machine.published and left < self.keys_alarm
        if low and not self._alarmed:
            harvest.items.append(KeysLow(left=left))
        self._alarmed = low

    async def _take_room(
        self, harvest: _Harvest, room: str, news: Mapping[str, Any], since: str | None
    ) -> None:
        joined_before = self.rooms.membership(room, self.machine.user_id) == "join"
        listed = _list(news, "state", "events")
        state = await as_it_is_now(self.http, room, listed, self.rooms.last_known(room))
        timeline = [
            e for e in _list(news, "timeline", "events") if isinstance(e.get("event_id"), str)
        ]
        if not self._knows_state:
            harvest.items += self.rooms.apply_all_state(room, state, timeline)
        else:
            for event in state:
                harvest.items += self.rooms.apply(room, event, listed=True)
        if since is None:  # what was said before we ever listened is no business of this meeting
            for event in timeline:
                if "state_key" in event:
                    harvest.items += self.rooms.apply(room, event)
            return
        start = _own_join(timeline, self.machine.user_id)
        limited = _part(news, "timeline").get("limited") is True
        if start is None and limited:
            newest = str(_part(news, "timeline").get("prev_batch", ""))
            missed, whole = await self.history.gap(room, newest, since)
            if not whole:
                harvest.items.append(Suspicious(kind=Kind.MISSED, sender="", room=room))
            timeline = [*missed, *timeline]
            start = _own_join(timeline, self.machine.user_id)
        if start is not None and not (joined_before and self._knows_state):
            timeline = timeline[start:]
        harvest.events += [
            (room, event)
            for event in {mark_of(e): e for e in timeline}.values()
            if self._delivered.is_new(room, mark_of(event))
        ]

    # ── keys that are slower than their messages ────────────────────────────────────────
    def _keys_missing(self, harvest: _Harvest) -> bool:
        return any(self.intake.lacks_key(room, event) for room, event in harvest.events)

    async def _wait_for_keys(self, harvest: _Harvest) -> None:
        deadline = monotonic() + self.key_grace
        for _ in range(_TURNS_FOR_KEYS):
            left = deadline - monotonic()
            waits = left > 0 and self._keys_missing(harvest)
            if not waits and not harvest.page_was_full:
                return
            since = harvest.token
            answer = await self._ask(since, max(0.0, left), full_state=False)
            harvest.token = _next(answer)
            self._knows_state = True
            await self._take_in(harvest, answer, since)

    # ── afterwards ──────────────────────────────────────────────────────────────────────
    async def _afterwards(self) -> None:
        """Refill one-time keys and mend broken sessions; failing, the next turn tries again."""
        try:
            await self.upload_keys()
            await self.mend()
        except UnknownToken:
            raise
        except (MatrixError, Unreachable) as error:
            logger.warning("keys could not be refilled now: %s", type(error).__name__)

    async def _tell(self, steps: list[VerificationMessage]) -> None:
        for step in steps:
            if self.on_verification is not None:
                await self.on_verification(step)


def _next(answer: Json) -> str:
    """Return where the next sync begins. Raises Unreachable: without it nothing can go on."""
    found = answer.get("next_batch")
    if not isinstance(found, str) or not found:
        raise Unreachable("the server's answer to a sync does not say where the next one begins")
    return found


def _own_join(timeline: list[Json], user: str) -> int | None:
    """Return where in the timeline we came in, None if we were there all the time."""
    for place in range(len(timeline) - 1, -1, -1):
        event = timeline[place]
        if event.get("type") != "m.room.member" or event.get("state_key") != user:
            continue
        before = _part(_part(event, "unsigned"), "prev_content").get("membership")
        if _part(event, "content").get("membership") == "join" and before != "join":
            return place
    return None


def _part(value: Any, key: str) -> Mapping[str, Any]:
    part = value.get(key) if isinstance(value, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _list(value: Any, key: str, inner: str) -> list[Json]:
    events = _part(value, key).get(inner)
    return [e for e in events if isinstance(e, dict)] if isinstance(events, list) else []


def _strings(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
