# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a homeserver can do to those who trust it, one verb each, on top of the scripted proxy.

    server = HostileServer(proxy)
    server.twist(forge_sender(carl, dora))          # what syncs show from now on
    server.past(hide(carl))                          # what the room's history shows
    event_id = server.inject(room, message("ja", sender=carl))
    server.relent()                                  # honest again

Lies also reach a sync that waits already; `Hall.wake` lets it return. Every to-device message that
passes is kept in `to_device`, so that a test can tell which device was given a key.
"""

from __future__ import annotations

import copy
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from proxy import Exchange, Json, Proxy, Rule

Twist = Callable[[str, Json], Iterable[Json]]
"""What becomes of (room, event): nothing, the event changed, or several."""
Redirect = Callable[[Json], Iterable[Json]]
"""What becomes of a to-device message: nothing, the message changed, or several."""
SEALED = "m.room.encrypted"


# ── events a server invents ─────────────────────────────────────────────────────────────
def event(type: str, content: Json, *, sender: str, state_key: str | None = None) -> Json:
    """Return an event nobody sent."""
    made: Json = {
        "type": type,
        "event_id": f"${secrets.token_urlsafe(24)}",
        "sender": sender,
        "content": content,
        "origin_server_ts": 1_700_000_000_000,
    }
    return made if state_key is None else made | {"state_key": state_key}


def message(body: str, *, sender: str) -> Json:
    """Return words in clear text."""
    return event("m.room.message", {"msgtype": "m.text", "body": body}, sender=sender)


def reaction(to: str, *, sender: str, key: str = "👍") -> Json:
    """Return a thumb up, or another reaction."""
    relation = {"rel_type": "m.annotation", "event_id": to, "key": key}
    return event("m.reaction", {"m.relates_to": relation}, sender=sender)


def edit(of: str, body: str, *, sender: str) -> Json:
    """Return other words for words that were said, in clear text."""
    new = {"msgtype": "m.text", "body": body}
    relation = {"rel_type": "m.replace", "event_id": of}
    content = {**new, "m.new_content": new, "m.relates_to": relation}
    return event("m.room.message", content, sender=sender)


def redaction(of: str, *, sender: str) -> Json:
    """Return the deletion of an event."""
    return event("m.room.redaction", {"redacts": of}, sender=sender) | {"redacts": of}


def membership(user: str, kind: str, *, sender: str) -> Json:
    """Return that somebody joined, left or was banned."""
    return event("m.room.member", {"membership": kind}, sender=sender, state_key=user)


# ── what becomes of real events ─────────────────────────────────────────────────────────
def sealed_by(user: str, item: Json) -> bool:
    """Whether the event is an encrypted one in this user's name."""
    return item.get("sender") == user and item.get("type") == SEALED


def each_sealed(user: str, change: Callable[[Json], Iterable[Json]]) -> Twist:
    """Change the encrypted events of a user."""

    def twist(_: str, item: Json) -> Iterable[Json]:
        return change(item) if sealed_by(user, item) else [item]

    return twist


def forge_sender(user: str, shown: str) -> Twist:
    """Show what `user` seals under the name of `shown`."""
    return each_sealed(user, lambda item: [item | {"sender": shown}])


def relabel(user: str, **fields: str) -> Twist:
    """Change the labels beside the ciphertext: session_id, sender_key, device_id."""
    return each_sealed(user, lambda item: [item | {"content": item["content"] | fields}])


def double(user: str) -> Twist:
    """Show each event twice."""
    return each_sealed(user, lambda item: [item, copy.deepcopy(item)])


def hide(user: str) -> Twist:
    """Never show what the user says."""
    return each_sealed(user, lambda _: [])


def play_back(user: str, content: Json) -> Twist:
    """Show old words in the place of new ones."""
    return each_sealed(user, lambda item: [item | {"content": content}])


@dataclass(slots=True)
class Hold:
    """A twist that keeps a user's words until `release`, then shows them before what comes."""

    user: str
    held: list[Json] = field(default_factory=list)
    released: bool = False

    def __call__(self, _: str, item: Json) -> Iterable[Json]:
        if self.released:
            waiting, self.held = self.held, []
            return [*waiting, item]
        if sealed_by(self.user, item):
            self.held.append(item)
            return []
        return [item]


@dataclass(frozen=True, slots=True)
class ToDevice:
    """One message to one device, as it passed."""

    type: str
    user: str
    device: str
    content: Json = field(repr=False)


@dataclass(slots=True)
class HostileServer:
    """Everything that comes through the proxy is at this server's mercy."""

    proxy: Proxy
    to_device: list[ToDevice] = field(default_factory=list)
    letters: list[Json] = field(default_factory=list)
    """Every sealed to-device message there was for the bot, whether it was shown or not."""
    invited: dict[str, Json] = field(default_factory=dict)
    _twists: list[Twist] = field(default_factory=list)
    _past: list[Twist] = field(default_factory=list)
    _redirects: list[Redirect] = field(default_factory=list)
    _answers: list[tuple[str, Callable[[Exchange], None]]] = field(default_factory=list)
    _joined: dict[str, list[Json]] = field(default_factory=dict)
    _left: dict[str, list[Json]] = field(default_factory=dict)
    _news: list[Callable[[Json], None]] = field(default_factory=list)
    _cut: int | None = None
    _from_the_start: bool = False

    def __post_init__(self) -> None:
        self.proxy.add(Rule("", before=self._before, after=self._after))

    # ── verbs ───────────────────────────────────────────────────────────────────────────
    def twist(self, *twists: Twist) -> None:
        """Let syncs show other events than there were."""
        self._twists += twists

    def past(self, *twists: Twist) -> None:
        """Let the room's history show other events than there were."""
        self._past += twists

    def everywhere(self, *twists: Twist) -> None:
        """Do both."""
        self.twist(*twists)
        self.past(*twists)

    def answer(self, pattern: str, change: Callable[[Exchange], None]) -> None:
        """Change the answers of paths that match."""
        self._answers.append((pattern, change))

    def inject(self, room: str, item: Json, *, left: bool = False) -> str:
        """Show an invented event once, in the timeline of a room we are in (or `left`)."""
        (self._left if left else self._joined).setdefault(room, []).append(item)
        return str(item["event_id"])

    def tell_device(self, type: str, content: Json, *, sender: str) -> None:
        """Show an invented to-device message once."""
        message = {"type": type, "sender": sender, "content": content}

        def add(answer: Json) -> None:
            answer.setdefault("to_device", {}).setdefault("events", []).append(message)

        self._news.append(add)

    def redirect(self, *redirects: Redirect) -> None:
        """Let the bot be shown other to-device messages than there were."""
        self._redirects += redirects

    def say_changed(self, *users: str) -> None:
        """Say once that the devices of these users changed."""

        def add(answer: Json) -> None:
            answer.setdefault("device_lists", {}).setdefault("changed", []).extend(users)

        self._news.append(add)

    def hush_changes(self) -> None:
        """Never say that somebody's devices changed."""
        self.answer("/sync$", lambda exchange: (exchange.answer or {}).pop("device_lists", None))

    def cut_timelines(self, keep: int) -> None:
        """Show only the newest events of a sync, and deny that there were more."""
        self._cut = keep

    def start_over(self) -> None:
        """Forget once what was shown already: answer as if to a new device."""
        self._from_the_start = True

    def keys(self, change: Callable[[Json], None]) -> None:
        """Change what `/keys/query` says."""
        self.answer("/keys/query$", lambda exchange: change(exchange.answer or {}))

    def withhold_one_time_keys(self, user: str) -> None:
        """Hand out no one-time key of a user."""

        def withhold(exchange: Exchange) -> None:
            (exchange.answer or {}).get("one_time_keys", {}).pop(user, None)

        self.answer("/keys/claim$", withhold)

    def relent(self) -> None:
        """Be honest again; what passed stays known."""
        for lies in (self._twists, self._past, self._redirects, self._answers, self._news):
            lies.clear()
        for waiting in (self._joined, self._left):
            waiting.clear()
        self._cut, self._from_the_start = None, False

    # ── what passed ─────────────────────────────────────────────────────────────────────
    def given_keys(self, user: str) -> set[str]:
        """Return the devices of a user that were sent something sealed, such as a room key."""
        return {sent.device for sent in self.to_device if (sent.type, sent.user) == (SEALED, user)}

    def refused(self, user: str) -> set[str]:
        """Return the devices of a user that were told that they get no key."""
        kind = "m.room_key.withheld"
        return {sent.device for sent in self.to_device if (sent.type, sent.user) == (kind, user)}

    # ── how ─────────────────────────────────────────────────────────────────────────────
    def _before(self, exchange: Exchange) -> None:
        if exchange.path.endswith("/sync") and self._from_the_start:
            self._from_the_start = False
            exchange.query.pop("since", None)
            exchange.query["timeout"] = "0"
        if (found := re.search(r"/sendToDevice/([^/]+)/", exchange.path)) is not None:
            messages: dict[str, dict[str, Json]] = (exchange.request or {}).get("messages", {})
            self.to_device += [
                ToDevice(found[1], user, device, content)
                for user, devices in messages.items()
                for device, content in devices.items()
            ]

    def _after(self, exchange: Exchange) -> None:
        for pattern, change in list(self._answers):
            if re.search(pattern, exchange.path):
                change(exchange)
        if exchange.answer is None or exchange.status != 200:
            return
        if exchange.path.endswith("/sync"):
            self._sync(exchange.answer)
        elif (found := re.search(r"/rooms/([^/]+)/messages$", exchange.path)) is not None:
            chunk = exchange.answer.get("chunk", [])
            exchange.answer["chunk"] = list(self._twisted(self._past, found[1], chunk))

    def _sync(self, answer: Json) -> None:
        self._post(answer)
        for add in self._news:
            add(answer)
        self._news.clear()
        rooms = answer.setdefault("rooms", {})
        for room, news in rooms.get("join", {}).items():
            timeline = news["timeline"]
            timeline["events"] = list(self._twisted(self._twists, room, timeline["events"]))
            if self._cut is not None:
                kept = max(0, len(timeline["events"]) - self._cut)
                timeline["events"] = timeline["events"][kept:]
                timeline["limited"] = False
        for section, waiting in (("join", self._joined), ("leave", self._left)):
            for room, events in waiting.items():
                news = rooms.setdefault(section, {}).setdefault(room, _nothing())
                news["timeline"]["events"] += events
            waiting.clear()
        for room, state in self.invited.items():
            rooms.setdefault("invite", {})[room] = {"invite_state": {"events": [state]}}
        self.invited.clear()

    def _post(self, answer: Json) -> None:
        events: list[Json] = answer.get("to_device", {}).get("events", [])
        self.letters += [copy.deepcopy(one) for one in events if one.get("type") == SEALED]
        for redirect in self._redirects:
            events = [new for one in events for new in redirect(one)]
        if events:
            answer.setdefault("to_device", {})["events"] = events
        else:
            answer.pop("to_device", None)

    @staticmethod
    def _twisted(twists: list[Twist], room: str, events: list[Json]) -> Iterator[Json]:
        for one in events:
            shown: list[Json] = [one]
            for twist in twists:
                shown = [new for old in shown for new in twist(room, old)]
            yield from shown


def _nothing() -> dict[str, Any]:
    timeline = {"events": [], "limited": False, "prev_batch": "none"}
    return {"timeline": timeline, "state": {"events": []}}
