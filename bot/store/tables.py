# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything beside the entries: what was taken in, settings, effects and their cursors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from bot.store.canonical import canonical, parse
from bot.store.entries import Intake, Outcome, instant
from bot.store.errors import AlreadyTaken, Replayed
from bot.store.schema import cursors, effects, intake, kv, session_floors, signing_keys

_ACTS_AT_ONCE = 200
"""So many acts are looked up with one statement; databases bound the parameters of one."""

# Statements are built once: building one costs more than running it.
_KNOWN = select(intake.c.event_id).where(intake.c.event_id.in_(bindparam("events", expanding=True)))
_PLACES = select(intake.c.event_id, intake.c.session_id, intake.c.message_index).where(
    intake.c.event_id.in_(bindparam("events", expanding=True))
)
_USED = select(intake.c.session_id, intake.c.message_index).where(
    intake.c.session_id.in_(bindparam("sessions", expanding=True)),
    intake.c.message_index.in_(bindparam("indexes", expanding=True)),
)
_FLOOR = select(session_floors.c.highest).where(session_floors.c.session_id == bindparam("session"))
_FLOORS = select(session_floors.c.session_id, session_floors.c.highest).where(
    session_floors.c.session_id.in_(bindparam("sessions", expanding=True))
)
_TAKE = insert(intake)


def take(connection: Connection, acts: Sequence[Intake]) -> None:
    """Note events as taken in. Raises AlreadyTaken or Replayed at the first that is not new."""
    for start in range(0, len(acts), _ACTS_AT_ONCE):
        some = acts[start : start + _ACTS_AT_ONCE]
        _refuse_known(connection, some)
        connection.execute(_TAKE, [_intake_row(act) for act in some])


def _refuse_known(connection: Connection, acts: Sequence[Intake]) -> None:
    known = set(taken_of(connection, (act.event_id for act in acts)))
    sessions = sorted({act.session_id for act in acts if act.session_id is not None})
    indexes = sorted({act.message_index for act in acts if act.message_index is not None})
    used: set[tuple[str | None, int | None]] = set()
    floors: dict[str | None, int] = {}
    if sessions:
        asked = {"sessions": sessions, "indexes": indexes}
        used = {(row[0], row[1]) for row in connection.execute(_USED, asked)}
        found = connection.execute(_FLOORS, {"sessions": sessions})
        floors = {row[0]: row[1] for row in found}
    for act in acts:
        session, index = act.session_id, act.message_index
        if act.event_id in known:
            raise AlreadyTaken(act.event_id)
        known.add(act.event_id)
        if session is None or index is None:
            continue
        if (session, index) in used or index <= floors.get(session, -1):
            raise Replayed(session, index)
        used.add((session, index))


def _intake_row(act: Intake) -> dict[str, Any]:
    return {
        "event_id": act.event_id,
        "room": act.room,
        "session_id": act.session_id,
        "message_index": act.message_index,
        "at": instant(act.at),
        "verdict": act.verdict,
    }


def taken(connection: Connection, event_id: str) -> bool:
    """Tell whether the Matrix event was taken in."""
    found = connection.scalar(select(intake.c.event_id).where(intake.c.event_id == event_id))
    return found is not None


def taken_of(connection: Connection, event_ids: Iterable[str]) -> frozenset[str]:
    """Return those of the Matrix events that were taken in."""
    wanted = list(event_ids)
    found: set[str] = set()
    for start in range(0, len(wanted), _ACTS_AT_ONCE):
        some = wanted[start : start + _ACTS_AT_ONCE]
        found.update(connection.scalars(_KNOWN, {"events": some}))
    return frozenset(found)


def places_of(
    connection: Connection, event_ids: Iterable[str]
) -> dict[str, tuple[str | None, int | None]]:
    """Return by event, of those that were taken in, the place in its Megolm session."""
    wanted = list(event_ids)
    found: dict[str, tuple[str | None, int | None]] = {}
    for start in range(0, len(wanted), _ACTS_AT_ONCE):
        some = wanted[start : start + _ACTS_AT_ONCE]
        for event, session, index in connection.execute(_PLACES, {"events": some}):
            found[event] = (session, index)
    return found


def seen(connection: Connection, session_id: str, message_index: int) -> bool:
    """Tell whether the index was used, or lies below the floor of a pruned session."""
    floor = _floor(connection, session_id)
    if floor is not None and message_index <= floor:
        return True
    found = connection.scalar(
        select(intake.c.event_id).where(
            intake.c.session_id == session_id, intake.c.message_index == message_index
        )
    )
    return found is not None


def highest(connection: Connection, session_id: str) -> int | None:
    """The highest index of a session, pruned or not."""
    found: int | None = connection.scalar(
        select(func.max(intake.c.message_index)).where(intake.c.session_id == session_id)
    )
    known = [index for index in (found, _floor(connection, session_id)) if index is not None]
    return max(known, default=None)


def positions(connection: Connection) -> list[tuple[str, int, str | None]]:
    """Every Megolm index taken in, with its event; of pruned sessions the floor, without one."""
    used = select(intake.c.session_id, intake.c.message_index, intake.c.event_id).where(
        intake.c.session_id.is_not(None)
    )
    floors = select(session_floors.c.session_id, session_floors.c.highest)
    rows = [(row[0], row[1], row[2]) for row in connection.execute(used)]
    return [*rows, *((row[0], row[1], None) for row in connection.execute(floors))]


def _floor(connection: Connection, session_id: str) -> int | None:
    return connection.scalar(_FLOOR, {"session": session_id})


def sessions_used(connection: Connection, since: datetime) -> list[str]:
    """Return the Megolm sessions something was taken in from at `since` or later."""
    used = select(intake.c.session_id).where(
        intake.c.session_id.is_not(None), intake.c.at >= instant(since)
    )
    return [str(session) for session in connection.scalars(used.distinct())]


def forget_unsealed(connection: Connection, before: datetime) -> None:
    """Forget events without a Megolm session that came earlier; none of them ever counted."""
    old = (intake.c.session_id.is_(None)) & (intake.c.at < instant(before))
    connection.execute(delete(intake).where(old))


def prune(connection: Connection, session_ids: Iterable[str]) -> None:
    """Replace the rows of sessions by their highest index."""
    for session_id in session_ids:
        top = highest(connection, session_id)
        if top is None:
            continue
        connection.execute(delete(session_floors).where(session_floors.c.session_id == session_id))
        connection.execute(insert(session_floors).values(session_id=session_id, highest=top))
        connection.execute(delete(intake).where(intake.c.session_id == session_id))


def get(connection: Connection, key: str, default: Any = None) -> Any:
    """Return a setting or `default`."""
    text = connection.scalar(select(kv.c.value).where(kv.c.key == key))
    return default if text is None else parse(text)


def put(connection: Connection, settings: Mapping[str, Any]) -> None:
    """Store settings; None removes one."""
    for key, value in settings.items():
        connection.execute(delete(kv).where(kv.c.key == key))
        if value is not None:
            connection.execute(insert(kv).values(key=key, value=canonical(value).decode()))


def add_key(connection: Connection, public: str) -> None:
    """Note a public key that signs here."""
    if public not in keys(connection):
        connection.execute(insert(signing_keys).values(public=public))


def keys(connection: Connection) -> list[str]:
    """Public keys that ever signed here, sorted."""
    return sorted(connection.scalars(select(signing_keys.c.public)))


def cursor(connection: Connection, stream: str) -> int:
    """Number of the last entry whose effects are all done."""
    return connection.scalar(select(cursors.c.seq).where(cursors.c.stream == stream)) or 0


def advance(connection: Connection, stream: str, seq: int) -> None:
    """Move the cursor forward; a lower number changes nothing."""
    known = connection.scalar(select(cursors.c.seq).where(cursors.c.stream == stream))
    if known is None:
        connection.execute(insert(cursors).values(stream=stream, seq=seq))
    elif seq > known:
        connection.execute(update(cursors).where(cursors.c.stream == stream).values(seq=seq))


def record(connection: Connection, made: Outcome) -> None:
    """Note an outcome; the first of a transaction id stands."""
    if outcome(connection, made.txn_id) is not None:
        return
    connection.execute(
        insert(effects).values(
            txn_id=made.txn_id,
            stream=made.stream,
            seq=made.seq,
            n=made.n,
            key=made.key,
            result=canonical(made.result).decode(),
        )
    )


def outcome(connection: Connection, txn_id: str) -> Outcome | None:
    """What came of an effect."""
    row = connection.execute(select(effects).where(effects.c.txn_id == txn_id)).one_or_none()
    return _outcome(row) if row else None


def outcomes(connection: Connection, stream: str, after: int) -> dict[str, Outcome]:
    """All outcomes of the stream's entries above `after`."""
    rows = connection.execute(
        select(effects).where(effects.c.stream == stream, effects.c.seq > after)
    )
    return {row.txn_id: _outcome(row) for row in rows}


def find_outcome(connection: Connection, stream: str, key: str) -> Outcome | None:
    """The outcome under `key` of the stream's newest entry (and its last effect)."""
    row = connection.execute(
        select(effects)
        .where(effects.c.key == key, effects.c.stream == stream)
        .order_by(effects.c.seq.desc(), effects.c.n.desc())
        .limit(1)
    ).one_or_none()
    return _outcome(row) if row else None


def _outcome(row: Row[Any]) -> Outcome:
    return Outcome(
        txn_id=row.txn_id,
        stream=row.stream,
        seq=row.seq,
        n=row.n,
        key=row.key,
        result=parse(row.result),
    )
