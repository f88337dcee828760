# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the operator hands over at the first start."""

from __future__ import annotations

from bot import qr
from bot.cli.running import sign_in_lines

PAGE = "https://seiten.stadt.example/member/#/?bot=%40gremium%3Astadt.example"


def test_a_clerk_without_any_client_is_told_where_to_begin() -> None:
    lines = sign_in_lines(PAGE, "de")
    assert f"{PAGE}&lang=de" in lines
    assert qr.for_terminal(f"{PAGE}&lang=de").splitlines() == lines[5:]


def test_a_telephone_is_not_led_to_an_address_of_this_machine() -> None:
    lines = sign_in_lines("http://127.0.0.1:8092/member/#/?", "en")
    assert lines[-1] == "http://127.0.0.1:8092/member/#/?&lang=en"


def test_without_pages_there_is_nothing_to_tell() -> None:
    assert sign_in_lines(None, "de") == []
