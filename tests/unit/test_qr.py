# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""QR codes of addresses."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot import qr

ADDRESS = "https://seiten.stadt.example/member/#/?" + "x" * 400


def test_picture_and_terminal_show_the_same_modules() -> None:
    shown = Image.open(io.BytesIO(qr.picture(ADDRESS))).convert("1")
    side = shown.width // qr.PIXELS
    dark = [
        [not shown.getpixel((x * qr.PIXELS, y * qr.PIXELS)) for x in range(side)]
        for y in range(side)
    ]
    rows = qr.for_terminal(ADDRESS).splitlines()
    assert len(rows) == (side + 1) // 2, "two modules to a line"
    assert dark[4][4:11] == [True] * 7, "the corner a camera looks for, four modules from the rim"
    assert not any(dark[3]), "around it nothing"


def test_what_fits_into_no_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        qr.picture("x" * 4_000)
