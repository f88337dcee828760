# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""In which codec pictures are published: one that everybody in the room can receive.

Nothing is decoded here, so nothing can be turned into another codec; and today's clients publish no
second one (`backup_codec_policy`) where frames are sealed.
"""

from __future__ import annotations

from collections.abc import Iterable

from livekit.protocol import models


class CommonCodecs:
    """What is left of the operator's codecs, best first, lower case.

    It only shrinks, so that a publisher is asked to begin anew once for each codec at most.
    """

    def __init__(self, offered: Iterable[str]) -> None:
        self._offered = self._names = tuple(name.lower() for name in offered)

    def __contains__(self, codec: object) -> bool:
        return codec in self._names

    def limit(self, received: frozenset[str]) -> bool:
        """Somebody can receive no more than these; True if that leaves fewer.

        One who can receive none of them, as who only listens, changes nothing for the others.
        """
        left = tuple(name for name in self._names if name in received)
        if not left or left == self._names:
            return False
        self._names = left
        return True

    def choose(self, info: models.TrackInfo, cid: str) -> tuple[str, ...]:
        """Codecs to publish a picture in, best first: the wanted one if it is common, then others.

        `info` then names the first. What not everybody receives comes last: for a client that
        offers nothing else.
        """
        wanted = codec_of(info.mime_type)
        ranked = (wanted, *self._names) if wanted in self._names else self._names
        if ranked[0] != wanted:
            info.mime_type = f"video/{ranked[0].upper()}"
        # Where clients look for the codec they are to use, be it another one.
        info.codecs.add(mime_type=info.mime_type, cid=cid)
        return tuple(dict.fromkeys((*ranked, *self._offered)))

    def allowed(self, codecs: Iterable[models.Codec]) -> list[models.Codec]:
        """Those a client may be told to publish: all sound, and the pictures that are common."""
        return [
            codec
            for codec in codecs
            if not codec.mime.startswith("video/") or codec_of(codec.mime) in self
        ]


def codec_of(mime: str) -> str:
    """`video/VP8` → `vp8`."""
    return mime.rpartition("/")[2].lower()
