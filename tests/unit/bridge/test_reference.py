# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page about the protocol says what the code does."""

from __future__ import annotations

import pytest
from livekit.protocol import rtc

from bridge.signal.reference import PAGE, page, sent
from bridge.signal.session import HANDLERS

pytestmark = pytest.mark.unit


def test_the_page_is_the_one_the_table_makes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m bridge.signal.reference"


def test_every_message_a_client_may_send_has_its_handler() -> None:
    fields = rtc.SignalRequest.DESCRIPTOR.oneofs_by_name["message"].fields
    assert {field.name for field in fields} == set(HANDLERS)


def test_what_clients_wait_for_is_sent() -> None:
    assert {
        "join", "answer", "offer", "update", "track_published", "track_unpublished", "leave",
        "mute", "speakers_changed", "room_update", "connection_quality", "stream_state_update",
        "subscribed_quality_update", "subscription_permission_update", "refresh_token", "pong",
        "pong_resp", "reconnect", "subscription_response", "request_response",
        "media_sections_requirement",
    } <= sent()  # fmt: skip
