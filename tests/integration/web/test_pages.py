# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages over HTTP: files, nothing else, and headers that let them do little."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from yarl import URL

from bot.web.pages import Statements, pages_application
from bot.web.server import listening
from bot.web.statements import Privacy


@pytest_asyncio.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """Serve two pages beside a file that must not be had."""
    (tmp_path / "geheim.txt").write_text("geheim")
    folder = tmp_path / "dist"
    for name in ("panel", "member", "assets"):
        (folder / name).mkdir(parents=True)
    (folder / "panel" / "index.html").write_text("<!doctype html>panel")
    (folder / "member" / "index.html").write_text("<!doctype html>member")
    (folder / "assets" / "panel-1a2b.js").write_text("//")
    app: web.Application = pages_application(folder, ("https://element.stadt.example",))
    async with listening(app, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"


async def test_a_page_may_load_itself_and_connect_to_nothing(address: str) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{address}/panel/") as answer:
        assert await answer.text() == "<!doctype html>panel"
        policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy.endswith("frame-ancestors 'self' https://element.stadt.example")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_the_page_of_its_own_reaches_homeservers_and_is_framed_by_nobody(
    address: str,
) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{address}/member/") as answer:
        policy = answer.headers["Content-Security-Policy"]

    assert "connect-src 'self' https: wss:;" in policy
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert policy.endswith("frame-ancestors 'none'")


async def test_the_page_of_the_secret_ballot_keeps_the_policy_it_brings_along(
    tmp_path: Path,
) -> None:
    """Given hashes in it, they are what may run; without a policy of its own nothing may."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "ballot").mkdir()
    page = tmp_path / "ballot" / "index.html"
    own = "default-src 'none'; connect-src 'none'; script-src 'sha256-abc='"
    shut = "; sandbox allow-scripts allow-same-origin; frame-ancestors 'self'"
    for text, policy in (
        (f'<meta http-equiv="Content-Security-Policy" content="{own}" />', own),
        ("<!doctype html>", "default-src 'none'"),
    ):
        page.write_text(text, encoding="utf-8")
        app = pages_application(tmp_path, ())
        async with (
            listening(app, "127.0.0.1", 0) as port,
            aiohttp.ClientSession() as http,
            http.get(f"http://127.0.0.1:{port}/ballot/") as answer,
        ):
            assert answer.headers["Content-Security-Policy"] == policy + shut


async def test_what_never_changes_may_be_kept_for_ever(address: str) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{address}/assets/panel-1a2b.js") as got:
        assert got.status == 200
        assert "immutable" in got.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["/", "/geheim.txt", "/panel/../../geheim.txt", "/assets/..%2f..%2fgeheim.txt", "/assets/",
     "/panel/%2e%2e/%2e%2e/geheim.txt", "/nirgends/"],
)  # fmt: skip
async def test_nothing_else_is_to_be_had(address: str, path: str) -> None:
    target = URL(address + path, encoded=True)
    async with aiohttp.ClientSession() as http, http.get(target) as answer:
        assert answer.status in (403, 404)
        assert "geheim" not in await answer.text()


STATEMENT = (
    '<!--with--><a href="__FEEDBACK__">__CONTACT__</a><!--without-->Schriftführung<!--end-->'
)


@pytest.mark.parametrize(
    ("feedback", "shown"),
    [
        ("", "Schriftführung"),
        ("mailto:rat@stadt.example", '<a href="mailto:rat@stadt.example">rat@stadt.example</a>'),
        (
            'https://stadt.example/"><script>',
            '<a href="https://stadt.example/&quot;&gt;&lt;script&gt;">'
            "https://stadt.example/&quot;&gt;&lt;script&gt;</a>",
        ),
    ],
)
async def test_the_accessibility_statement_says_whom_to_write_to(
    tmp_path: Path, feedback: str, shown: str
) -> None:
    (tmp_path / "accessibility").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "accessibility" / "index.html").write_text(STATEMENT, encoding="utf-8")
    app = pages_application(tmp_path, (), texts=Statements(feedback=feedback))
    async with (
        listening(app, "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{port}/accessibility/") as answer,
    ):
        assert await answer.text() == shown


NOTICES = "<!--with--><ul>__BODIES__</ul><!--without-->Schriftführung<!--end-->"


@pytest.mark.parametrize(
    ("addresses", "shown"),
    [
        ([], "Schriftführung"),
        ([("Stadtrat", "")], "Schriftführung"),
        (
            [("Stadtrat", "https://stadt.example/datenschutz"), ("Kreistag", "")],
            '<ul><li>Stadtrat: <a href="https://stadt.example/datenschutz" '
            'rel="noopener noreferrer">https://stadt.example/datenschutz</a></li></ul>',
        ),
        (
            [("<b>Rat</b>", 'https://x.example/"><script>')],
            '<ul><li>&lt;b&gt;Rat&lt;/b&gt;: <a href="https://x.example/&quot;&gt;&lt;script&gt;" '
            'rel="noopener noreferrer">https://x.example/&quot;&gt;&lt;script&gt;</a></li></ul>',
        ),
    ],
)
async def test_the_page_on_data_protection_names_where_each_body_explains_it(
    tmp_path: Path, addresses: list[tuple[str, str]], shown: str
) -> None:
    (tmp_path / "privacy").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "privacy" / "index.html").write_text(NOTICES, encoding="utf-8")
    notices = tuple(Privacy(body=body, address=address) for body, address in addresses)
    app = pages_application(tmp_path, (), texts=Statements(notices=notices))
    async with (
        listening(app, "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{port}/privacy/") as answer,
    ):
        assert await answer.text() == shown
