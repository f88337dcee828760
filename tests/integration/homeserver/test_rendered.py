# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Both rendered flavours run in the real Synapse, and keep from outside what they promise."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import psycopg
import pytest
from postgres import Postgres
from real_synapse import Account, Homeserver, free_port, running

from bot.homeserver import admin
from bot.homeserver.admin import AdminClient, AdminError
from bot.homeserver.description import (
    Conference,
    Database,
    Federation,
    Municipality,
    Passwords,
    Rooms,
    Server,
)
from bot.homeserver.findings import Finding, Weight
from bot.homeserver.inspection import inspect
from bot.homeserver.layout import Layout
from bot.homeserver.render import Flavour, render

RTC = "https://rtc.musterbach.example/conference"
MEMBERS = 80


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    """The flavour `embedded` with exactly the limits operators get."""
    description = Municipality(
        name="Musterbach",
        server=Server(name="musterbach.example", port=free_port()),
        passwords=Passwords(hash_rounds=4),
        conference=Conference(service_url=RTC),
        rooms=Rooms(members=MEMBERS),
    )
    folder = tmp_path_factory.mktemp("embedded")
    with running(render(description, Flavour.EMBEDDED, folder).layout) as homeserver:
        yield homeserver


@pytest.fixture
async def http() -> Any:
    """A client whose connections allow a burst."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=200), timeout=aiohttp.ClientTimeout(total=120)
    ) as session:
        yield session


async def call(
    http: aiohttp.ClientSession,
    homeserver: Homeserver,
    account: Account,
    method: str,
    path: str,
    body: dict[str, Any] | None = None,
) -> tuple[int, dict[str, Any]]:
    async with http.request(
        method, homeserver.url + path, json=body, headers=account.headers
    ) as response:
        return response.status, await response.json(content_type=None)


async def new_account(homeserver: Homeserver, word: str) -> Account:
    return await homeserver.register(f"{word}-{secrets.token_hex(4)}")


async def test_a_roll_call_of_eighty_meets_no_rate_limit_and_fits_into_one_answer(
    embedded: Homeserver, http: aiohttp.ClientSession
) -> None:
    clerk = await new_account(embedded, "clerk")
    members = [await new_account(embedded, "member") for _ in range(MEMBERS)]
    invite = [member.user_id for member in members]

    status, room = await call(
        http, embedded, clerk, "POST", "/_matrix/client/v3/createRoom", {"invite": invite}
    )
    assert status == 200, room
    path = f"/_matrix/client/v3/rooms/{quote(room['room_id'])}"
    message = {"msgtype": "m.text", "body": "ja"}
    logins = await asyncio.gather(
        *(embedded.login(member.user_id, member.password) for member in members)
    )
    joins = await asyncio.gather(
        *(call(http, embedded, member, "POST", f"{path}/join", {}) for member in members)
    )
    votes = await asyncio.gather(
        *(
            call(http, embedded, member, "PUT", f"{path}/send/m.room.message/1", message)
            for member in members
        )
    )
    by_hand = [
        await call(http, embedded, clerk, "PUT", f"{path}/send/m.room.message/{n}", message)
        for n in range(MEMBERS)
    ]
    _, sync = await call(
        http,
        embedded,
        clerk,
        "GET",
        '/_matrix/client/v3/sync?filter={"room":{"timeline":{"limit":5000}}}',
    )

    assert len(logins) == MEMBERS
    assert {status for status, _ in joins} == {200}
    assert {status for status, _ in votes} == {200}
    assert {status for status, _ in by_hand} == {200}
    timeline = sync["rooms"]["join"][room["room_id"]]["timeline"]
    assert sum(event["type"] == "m.room.message" for event in timeline["events"]) == 2 * MEMBERS
    assert timeline["limited"] is False


async def test_new_rooms_are_encrypted_and_of_version_twelve(
    embedded: Homeserver, http: aiohttp.ClientSession
) -> None:
    clerk = await new_account(embedded, "clerk")

    _, room = await call(http, embedded, clerk, "POST", "/_matrix/client/v3/createRoom", {})
    state = f"/_matrix/client/v3/rooms/{quote(room['room_id'])}/state"
    _, create = await call(http, embedded, clerk, "GET", f"{state}/m.room.create/")
    _, encryption = await call(http, embedded, clerk, "GET", f"{state}/m.room.encryption/")

    assert create["room_version"] == "12"
    assert encryption == {"algorithm": "m.megolm.v1.aes-sha2"}


async def test_without_an_allow_list_no_other_server_is_spoken_to(
    embedded: Homeserver, http: aiohttp.ClientSession
) -> None:
    clerk = await new_account(embedded, "clerk")

    _, room = await call(http, embedded, clerk, "POST", "/_matrix/client/v3/createRoom", {})
    invite = f"/_matrix/client/v3/rooms/{quote(room['room_id'])}/invite"
    outward = await call(http, embedded, clerk, "POST", invite, {"user_id": "@mayor:other.example"})
    inward = await http.get(f"{embedded.url}/_matrix/federation/v1/version")

    assert outward[0] == 403
    assert "Federation denied" in outward[1]["error"]
    assert inward.status == 404


async def test_strangers_learn_nothing_about_members(
    embedded: Homeserver, http: aiohttp.ClientSession
) -> None:
    member, other = await new_account(embedded, "member"), await new_account(embedded, "other")
    profile = f"/_matrix/client/v3/profile/{member.user_id}"

    without_login = await http.get(embedded.url + profile)
    without_common_room = await call(http, embedded, other, "GET", profile)
    search = {"search_term": member.user_id.split(":")[0][1:]}
    found = await call(
        http, embedded, other, "POST", "/_matrix/client/v3/user_directory/search", search
    )

    assert without_login.status == 401
    assert without_common_room[0] == 403
    assert found == (200, {"limited": False, "results": []})


async def test_the_conference_is_offered_where_it_is_configured(
    embedded: Homeserver, http: aiohttp.ClientSession
) -> None:
    member = await new_account(embedded, "member")
    transport = {"type": "livekit", "livekit_service_url": RTC}

    path = "/_matrix/client/unstable/org.matrix.msc4143/rtc/transports"
    offered = await call(http, embedded, member, "GET", path)
    well_known = await call(http, embedded, member, "GET", "/.well-known/matrix/client")

    assert offered == (200, {"rtc_transports": [transport]})
    assert well_known[1]["org.matrix.msc4143.rtc_foci"] == [transport]


async def test_the_log_and_the_files_hold_no_secret_and_no_name(
    embedded: Homeserver, http: aiohttp.ClientSession
) -> None:
    member = await new_account(embedded, "member")
    await call(http, embedded, member, "GET", "/_matrix/client/v3/sync")
    layout = Layout.at(embedded.data_dir)
    hidden = [path.read_text().split()[-1] for path in layout.secrets.iterdir()]
    hidden += [member.access_token, member.password, member.user_id]

    texts = [layout.config, layout.log_config, layout.manifest, layout.log]

    assert len(hidden) == 7
    for path in texts:
        assert not [word for word in hidden if word in path.read_text()], path


def found(findings: list[Finding], subject: str) -> Finding:
    return next(finding for finding in findings if finding.subject == subject)


async def test_the_doctor_finds_the_rate_limit_and_nothing_else(embedded: Homeserver) -> None:
    operator = await embedded.admin()
    bot = await new_account(embedded, "bot")

    def now() -> datetime:
        return datetime.now(UTC)

    before = await inspect(
        embedded.url, bot.access_token, now=now, admin_token=operator.access_token
    )
    async with AdminClient(embedded.url) as client:
        assert await client.ensure_unlimited(bot.user_id, admin_token=operator.access_token)
        assert not await client.ensure_unlimited(bot.user_id, admin_token=operator.access_token)
    after = await inspect(
        embedded.url, bot.access_token, now=now, admin_token=operator.access_token
    )

    assert [f.subject for f in before if f.weight is not Weight.FINE] == ["rate limit"]
    assert [f.sentence for f in after if f.weight is not Weight.FINE] == []
    assert {f.subject for f in after} == {
        "version",
        "clock",
        "well-known",
        "registration",
        "room version",
        "delayed events",
        "timeline limit",
        "presence",
        "rate limit",
        "federation",
    }


async def test_the_bot_is_made_once_and_no_administrator_stays_logged_in(
    embedded: Homeserver,
) -> None:
    name = f"gremium-{secrets.token_hex(4)}"
    bot = admin.Account(user=name, password="correct horse")
    operator = admin.Account(user=f"operator-{name}", password="battery staple")
    async with AdminClient(embedded.url) as client:
        for _ in range(2):
            await client.ensure_bot(
                bot, operator=operator, shared_secret=embedded.registration_secret
            )

        session = await client.login(operator.user, operator.password)
        user_id = f"@{name}:{embedded.server_name}"
        limit = await client.rate_limit(user_id, admin_token=session.access_token)
        async with aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {session.access_token}"}
        ) as http:
            devices = await (await http.get(f"{embedded.url}/_matrix/client/v3/devices")).json()

        assert await client.account_exists(user_id, admin_token=session.access_token)
        assert not await client.account_exists(
            f"@nobody:{embedded.server_name}", admin_token=session.access_token
        )
        await client.reset_password(user_id, "new horse", admin_token=session.access_token)
        assert (await client.login(name, "new horse")).user_id == user_id
        wrong = admin.Account(user=operator.user, password="wrong")
        with pytest.raises(AdminError, match="M_FORBIDDEN"):
            await client.ensure_bot(bot, operator=wrong, shared_secret=embedded.registration_secret)

    assert limit == admin.UNLIMITED
    assert [device["device_id"] for device in devices["devices"]] == [session.device_id]


async def test_the_doctor_notices_a_wrong_clock_and_a_wrong_token(embedded: Homeserver) -> None:
    findings = await inspect(
        embedded.url, "syt_wrong", now=lambda: datetime.now(UTC) - timedelta(minutes=5)
    )

    assert found(findings, "clock").weight is Weight.ERROR
    # The header has whole seconds, cut off.
    assert re.search("(299|300) s ahead", found(findings, "clock").sentence)
    assert found(findings, "login").weight is Weight.ERROR


async def test_the_doctor_notices_settings_that_an_operator_changed(tmp_path: Path) -> None:
    description = Municipality(
        name="Musterbach",
        server=Server(name="musterbach.example", port=free_port()),
        passwords=Passwords(hash_rounds=4),
        federation=Federation(allow=("127.0.0.1:1",)),
    )
    layout = render(description, Flavour.EMBEDDED, tmp_path).layout
    layout.local.write_text(
        "presence: {enabled: true}\nfilter_timeline_limit: 20\ndefault_room_version: '10'\n"
    )

    with running(layout) as homeserver:
        account = await homeserver.register("bot")
        findings = await inspect(
            homeserver.url, account.access_token, now=lambda: datetime.now(UTC)
        )

    troubled = [finding for finding in findings if finding.weight is not Weight.FINE]
    assert {finding.subject for finding in troubled} == {
        "presence",
        "timeline limit",
        "room version",
        "rate limit",  # unknown without an administrator's token
        "federation",  # the peer does not answer
    }
    assert all(finding.remedy for finding in troubled)
    assert "127.0.0.1:1" in found(troubled, "federation").sentence


async def test_the_doctor_says_when_nobody_answers() -> None:
    findings = await inspect(
        f"http://127.0.0.1:{free_port()}", "token", now=lambda: datetime.now(UTC)
    )

    assert [finding.subject for finding in findings] == ["homeserver"]


async def test_the_flavour_single_runs_on_postgresql(
    postgres: Postgres, tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    name = f"synapse_{secrets.token_hex(4)}"
    description = Municipality(
        name="Musterbach",
        server=Server(
            name="musterbach.example", url="https://matrix.musterbach.example/", port=free_port()
        ),
        federation=Federation(allow=("nachbarort.example",)),
        database=Database(host=postgres.host, port=postgres.port, name=name, user=name),
        rooms=Rooms(version="11"),
    )
    layout = render(description, Flavour.SINGLE, tmp_path).layout
    superuser = os.environ | {
        "PSQL": f"psql --host={postgres.host} --port={postgres.port} "
        f"--username={postgres.user} --dbname=postgres",
        "PGPASSWORD": postgres.password,
    }
    script = await asyncio.create_subprocess_exec(layout.root / "create-database.sh", env=superuser)
    assert await asyncio.wait_for(script.wait(), 30) == 0

    with running(layout) as homeserver:
        clerk = await homeserver.register("clerk")
        _, room = await call(http, homeserver, clerk, "POST", "/_matrix/client/v3/createRoom", {})
        state = f"/_matrix/client/v3/rooms/{quote(room['room_id'])}/state/m.room.create/"
        _, create = await call(http, homeserver, clerk, "GET", state)
        well_known = await call(http, homeserver, clerk, "GET", "/.well-known/matrix/client")
        federation = await http.get(f"{homeserver.url}/_matrix/federation/v1/version")

    with psycopg.connect(postgres.conninfo(name)) as connection:
        users = connection.execute("SELECT name FROM users").fetchall()
    assert users == [(clerk.user_id,)]
    assert create["room_version"] == "11"
    assert well_known[1]["m.homeserver"]["base_url"] == "https://matrix.musterbach.example/"
    assert federation.status == 200  # the listener serves the neighbours
