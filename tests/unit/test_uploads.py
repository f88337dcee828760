# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files the office hands in: the last one counts, within the hour, from the same room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.ids import SeatId
from bot.domain.refusals import NoUpload, Refused, UploadTooLarge, UploadUnreadable
from bot.matrix.events import FileMessage, Proof
from bot.matrix.http import TOO_LARGE, MatrixError
from bot.matrix.media import BadAttachment
from bot.uploads import KEEP, Uploads

CLERK, CHAIR = SeatId("s1"), SeatId("1")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROOM = "!office"


def message(name: str, room: str = ROOM) -> FileMessage:
    proof = Proof(
        user="@c:x",
        device_id="D",
        curve25519="k",
        ed25519="k",
        master=None,
        session_id="s",
        message_index=1,
        chain="signed",
    )
    return FileMessage(
        event_id="$1",
        room=room,
        sender="@c:x",
        proof=proof,
        name=name,
        mime="text/csv",
        size=None,
        file={"name": name},
    )


async def fetch(file: Mapping[str, Any]) -> bytes:
    if file["name"] == "bad":
        raise BadAttachment("damaged")
    return str(file["name"]).encode()


async def refusal(uploads: Uploads, seat: SeatId = CLERK, room: str = ROOM, **when: Any) -> object:
    with pytest.raises(Refused) as error:
        await uploads.take(seat, room, NOON + timedelta(**when))
    return error.value.reason


async def test_the_last_file_of_a_person_in_a_room_is_taken() -> None:
    uploads = Uploads(fetch)
    uploads.handed_in(CLERK, message("first"), NOON)
    uploads.handed_in(CLERK, message("second"), NOON)
    found = await uploads.take(CLERK, ROOM, NOON + KEEP)
    assert (found.name, found.data) == ("second", b"second")
    assert len(found.digest) == 64


async def test_nobody_takes_another_persons_or_rooms_or_yesterdays_file() -> None:
    uploads = Uploads(fetch)
    uploads.handed_in(CLERK, message("x"), NOON)
    assert await refusal(uploads, seat=CHAIR) == NoUpload()
    assert await refusal(uploads, room="!direct") == NoUpload()
    assert await refusal(uploads, hours=2) == NoUpload()


async def test_a_file_that_is_not_what_was_sealed_is_refused() -> None:
    uploads = Uploads(fetch)
    uploads.handed_in(CLERK, message("bad"), NOON)
    assert await refusal(uploads) == UploadUnreadable(name="bad")


@pytest.mark.parametrize(
    ("errcode", "reason"),
    [
        (TOO_LARGE, UploadTooLarge(name="x")),
        ("M_NOT_FOUND", UploadUnreadable(name="x")),
    ],
)
async def test_a_file_larger_than_papers_may_be_is_told_as_that(
    errcode: str, reason: object
) -> None:
    async def refuse(_file: Mapping[str, Any]) -> bytes:
        raise MatrixError(200, errcode, "x")

    uploads = Uploads(refuse)
    uploads.handed_in(CLERK, message("x"), NOON)
    assert await refusal(uploads) == reason
