# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The servers all other integration tests stand on."""

from __future__ import annotations

import secrets

import psycopg
from postgres import Postgres
from real_synapse import Homeserver


async def test_a_registered_member_can_log_in_a_second_device(synapse: Homeserver) -> None:
    name = f"anna-{secrets.token_hex(4)}"

    first = await synapse.register(name)
    second = await synapse.login(name, first.password)

    assert first.user_id == second.user_id == f"@{name}:{synapse.server_name}"
    assert first.device_id != second.device_id


def test_a_new_database_is_empty_and_sorts_by_code_point(postgres: Postgres) -> None:
    name = postgres.create_database()

    with psycopg.connect(postgres.conninfo(name)) as connection:
        tables = connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchone()
        collation = connection.execute(
            "SELECT datcollate FROM pg_database WHERE datname = current_database()"
        ).fetchone()

    assert tables == (0,)
    assert collation == ("C",)
