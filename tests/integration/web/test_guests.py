# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public form for people who ask to listen, and everything else somebody may send there."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.domain.ids import UserId
from bot.guestrequests import TooManyWait
from bot.texts import Texts
from bot.web.guests import GOOD, LARGEST, GuestPage
from bot.web.pages import pages_application
from bot.web.server import listening

ROOT = Path(__file__).parents[3]
TEMPLATE = ROOT / "widgets" / "src" / "guest" / "index.html"
PUBLIC = "https://seiten.stadt.example"
HOME = {"Origin": PUBLIC, "Sec-Fetch-Site": "same-origin"}
TAKEN = "Ihre Anfrage liegt der Schriftführung vor."


@dataclass
class Office:
    """A body's office that notes what reaches it."""

    name: str
    asked: list[tuple[str, UserId]] = field(default_factory=list)
    full: bool = False

    async def ask(self, name: str, user: UserId) -> None:
        if self.full:
            raise TooManyWait
        self.asked.append((name, user))


@dataclass
class Site:
    """The page, whoever sends something there, and the offices behind it."""

    url: str
    council: Office
    committee: Office
    http: aiohttp.ClientSession
    now: float = 1000.0

    async def ticket(self) -> str:
        async with self.http.get(self.url) as answer:
            found = re.search(r'name="ticket" value="([^"]+)"', await answer.text())
        assert found is not None
        return found[1]

    async def form(self, **changed: str | None) -> dict[str, str]:
        """Return a form filled in, with these fields otherwise or (None) left out."""
        whole = {
            "ticket": await self.ticket(),
            "lang": "de",
            "body": "0",
            "name": "Rosa Linde",
            "account": "@rosa:stadt.example",
            "agree": "yes",
        }
        return {name: told for name, told in {**whole, **changed}.items() if told is not None}

    async def send(
        self, form: Mapping[str, str] | str, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        given = HOME if headers is None else headers
        async with self.http.post(self.url, data=form, headers=given) as answer:
            return answer.status, await answer.text()


@pytest_asyncio.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    (tmp_path / "assets").mkdir()
    (tmp_path / "guest").mkdir()
    (tmp_path / "guest" / "index.html").write_text("the template", encoding="utf-8")
    council, committee = Office("Stadtrat"), Office("<b>Bau</b>ausschuss")
    made: list[Site] = []
    page = GuestPage(
        TEMPLATE.read_text(encoding="utf-8"),
        (council, committee),
        Texts.load(),
        f"{PUBLIC}/",
        clock=lambda: made[0].now,
    )
    app = pages_application(tmp_path, (), guests=page)
    async with listening(app, "127.0.0.1", 0) as port, aiohttp.ClientSession() as http:
        made.append(Site(f"http://127.0.0.1:{port}/guest/", council, committee, http))
        yield made[0]


async def test_who_asks_comes_before_the_office_and_nothing_is_shown_again(site: Site) -> None:
    status, page = await site.send(await site.form())
    assert (status, site.council.asked) == (200, [("Rosa Linde", "@rosa:stadt.example")])
    assert TAKEN in page
    assert "Rosa" not in page
    _, english = await site.send(await site.form(lang="en", body="1"))
    assert "The clerk has your request." in english
    assert len(site.committee.asked) == 1


async def test_the_page_is_a_form_to_itself_that_no_other_site_may_show(site: Site) -> None:
    async with site.http.get(site.url) as answer:
        policy, page = answer.headers["Content-Security-Policy"], await answer.text()
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "&lt;b&gt;Bau&lt;/b&gt;ausschuss" in page
    assert "__" not in page


async def test_without_guests_there_is_no_such_page(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "guest").mkdir()
    (tmp_path / "guest" / "index.html").write_text("the template", encoding="utf-8")
    async with (
        listening(pages_application(tmp_path, ()), "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as http,
    ):
        for path in ("guest/", "guest/index.html"):
            async with http.get(f"http://127.0.0.1:{port}/{path}") as answer:
                assert answer.status == 404
        async with http.post(f"http://127.0.0.1:{port}/guest/", data={}) as answer:
            assert answer.status in (404, 405)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://boese.example"},
        {"Origin": "null"},
        {"Origin": f"{PUBLIC}.boese.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {**HOME, "Sec-Fetch-Site": "same-site"},
        {**HOME, "Sec-Fetch-Site": "none"},
    ],
)
async def test_what_another_site_sends_in_a_visitors_name_is_refused(
    site: Site, headers: dict[str, str]
) -> None:
    status, page = await site.send(await site.form(), headers)
    assert (status, site.council.asked) == (403, [])
    assert "kam von einer fremden Seite" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Bitte schreiben Sie Ihren Namen"),
        ({"name": "<script>alert(1)</script>"}, "Bitte schreiben Sie Ihren Namen"),
        ({"name": "https://x.example"}, "Bitte schreiben Sie Ihren Namen"),
        ({"name": None}, "Bitte schreiben Sie Ihren Namen"),
        ({"account": "rosa"}, "Das ist kein Matrix-Konto"),
        ({"account": '@a:b.example"><img src=x>'}, "Das ist kein Matrix-Konto"),
        ({"account": "@a:b.example\r\nX: y"}, "Das ist kein Matrix-Konto"),
        ({"agree": None}, "Bitte bestätigen Sie"),
        ({"agree": "no"}, "Bitte bestätigen Sie"),
        ({"body": "2"}, "Bitte wählen Sie ein Gremium"),
        ({"body": "-1"}, "Bitte wählen Sie ein Gremium"),
        ({"body": None}, "Bitte wählen Sie ein Gremium"),
        ({"lang": "../../etc/passwd", "agree": None}, "Bitte bestätigen Sie"),
        ({"lang": "en", "agree": None}, "Please confirm that you will record nothing"),
        ({"ticket": ""}, "zu lange offen"),
        ({"ticket": "1000.0"}, "zu lange offen"),
        ({"ticket": "nan.é\u0000"}, "zu lange offen"),
    ],
)
async def test_what_cannot_be_asked_is_named_and_stays_in_the_form_as_text(
    site: Site, changed: dict[str, str | None], said: str
) -> None:
    form = await site.form(**changed)
    status, page = await site.send(form)
    assert (status, site.council.asked) == (400, [])
    assert said in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("<form") == 2
    if "name" not in changed:
        assert 'value="Rosa Linde"' in page


async def test_what_is_typed_is_never_taken_for_a_mark_of_the_page(site: Site) -> None:
    _, page = await site.send(await site.form(name="__TICKET__", account="__NAME__"))
    assert 'name="name" value="__TICKET__"' in page
    assert 'name="account" value="__NAME__"' in page


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("x" * (LARGEST + 1), 413),
        ("", 400),
        ("name", 400),
        ("name=a&name=b", 400),
        ("name=a&strange=b", 400),
        ("&".join(f"name={n}" for n in range(40)), 400),
        ("name=%ff%fe", 400),
        ("näme=a", 400),
    ],
)
async def test_malformed_oversize_and_doubled_forms_are_refused(
    site: Site, sent: str, status: int
) -> None:
    headers = {**HOME, "Content-Type": "application/x-www-form-urlencoded"}
    assert (await site.send(sent, headers))[0] == status
    assert site.council.asked == []


async def test_only_a_form_is_read(site: Site) -> None:
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        status, _ = await site.send("{}", {**HOME, "Content-Type": kind})
        assert status == 415


async def test_a_form_is_good_for_half_a_day_and_says_so_without_losing_what_was_typed(
    site: Site,
) -> None:
    form = await site.form()
    site.now += GOOD
    assert (await site.send(form))[0] == 200
    site.now += 1
    status, page = await site.send(form)
    assert status == 400
    assert "zu lange offen" in page
    assert 'value="@rosa:stadt.example"' in page


async def test_too_many_are_sent_to_the_clerk(site: Site) -> None:
    site.council.full = True
    status, page = await site.send(await site.form())
    assert status == 429
    assert "zu viele Anfragen" in page


async def test_nothing_of_it_is_logged(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await site.send(await site.form())
    await site.send(await site.form(account="@geheim"))
    for word in ("Rosa", "@rosa", "@geheim"):
        assert word not in caplog.text
