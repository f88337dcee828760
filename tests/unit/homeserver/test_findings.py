# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The doctor's rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.homeserver import findings
from bot.homeserver.admin import UNLIMITED, Credentials, RateLimit
from bot.homeserver.findings import Finding, Weight

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BOT = "@gremium:musterbach.example"


@pytest.mark.parametrize(
    ("finding", "weight", "says"),
    [
        (findings.judge_versions(["r0.6.1", "v1.1", "v1.12"]), Weight.FINE, "up to 1.12"),
        (findings.judge_versions(["r0.6.1", "v1.9"]), Weight.ERROR, "up to 1.9; at least 1.11"),
        (findings.judge_versions([]), Weight.ERROR, "up to 0.0"),
        (findings.judge_clock(NOON, NOON + timedelta(seconds=10)), Weight.FINE, "agree"),
        (
            findings.judge_clock(NOON, NOON + timedelta(seconds=11)),
            Weight.WARNING,
            "11 s behind",
        ),
        (findings.judge_clock(NOON, NOON - timedelta(seconds=61)), Weight.ERROR, "61 s ahead of"),
        (findings.judge_timeline_limit(1000), Weight.FINE, "1000"),
        (findings.judge_timeline_limit(100), Weight.WARNING, "at most 100"),
        (findings.judge_presence(False), Weight.FINE, "off"),
        (findings.judge_presence(True), Weight.WARNING, "on"),
        (findings.judge_rate_limit(BOT, UNLIMITED), Weight.FINE, "without limit"),
        (findings.judge_rate_limit(BOT, None), Weight.ERROR, "the limit of everybody"),
        (
            findings.judge_rate_limit(BOT, RateLimit(messages_per_second=2, burst_count=5)),
            Weight.ERROR,
            "2 per second",
        ),
        (
            findings.judge_room_versions({"default": "12", "available": {"12": "stable"}}),
            Weight.FINE,
            "version 12",
        ),
        (
            findings.judge_room_versions({"default": "10", "available": {"11": "stable"}}),
            Weight.WARNING,
            "version 10",
        ),
        (findings.judge_room_versions({"default": "9"}), Weight.ERROR, "none of the room versions"),
        (findings.judge_registration(403), Weight.FINE, "cannot"),
        (findings.judge_registration(401), Weight.ERROR, "answered 401"),
        (
            findings.judge_well_known({"m.homeserver": {"base_url": "https://a.example"}}),
            Weight.FINE,
            "https://a.example",
        ),
        (findings.judge_well_known(None), Weight.WARNING, "do not find"),
        (findings.judge_delayed_events({"max_delay_ms": 1}), Weight.FINE, "on"),
        (findings.judge_delayed_events({}), Weight.WARNING, "off"),
        (
            findings.judge_federation({"whitelist_enabled": True, "whitelist": ["b", "a"]}),
            Weight.FINE,
            "a, b",
        ),
        (findings.judge_federation({"whitelist_enabled": True}), Weight.FINE, "nobody"),
        (findings.judge_federation({"whitelist_enabled": False}), Weight.ERROR, "every server"),
        (findings.judge_federation(None), Weight.WARNING, "does not tell"),
        (findings.judge_peer("a.example", True, ""), Weight.FINE, "a.example answers"),
        (findings.judge_peer("a.example", False, "status 502"), Weight.WARNING, "status 502"),
        (findings.distrusted_peer("a.example", "expired"), Weight.ERROR, "not trusted (expired)"),
        (findings.judge_end("c", "a.pem", NOON, NOON, "Renew."), Weight.ERROR, "has expired on"),
        (
            findings.judge_end("c", "a.pem", NOON + timedelta(days=29), NOON, "Renew."),
            Weight.WARNING,
            "ends on 2026-12-21",
        ),
        (
            findings.judge_end("c", "a.pem", NOON + timedelta(days=30), NOON, "Renew."),
            Weight.FINE,
            "ends on 2026-12-22",
        ),
        (
            findings.judge_peer_clock("a.example", NOON + timedelta(minutes=10), NOON),
            Weight.WARNING,
            "a.example is 600 s ahead of",
        ),
        (
            findings.judge_peer_clock("a.example", NOON - timedelta(seconds=11), NOON),
            Weight.WARNING,
            "11 s behind",
        ),
        (findings.judge_peer_clock("a.example", NOON, NOON), Weight.FINE, "agrees"),
    ],
)
def test_each_answer_is_judged_and_each_trouble_has_a_remedy(
    finding: Finding, weight: Weight, says: str
) -> None:
    assert finding.weight is weight
    assert says in finding.sentence
    assert bool(finding.remedy) is (weight is not Weight.FINE)


def test_credentials_hide_their_token() -> None:
    credentials = Credentials(user_id=BOT, device_id="HALL", access_token="syt_hidden")

    assert "syt_hidden" not in f"{credentials} {credentials!r}"
