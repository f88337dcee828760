# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everybody can use the pages: axe-core, keyboard, zoom, small screens, and what is read out.

Each state of each page is drawn from the bot's golden views in a real Chromium, with nothing behind
it (widgets/gallery); the pages' ways to the bot have their tests beside this one.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from browser import Tab, browser

from bot.web.server import listening

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).resolve().parents[3]
SPOKEN = ROOT / "tests" / "golden" / "spoken"
TIMES = re.compile(r"\b\d?\d:\d\d(?: [AP]M)?")
"""Times of messages depend on where the machine stands."""
LOOKS = (("de", "light"), ("de", "dark"), ("en", "light-high-contrast"), ("en", "dark"))
"""Languages and themes; how a theme contrasts does not depend on the language."""
PHONE, LAPTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 800}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(gallery_folder: Path) -> AsyncIterator[str]:
    """Where the gallery is."""
    app = web.Application()
    app.router.add_static("/", gallery_folder)
    async with listening(app, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}/index.html"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def gallery(address: str) -> AsyncIterator[Tab]:
    async with browser() as chromium:
        yield await chromium.tab("gallery", address)


async def names(gallery: Tab) -> list[str]:
    return list(await gallery.ask("gallery.names"))


async def show(gallery: Tab, name: str, language: str = "de", theme: str = "light") -> None:
    told = ", ".join(json.dumps(one) for one in (name, language, theme))
    await gallery.ask(f"gallery.show({told})")


async def test_axe_finds_nothing_in_any_state_language_or_theme(gallery: Tab) -> None:
    found = dict[str, Any]()
    await gallery.window(**LAPTOP)
    for name in await names(gallery):
        for language, theme in LOOKS:
            await show(gallery, name, language, theme)
            await gallery.ask("gallery.unfold()")
            if faults := await gallery.ask("gallery.faults()"):
                found[f"{name} {language} {theme}"] = faults
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize(
    "name", ["hostile-names", "hostile-files", "hostile-release", "hostile-session"]
)
async def test_words_of_people_stay_words(gallery: Tab, name: str) -> None:
    """Given markup for every name, title, wording and file name there is."""
    await show(gallery, name)
    await gallery.ask("gallery.unfold()")
    assert "onerror" in await gallery.ask("gallery.spoken()")
    assert await gallery.ask("gallery.strangers()") == []
    assert await gallery.ask("window.struck === undefined")


async def test_axe_sees_into_the_pages(gallery: Tab) -> None:
    """A fault is planted where all our buttons are: inside a shadow root."""
    await show(gallery, "ballot")
    plant = "document.querySelector('gremium-panel').shadowRoot.append(new Image(9, 9))"
    await gallery.ask(f"({plant}, null)")
    assert any("image-alt" in fault for fault in await gallery.ask("gallery.faults()"))


@pytest.mark.parametrize("window", [PHONE, {**LAPTOP, "zoom": 2}, {**LAPTOP, "still": True}])
async def test_nothing_is_cut_off_or_too_small_on_any_window(
    gallery: Tab, window: dict[str, float]
) -> None:
    await gallery.window(**window)
    assert await gallery.ask("innerWidth") == window["width"] / window.get("zoom", 1)
    found = dict[str, Any]()
    for name in await names(gallery):
        await show(gallery, name)
        await gallery.ask("gallery.unfold()")
        if misfits := await gallery.ask("gallery.misfits()"):
            found[name] = misfits
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


async def test_colours_the_system_forces_are_kept_by_all_and_hide_nothing(gallery: Tab) -> None:
    """High contrast: what says something by a colour of ours alone would be lost."""
    found = dict[str, Any]()
    try:
        await gallery.window(**LAPTOP, forced=True)
        assert await gallery.ask("matchMedia('(forced-colors: active)').matches")
        for name in await names(gallery):
            for theme in ("light", "dark"):
                await show(gallery, name, "de", theme)
                await gallery.ask("gallery.unfold()")
                if faults := await gallery.ask("gallery.coloured()"):
                    found[f"{name} {theme}"] = faults
    finally:
        await gallery.window(**LAPTOP)
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


async def reach(gallery: Tab, label: str) -> None:
    """Go to a control by the tabulator key alone."""
    for _ in range(60):
        await gallery.keys("Tab")
        if await gallery.ask("gallery.focused()") == label:
            return
    pytest.fail(f"the keyboard never came to {label}")


@pytest.mark.parametrize(
    ("state", "ways", "said"),
    [
        ("ballot", [("Nein", ["Enter"])], "!abstimmung nein"),
        ("ballot", [("Enthaltung", ["Space"])], "!abstimmung enthaltung"),
        ("roll-call", [("Ich bin hier", ["Enter"])], "!anwesend"),
        ("roll-call-clerk", [("Anwesend: Uwe Stein", ["Enter"])], "!anwesend 4"),
        (
            "roll-call-clerk",
            [("Fehlt: Uwe Stein", ["Enter", "Tab", "k", "r", "a", "n", "k", "Enter"])],
            "!entschuldigt 4 krank",
        ),
        ("debate", [("Wort melden", ["Enter"])], "!meldung"),
        ("consent", [("Ich widerspreche", ["Enter"])], "!widerspruch"),
        (
            "consent-clerk",
            [("Widerspruch im Saal eintragen", ["Enter"]), ("widerspricht: Ayşe Kaya", ["Space"])],
            "!widerspruch 3",
        ),
        (
            "substitute",
            [("Ich vertrete jemanden", ["Enter", "Tab", "Tab", "Enter"])],
            "!vertretung für 4",
        ),
        (
            "substitutes-clerk",
            [("Anwesenheit", ["Enter"]), ("Vertretung beenden: Ayşe Kaya", ["Enter"])],
            "!vertretung beenden 3",
        ),
        (
            "released-chair",
            [
                (
                    "Nichtöffentlichen Beschluss bekannt geben",
                    ["Enter", "Tab", *"2/2026", "Tab", "x"],
                ),
                ("Bekannt geben", ["Enter"]),
            ],
            "!bekanntgeben 2/2026 x",
        ),
        ("order", [("Einspruch erheben: R2", ["Enter"])], "!einspruch R2"),
        (
            "order-chair",
            [("Ordnungsmaßnahme", ["Enter", "Tab", "Tab", "Tab", "l", "a", "u", "t", "Enter"])],
            "!ruf zur sache 2 laut",
        ),
        (
            "election-opens",
            [("Wahl eröffnen", ["Enter", "Tab", *"Amt", "Enter"])],
            "!wahl eröffnen Amt",
        ),
        (
            "election-nominating",
            [("Wahlvorschlag machen: W1", ["Enter", "Tab", *"Ben", "Tab", "Enter"])],
            "!wahlvorschlag W1 für 3: Ben",
        ),
        (
            "election-nominating-clerk",
            [("Wahlvorschlag zurückziehen: W1", ["Enter", "Tab", "Tab", "Enter"])],
            '!wahlvorschlag zurückziehen W1 "Anna Änni Ahorn"',
        ),
        ("election-nominating", [("Ich will mit Stimmzetteln wählen", ["Space"])], "!wahl geheim"),
        ("election-lot-chair", [("Das Los fiel auf: Uwe Stein", ["Enter"])], '!los W1 "Uwe Stein"'),
        ("election-lot-chair", [("Los aus Worten beginnen: W1", ["Enter"])], "!los öffentlich W1"),
        ("election-lot-words-chair", [("Los versiegeln: W1", ["Enter"])], "!los versiegeln"),
        (
            "election-lot-sealed",
            [("Meine Worte sagen", ["Enter", "Tab", *"Igel", "Enter"])],
            "!los aufdecken Igel",
        ),
        (
            "election-three-way-chair",
            [("Gleichstand entscheiden: W1", ["Enter", "Tab", *"so", "Tab", "Tab", "Enter"])],
            "!gleichstand W1 los so",
        ),
        ("residents-clerk", [("Nächste Frage", ["Enter"])], "!nächste frage"),
        (
            "residents-clerk",
            [("Beantwortet: E3", ["Enter", "Tab", "b", "a", "l", "d", "Enter"])],
            "!frage beantwortet E3 bald",
        ),
        ("circulation", [("Ja: U1", ["Enter"])], "!umlauf U1 ja"),
        (
            "circulation",
            [("Ich will eine Sitzung", ["Enter", "Tab", "n", "e", "i", "n", "Enter"])],
            "!umlauf widersprechen U1 nein",
        ),
        ("circulation", [("Unterstützen: U2", ["Enter"])], "!umlauf unterstützen U2"),
        ("debate-waiting", [("Wortmeldung zurückziehen", ["Enter"])], "!meldung zurück"),
        ("debate-chair", [("G1 ohne Gegenrede angenommen", ["Space"])], "!go angenommen G1"),
        (
            "debate",
            [("Antrag zur Geschäftsordnung", ["Enter"]), ("Schluss der Debatte", ["Enter"])],
            "!go schluss der debatte",
        ),
        ("debate", [("Ich bin befangen", ["Enter", "Tab", "h", "i", "Enter"])], "!befangen hi"),
        (
            "ballot-clerk",
            [
                ("Handzeichen im Saal (3 offen)", ["Enter"]),
                ("Alle übrigen: Ja", ["Enter"]),
            ],
            "!handzeichen übrige ja",
        ),
    ],
)
async def test_the_keyboard_is_enough(
    gallery: Tab, state: str, ways: list[tuple[str, list[str]]], said: str
) -> None:
    await gallery.window(**LAPTOP)
    await show(gallery, state)
    for label, keys in ways:
        await reach(gallery, label)
        await gallery.keys(*keys)
    assert await gallery.ask("gallery.pressed()") == [said]


@pytest.mark.parametrize(
    ("state", "keys", "said"),
    [
        ("sign-in", ["Tab", "Tab", "a", "y", "s", "e", "Tab", "x", "Enter"], "ayse at rat.example"),
        ("sign-in-link", ["Tab", "Enter"], "link"),
        ("sign-in-link", ["Tab", "Tab", "Enter"], "otherwise"),
        ("vouch", ["Tab", "Enter"], "compare"),
        ("vouch", ["Tab", "Tab", "E", "s", "T", "c", "Enter"], "key EsTc"),
        ("compare", ["Tab", "Enter"], "equal true"),
        ("compare", ["Tab", "Tab", "Space"], "equal false"),
    ],
)
async def test_the_keyboard_is_enough_to_sign_in(
    gallery: Tab, state: str, keys: list[str], said: str
) -> None:
    await gallery.window(**LAPTOP)
    await show(gallery, state)
    await gallery.keys(*keys)
    assert await gallery.ask("gallery.pressed()") == [said]


async def test_who_sees_nothing_goes_on_at_the_heading_of_the_next_step(gallery: Tab) -> None:
    await show(gallery, "sign-in")
    page = "document.querySelector('gremium-member')"
    await gallery.ask(f"({page}.signIn = {{ step: 'vouch', busy: false, fault: null }}, null)")
    await gallery.ask(f"{page}.updateComplete")
    assert await gallery.ask("gallery.focused()") == "Dieses Gerät bestätigen"


@pytest.mark.parametrize("language", ["de", "en"])
async def test_what_is_read_out_stands(gallery: Tab, language: str) -> None:
    """Change on purpose with ``GREMIUM_WRITE_SPOKEN=1``, and read the difference aloud."""
    await gallery.window(**LAPTOP)
    for name in await names(gallery):
        await show(gallery, name, language)
        told = TIMES.sub("0:00", str(await gallery.ask("gallery.spoken()")))
        kept = SPOKEN / language / f"{name}.txt"
        if os.environ.get("GREMIUM_WRITE_SPOKEN"):
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(told, encoding="utf-8")
        assert told == kept.read_text(encoding="utf-8"), name


async def test_firefox_shows_every_state_and_votes(address: str) -> None:
    async with browser("firefox") as firefox:
        tab = await firefox.tab("gallery", address)
        for name in await names(tab):
            await show(tab, name)
            assert await tab.ask("gallery.spoken().length") > len("document")
        await show(tab, "ballot")
        await reach(tab, "Nein")
        await tab.keys("Enter")
        assert await tab.ask("gallery.pressed()") == ["!abstimmung nein"]
