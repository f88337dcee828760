# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A data folder as a bot leaves it after the sample evening: journal, keys, papers, letterheads.

The journal is the store's own, the papers are the archive's own; only the people are missing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from papers import LETTERHEAD
from sample_journal import SEATS, evening

from bot.archive import Archive
from bot.domain import events as e
from bot.domain.evolve import evolve
from bot.domain.ids import BodyId, Key, MeetingId, SeatId, UserId
from bot.domain.meeting import Meeting
from bot.domain.records import Recorded
from bot.domain.values import BodyKind, How, Language
from bot.editions import stamped
from bot.effects import Publish
from bot.installation import Installation, Remembered
from bot.matrix import seeds
from bot.reactions import Turn, meeting_effects
from bot.store import OPERATOR, Codec, Ed25519Signer, Journal, NewEntry

BODY, MEETING = "rat", "2026-07"
STREAM = f"{BODY}/{MEETING}"


Mark = Callable[[e.Event], e.Event]


async def make_data_folder(
    folder: Path, records: list[Recorded] | None = None, mark: Mark = stamped
) -> Path:
    """Fill `folder` with the sample evening, or what is given; returns it.

    ``mark`` writes into each event with which templates its papers are made.
    """
    home = Installation.at(folder)
    home.make()
    lock = home.lock()
    for name in ("journal.seeds", "identity.seeds"):
        seeds.save(seeds.Seeds.generate(), folder / name, lock)
    signer = Ed25519Signer(seeds.load(folder / "journal.seeds", lock).journal)
    codec = Codec[e.Event](e.Event)
    async with await Journal.open(str(home.journal), codec=codec, signer=signer) as journal:
        await _body(journal, signer.public.hex())
        await _evening(journal, folder, evening() if records is None else records, mark)
    home.remember(Remembered(homeserver="http://127.0.0.1:9", councils=()))
    return folder


async def _body(journal: Journal[e.Event], key: str) -> None:
    happened: list[e.Event] = [
        e.BodyEstablished(
            body=BodyId(BODY),
            name="Gemeinderat",
            municipality="Gemeinde Altenrode",
            kind=BodyKind.COUNCIL,
            land="TH",
            statutory_members=9,
            language=Language.DE,
            time_zone="Europe/Berlin",
            journal_key=Key(key),
        ),
        *(e.SeatFilled(seat=seat) for seat in SEATS),
        e.MemberEnrolled(
            seat=SeatId("1"), user=UserId("@mayor:x.test"), master=Key("MASTERKEY"), how=How.CODE
        ),
    ]
    at = evening()[0].at
    await journal.append(
        [NewEntry(stream=BODY, event=event, at=at, origin=OPERATOR) for event in happened]
    )


async def _evening(
    journal: Journal[e.Event], folder: Path, records: list[Recorded], mark: Mark
) -> None:
    archive = Archive(journal=journal, body=BODY, folder=folder, letterhead=lambda: LETTERHEAD)
    state = Meeting()
    for record in records:
        new: NewEntry[e.Event] = NewEntry(
            stream=STREAM, event=mark(record.event), at=record.at, origin=OPERATOR
        )
        [entry] = await journal.append([new])
        before, state = state, evolve(state, record.event)
        turn = Turn(
            before=before,
            after=state,
            event=record.event,
            seq=entry.seq,
            hash=entry.hash,
            at=entry.at,
        )
        for effect in meeting_effects(turn):
            if isinstance(effect, Publish):
                await archive.make(MeetingId(MEETING), effect)


def tamper(folder: Path, stream: str, seq: int, old: str, new: str) -> None:
    """Change an entry in the database, as somebody with access to the disk would."""
    connection = sqlite3.connect(folder / "journal.db")
    with connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        line: bytes | str = connection.execute(
            "SELECT line FROM entries WHERE stream = ? AND seq = ?", (stream, seq)
        ).fetchone()[0]
        changed = (
            line.replace(old.encode(), new.encode())
            if isinstance(line, bytes)
            else line.replace(old, new)
        )
        assert changed != line
        connection.execute(
            "UPDATE entries SET line = ? WHERE stream = ? AND seq = ?", (changed, stream, seq)
        )
    connection.close()


def cut_end(folder: Path, stream: str, after: int) -> None:
    """Remove the entries above a number, as an old backup would lack them."""
    connection = sqlite3.connect(folder / "journal.db")
    with connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM entries WHERE stream = ? AND seq > ?", (stream, after))
    connection.close()
