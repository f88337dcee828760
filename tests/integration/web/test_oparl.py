# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public record over HTTP, on the journal of a whole evening, and what is tried against it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from campaign import Case
from data_folder import BODY, MEETING, make_data_folder
from yarl import URL

from bot.domain import events as e
from bot.installation import Installation
from bot.oparlfile import OParlSettings
from bot.store import Codec, Journal
from bot.web.oparl import FRESH, OParlServer, Record, open_oparl
from bot.web.rate import PER_MINUTE
from bot.web.server import listening

OUTSIDE = "https://rat.example/oparl"


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Served:
    address: str
    folder: Path
    clock: Clock
    http: aiohttp.ClientSession

    async def get(self, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        url = URL(f"{self.address}/{path}", encoded=True)
        async with self.http.request(method, url) as answer:
            return answer.status, dict(answer.headers), await answer.read()

    async def told(self, path: str) -> Any:
        status, _, data = await self.get(path)
        assert status == 200, data
        return json.loads(data)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    folder = await make_data_folder(tmp_path_factory.mktemp("public") / "var")
    clock = Clock()
    codec = Codec[e.Event](e.Event)
    url = str(Installation.at(folder).journal)
    settings = OParlSettings(public_url=OUTSIDE, port=1)
    async with (
        await Journal.open(url, codec=codec, signer=None) as journal,
        aiohttp.ClientSession() as http,
    ):
        server = OParlServer({BODY: Record(journal, BODY, settings, clock)}, folder, clock)
        async with listening(server.application(), "127.0.0.1", 0) as port:
            yield Served(f"http://127.0.0.1:{port}", folder, clock, http)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(autouse=True)
def another_minute(served: Served) -> None:
    served.clock.now += 61.0


def path_of(address: str) -> str:
    return address.removeprefix(f"{OUTSIDE}/")


async def walk(served: Served, name: str) -> list[dict[str, Any]]:
    """Follow the pages of a list to their end."""
    found: list[dict[str, Any]] = []
    path: str | None = f"{BODY}/{name}.json?limit=3"
    while path:
        page = await served.told(path)
        found += page["data"]
        path = path_of(page["links"]["next"]) if "next" in page["links"] else None
    return found


async def test_a_program_finds_everything_from_the_system_on(served: Served) -> None:
    system = await served.told(f"{BODY}/system.json")
    (body,) = (await served.told(path_of(system["body"])))["data"]
    lists = [value for value in body.values() if str(value).startswith(OUTSIDE)]
    for address in lists:
        name = path_of(address).removeprefix(f"{BODY}/").removesuffix(".json")
        if name in ("body", "system"):
            continue
        for one in await walk(served, name):
            assert await served.told(path_of(one["id"])) == one
    meetings = await walk(served, "meetings")
    assert [one["meetingState"] for one in meetings] == ["durchgeführt"]


async def test_a_file_is_shown_and_on_demand_saved(served: Served) -> None:
    files = await walk(served, "files")
    text = next(one for one in files if one["mimeType"].startswith("text/"))
    _, shown, data = await served.get(path_of(text["accessUrl"]))
    assert data.decode() == text["text"]
    assert "Content-Disposition" not in shown
    _, saved, _ = await served.get(path_of(text["downloadUrl"]))
    assert saved["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    minutes = next(one for one in files if one["mimeType"] == "application/pdf")
    _, headers, pdf = await served.get(path_of(minutes["accessUrl"]))
    assert pdf.startswith(b"%PDF")
    assert headers["Content-Type"] == "application/pdf"


async def test_a_file_that_is_kept_no_longer_is_gone(served: Served) -> None:
    files = await walk(served, "files")
    minutes = next(one for one in files if one["mimeType"] == "application/pdf")
    papers = served.folder / "papers"
    away = papers.rename(served.folder / "away")
    try:
        assert (await served.get(path_of(minutes["accessUrl"])))[0] == 410
    finally:
        away.rename(papers)


async def test_every_answer_may_be_read_by_any_page_and_do_nothing(served: Served) -> None:
    for path in (f"{BODY}/system.json", f"{BODY}/nirgends.json", "x", "healthz"):
        _, headers, _ = await served.get(path)
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]
        assert "Set-Cookie" not in headers


@pytest.mark.campaign
@pytest.mark.parametrize(
    "path",
    [
        "../var/journal.db",
        f"{BODY}/../../journal.db",
        f"{BODY}/content/../../journal.db",
        f"{BODY}/content/%2e%2e/%2e%2e/journal.db",
        f"{BODY}/content/..%2f..%2fjournal.seeds",
        f"{BODY}/content/{MEETING}/niederschrift-nichtoeffentlich-1.pdf",
        f"{BODY}/content//etc/passwd",
        f"{BODY}/content/%00",
        f"{BODY}/meeting%2f{MEETING}%00.json",
        f"{BODY}/meeting/{MEETING}/item/N1.json",
        f"{BODY}/meeting/{MEETING}/item/i5.json",
        f"{BODY}/paper/{MEETING}-i5.json",
        f"{BODY}/person/g1.json",
        f"{BODY}/known.json",
        "anderer/system.json",
        f"{BODY}%2f{MEETING}/system.json",
        "a" * 4_000,
    ],
)
async def test_nothing_but_what_is_public_lies_under_any_path(
    served: Served, path: str, case: Case
) -> None:
    status, _, data = await served.get(path)
    assert status in (400, 404)
    told = json.loads(data) if status == 404 else {}
    assert status == 400 or told["type"].endswith("/Error")
    assert b"SQLite" not in data
    assert str(served.folder).encode() not in data
    case(f"OParl: {path[:60]}", "not there")


@pytest.mark.campaign
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "OPTIONS"])
async def test_nothing_can_be_done_here(served: Served, method: str, case: Case) -> None:
    status, _, data = await served.get(f"{BODY}/system.json", method)
    assert status == 405
    assert json.loads(data)["message"]
    case(f"OParl: {method}", "refused")


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("page=0", 400),
        ("page=1&page=2", 400),
        ("limit=1e9", 400),
        ("modified_since=%27%3B--", 400),
        ("modified_since=9999-99-99T00:00:00Z", 400),
        ("x=" + "a" * 2_000, 414),
        ("&".join(f"a{n}=1" for n in range(90)), 200),
    ],
)
async def test_queries_out_of_all_measure_are_refused(
    served: Served, query: str, expected: int, case: Case
) -> None:
    status, _, data = await served.get(f"{BODY}/papers.json?{query}")
    assert status == expected
    assert status == 200 or json.loads(data)["type"].endswith("/Error")
    case(f"OParl: ?{query[:40]}", str(status))


@pytest.mark.campaign
async def test_who_asks_without_end_is_told_to_wait(served: Served, case: Case) -> None:
    for _ in range(PER_MINUTE):
        await served.get("healthz")
    assert (await served.get("healthz"))[0] == 429
    served.clock.now += 61.0
    assert (await served.get("healthz"))[0] == 200
    case("OParl: a flood", "told to wait")


async def test_nothing_of_the_non_public_part_is_told_anywhere(served: Served) -> None:
    whole = b""
    for name in ("meetings", "papers", "files", "agenda-items", "consultations", "persons"):
        whole += json.dumps(await walk(served, name), ensure_ascii=False).encode()
    for secret in ("Sommer", "Personalsache", "48.000", "MASTERKEY", "@mayor"):
        assert secret.encode() not in whole


async def test_what_happens_afterwards_is_told_after_a_while(served: Served) -> None:
    codec = Codec[e.Event](e.Event)
    url = str(Installation.at(served.folder).journal)
    settings = OParlSettings(public_url=OUTSIDE)
    clock = Clock()
    async with await Journal.open(url, codec=codec, signer=None) as journal:
        record = Record(journal, BODY, settings, clock)
        first = await record.site()
        assert await record.site() is first
        clock.now += FRESH + 1
        assert await record.site() is first


async def test_without_settings_nothing_is_served_and_with_them_every_body(
    served: Served, unused_tcp_port: int
) -> None:
    codec = Codec[e.Event](e.Event)
    url = str(Installation.at(served.folder).journal)
    settings = OParlSettings(public_url=OUTSIDE, port=unused_tcp_port)
    async with await Journal.open(url, codec=codec, signer=None) as journal:
        async with open_oparl(None, journal, [BODY], served.folder) as port:
            assert port is None
        async with (
            open_oparl(settings, journal, [BODY], served.folder) as port,
            served.http.get(f"http://127.0.0.1:{port}/{BODY}/system.json") as answer,
        ):
            assert (await answer.json())["body"] == f"{OUTSIDE}/{BODY}/bodies.json"
