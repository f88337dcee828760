# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Synapse's errors as sentences; the texts are what Synapse 1.163, SQLite and libpq print."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.homeserver.diagnosis import Kind, already_running, diagnose, no_answer, recognise
from bot.homeserver.settings import Settings

DATA = Path("/srv/gremium/data")
SETTINGS = Settings(
    config=Path("/srv/gremium/homeserver.yaml"),
    server_name="musterbach.example",
    port=8008,
    signing_key=Path("/srv/gremium/secrets/signing.key"),
    database=DATA / "homeserver.db",
)


@pytest.mark.parametrize(
    ("text", "kind", "permanent", "says"),
    [
        (
            "Couldn't listen on 127.0.0.1:8008: [Errno 98] Address already in use.",
            Kind.PORT_TAKEN,
            True,
            "Port 8008 on this machine is taken",
        ),
        (
            "sqlite3.OperationalError: database or disk is full",
            Kind.DISK_FULL,
            False,
            "/srv/gremium/data is full",
        ),
        ("OSError: [Errno 28] No space left on device", Kind.DISK_FULL, False, "df -h"),
        (
            "Error in configuration:\n  Error reading signing_key: Incorrect padding\n",
            Kind.SIGNING_KEY,
            True,
            "secrets/signing.key cannot be used (Incorrect padding)",
        ),
        ("sqlite3.OperationalError: database is locked", Kind.DATABASE_LOCKED, False, "locked"),
        (
            "sqlite3.DatabaseError: database disk image is malformed",
            Kind.DATABASE_BROKEN,
            True,
            "from your backup",
        ),
        (
            'psycopg2.OperationalError: connection to server at "127.0.0.1", port 5432 failed: '
            "Connection refused\n\tIs the server running?",
            Kind.DATABASE_UNREACHABLE,
            False,
            "Connection refused. Check that it runs",
        ),
        (
            "Error in configuration at 'form_secret':\n  Config option must be a string\n",
            Kind.CONFIGURATION,
            True,
            "homeserver.yaml at 'form_secret': Config option must be a string.",
        ),
        (
            "/usr/bin/python: No module named synapse",
            Kind.MODULE_MISSING,
            True,
            "module synapse is missing",
        ),
        (
            "ModuleNotFoundError: No module named 'psycopg2'",
            Kind.MODULE_MISSING,
            True,
            "gremium[homeserver]",
        ),
        (
            "PermissionError: [Errno 13] Permission denied: '/srv/gremium/data/media'",
            Kind.PERMISSION,
            True,
            "may not use /srv/gremium/data/media",
        ),
        ("Traceback\n  strange\n*** \nValueError: 7 \n", Kind.UNKNOWN, False, "ValueError: 7"),
        ("", Kind.UNKNOWN, False, "It said nothing."),
    ],
)
def test_errors_become_sentences(text: str, kind: Kind, permanent: bool, says: str) -> None:
    trouble = diagnose(text, 1, SETTINGS, DATA)

    assert (trouble.kind, trouble.permanent) == (kind, permanent)
    assert says in trouble.sentence


@pytest.mark.parametrize(("code", "says"), [(-9, "too little memory"), (-11, "signal 11.")])
def test_a_signal_is_named(code: int, says: str) -> None:
    trouble = diagnose("", code, SETTINGS, DATA)

    assert trouble.kind is Kind.KILLED
    assert says in trouble.sentence


def test_an_ordinary_log_is_no_trouble() -> None:
    text = "2026-11-22 19:40:18,879 WARNING synapse.config.logger ***** STARTING SERVER *****"

    assert recognise(text, SETTINGS, DATA) is None


def test_who_else_works_on_the_data_is_named_when_known() -> None:
    assert "(process 17)" in already_running(DATA, 17).sentence
    assert "kill 17" in already_running(DATA, 17).sentence
    assert "process" not in already_running(DATA, None).sentence


def test_silence_is_told_with_address_and_time() -> None:
    assert "http://127.0.0.1:8008 for 61 seconds" in no_answer(SETTINGS, 61.2).sentence
