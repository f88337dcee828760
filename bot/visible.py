# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What members see of the bot: its identity and its rooms, judged for `gremium doctor`.

`look` asks the homeserver with the bot's own token and changes nothing; the judges are pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from bot.domain.roster import Body
from bot.homeserver import findings
from bot.homeserver.description import ROOM_VERSIONS
from bot.homeserver.findings import Finding
from bot.matrix import crosssigning, recovery, signin
from bot.matrix.crosssigning import Shown
from bot.matrix.http import Http, Json, MatrixError, Patience, Unreachable, path
from bot.matrix.machine import MEGOLM
from bot.matrix.rooms import servers_barred
from bot.matrix.seeds import Seeds
from bot.matrix.signing import SigningKey

SPACE = "space"
"""The only room of a body that holds no messages and is not encrypted."""
INVITED, SINCE_JOINED = "invite", "joined"
"""How the bot makes its rooms: who comes in, and what they may read of the past."""
_PATIENCE = Patience(total=10.0, single=10.0)
_WHOLE = {"format": "event"}
_ASKED = (
    "m.room.encryption",
    "m.room.join_rules",
    "m.room.history_visibility",
    "m.room.server_acl",
    "m.room.tombstone",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room as the homeserver tells it; ``version`` is None if the bot is not in it."""

    body: str
    place: str
    version: str | None
    encrypted: bool = False
    join_rule: str = INVITED
    history: str = SINCE_JOINED
    moved: bool = False
    """A tombstone sends members elsewhere."""
    barred: tuple[str, ...] = ()
    """Servers of members whose words the room refuses."""


async def look(
    homeserver: str,
    token: str,
    *,
    seeds: Seeds | None,
    bodies: Sequence[Body],
    rooms: Mapping[str, Mapping[str, str]],
) -> list[Finding]:
    """Return what is to be said; ``rooms`` are room ids by place by body.

    Empty if the homeserver does not answer or refuses the token: others say that.
    """
    async with Http(base_url=homeserver, token=token, patience=_PATIENCE) as http:
        try:
            who = await http.get(path("account", "whoami"))
            user, device = str(who["user_id"]), str(who.get("device_id", ""))
            found = await crosssigning.shown(http, user, device)
            stored = await recovery.stored(http, user)
            links = await signin.offered(http)
            servers = {str(body.id): body.servers() for body in bodies}
            seen = [
                await _room(http, body, place, room, servers.get(body, frozenset()))
                for body, places in rooms.items()
                for place, room in places.items()
            ]
        except (MatrixError, Unreachable):
            return []
    ours = SigningKey(seeds.master).public if seeds else None
    pinned = {str(body.bot_master) for body in bodies if body.bot_master}
    return [
        *judge_identity(ours, found, pinned),
        judge_recovery(stored),
        judge_links(offered=links),
        *(finding for room in seen for finding in judge_room(room)),
    ]


async def _room(http: Http, body: str, place: str, room: str, servers: Collection[str]) -> Room:
    try:
        create = await http.get(path("rooms", room, "state", "m.room.create", ""), _WHOLE)
        state = {kind: await _state(http, room, kind) for kind in _ASKED}
    except MatrixError:
        return Room(body=body, place=place, version=None)
    acl = state["m.room.server_acl"]
    return Room(
        body=body,
        place=place,
        version=str(create.get("content", {}).get("room_version", "1")),
        encrypted=state["m.room.encryption"].get("algorithm") == MEGOLM,
        join_rule=str(state["m.room.join_rules"].get("join_rule", INVITED)),
        history=str(state["m.room.history_visibility"].get("history_visibility", "shared")),
        moved="replacement_room" in state["m.room.tombstone"],
        barred=tuple(sorted(s for s in servers if acl and servers_barred(room, acl).bars(s))),
    )


async def _state(http: Http, room: str, kind: str) -> Json:
    """Return the state's content; empty if there is none."""
    try:
        return await http.get(path("rooms", room, "state", kind, ""))
    except MatrixError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            return {}
        raise


def judge_links(*, offered: bool) -> Finding:
    """Whether members can sign in on the page by a one-time link."""
    subject = "sign-in links"
    if offered:
        return findings.fine(subject, "The homeserver gives out links to members who consent.")
    return findings.warning(
        subject,
        "The homeserver gives this bot no links to sign in with; members need their password or "
        "single sign-on.",
        "Set [sign_in] links = true, render with `gremium synapse-config` and restart it; with a "
        "homeserver of somebody else see docs/howto/operator/pages.md.",
    )


def judge_identity(ours: str | None, found: Shown, pinned: set[str]) -> Iterator[Finding]:
    """Whether members see the identity our seeds make. ``pinned``: as the journal states it."""
    subject = "identity"
    if found.master is None:
        yield findings.error(
            subject, "Members see no identity of the bot.", "Start the bot; it publishes its own."
        )
    elif ours is not None and found.master != ours:
        yield findings.error(
            subject,
            f"Members see another identity of the bot ({found.master[:16]}…) than its seeds make "
            f"({ours[:16]}…).",
            "Somebody with the account's password replaced it, or the seeds are another bot's. "
            "Find out which; then see docs/howto/operator/keys.md.",
        )
    elif not found.signed:
        yield findings.error(
            subject,
            "The bot's device is not signed by its identity, so clients will not answer it.",
            "Start the bot; it signs its device.",
        )
    else:
        yield findings.fine(subject, f"Members see the bot's identity {found.master[:16]}….")
    for stated in sorted(pinned - {found.master}):
        yield findings.error(
            subject,
            f"The journal states the bot's identity as {stated[:16]}…, members see "
            f"{(found.master or 'none')[:16]}….",
            "Journal and keys come from different backups, or the identity was replaced by "
            "somebody else: see docs/howto/operator/keys.md.",
        )


def judge_recovery(stored: Sequence[str]) -> Finding:
    """Whether the paper in the safe would help."""
    if set(stored) == set(recovery.SECRETS):
        return findings.fine("recovery key", "The account holds the identity for the recovery key.")
    return findings.warning(
        "recovery key",
        "The account does not hold the whole identity, so the recovery key would not help.",
        "Make a new one: gremium identity recovery-key",
    )


def judge_room(room: Room) -> Iterator[Finding]:
    """Whether a room is what the bot made."""
    subject = f"rooms of {room.body}"
    name = f"The room “{room.place}”"
    if room.version is None:
        yield findings.error(
            subject,
            f"{name} cannot be read by the bot.",
            "Let an administrator of the homeserver bring the bot back in, or ask for help: the "
            "bot does not make a second one.",
        )
        return
    if room.version not in ROOM_VERSIONS:
        known = ", ".join(ROOM_VERSIONS)
        yield findings.error(
            subject,
            f"{name} has version {room.version}; the bot is tested with {known}.",
            "Give new bodies --room-version; for this one ask for help before the next meeting.",
        )
    if room.place != SPACE and not room.encrypted:
        yield findings.error(
            subject,
            f"{name} is not encrypted.",
            "Say nothing there. Ask for help: the bot sends nothing into it either.",
        )
    for wrong, sentence, remedy in _changed(room, name):
        if wrong:
            yield findings.error(subject, sentence, remedy)
    if room.version in ROOM_VERSIONS and (room.encrypted or room.place == SPACE):
        yield findings.fine(subject, f"{name} has version {room.version}.")


def _changed(room: Room, name: str) -> Iterator[tuple[bool, str, str]]:
    """What nobody but the bot should have set, and what it would mean."""
    find_out = "Find out who changed it and how; set it back with an administrator's client."
    yield (
        room.join_rule != INVITED,
        f"{name} lets people in by “{room.join_rule}”, not by the bot's invitation alone.",
        find_out,
    )
    yield (
        room.place != SPACE and room.history != SINCE_JOINED,
        f"{name} shows its past to “{room.history}”, not only to those who were in it.",
        find_out,
    )
    yield (
        room.moved,
        f"{name} is closed by a tombstone that sends members to another room.",
        "Nothing said there counts. Tell the members to stay; ask for help before the meeting.",
    )
    yield (
        bool(room.barred),
        f"{name} refuses the server {', '.join(room.barred)}, where members have their accounts "
        "(m.room.server_acl): their votes would not arrive.",
        find_out,
    )
