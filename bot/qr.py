# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""QR codes (ISO/IEC 18004) of addresses: as a picture, and for a terminal."""

from __future__ import annotations

import io

import segno

PIXELS = 6
"""Of one module: a telephone reads it off a laptop's screen."""
MIME = "image/png"


def picture(text: str) -> bytes:
    """Return the code as PNG. Raises ValueError for more than fits (about 2,300 bytes)."""
    out = io.BytesIO()
    _made(text).save(out, kind="png", scale=PIXELS)
    return out.getvalue()


def for_terminal(text: str) -> str:
    """Return the code in block characters, two modules to a line, for light letters on dark."""
    out = io.StringIO()
    _made(text).terminal(out, compact=True)
    return out.getvalue()


def _made(text: str) -> segno.QRCode:
    try:
        # Nothing covers or soils a screen, so the lowest correction: fewer, larger modules.
        return segno.make_qr(text, error="l", boost_error=False)
    except segno.DataOverflowError as error:
        raise ValueError("too long for a QR code") from error
