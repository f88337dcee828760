# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files the office hands in: remembered until somebody says what they are for.

A file alone does nothing. `!unterlage`, `!tagesordnung einlesen` and `!niederschrift einlesen` take
the last one its sender has handed in, from the same room and within the hour.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.ids import SeatId
from bot.domain.refusals import NoUpload, Refused, UploadTooLarge, UploadUnreadable
from bot.matrix.events import FileMessage
from bot.matrix.http import TOO_LARGE, MatrixError, Unreachable
from bot.matrix.media import BadAttachment

KEEP = timedelta(hours=1)
Fetch = Callable[[Mapping[str, Any]], Awaitable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was handed in, opened and checked."""

    name: str
    mime: str
    data: bytes

    @property
    def digest(self) -> str:
        """Return the SHA-256 in lower-case hex."""
        return hashlib.sha256(self.data).hexdigest()


class Uploads:
    """The last file of each person."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._last: dict[tuple[SeatId, str], tuple[datetime, FileMessage]] = {}

    def handed_in(self, seat: SeatId, message: FileMessage, at: datetime) -> None:
        """Remember a file; an earlier one of the same person in the room is forgotten."""
        self._last[seat, message.room] = (at, message)

    async def take(self, seat: SeatId, room: str, at: datetime) -> Upload:
        """Return the last file of a person in a room. Raises Refused if there is none."""
        when, message = self._last.get((seat, room), (None, None))
        if when is None or message is None or at - when > KEEP:
            raise Refused(NoUpload())
        try:
            data = await self._fetch(message.file)
        except MatrixError as error:
            if error.errcode == TOO_LARGE:
                raise Refused(UploadTooLarge(name=message.name)) from None
            raise Refused(UploadUnreadable(name=message.name)) from None
        except (BadAttachment, Unreachable):
            raise Refused(UploadUnreadable(name=message.name)) from None
        return Upload(name=message.name, mime=message.mime, data=data)
