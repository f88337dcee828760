# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places the pages as widgets into the rooms of a body, and keeps them current.

Room state is clear text for every server, so a widget's address says nothing but whom to believe:
the bot, and the key it signs with (`bot.signed`). What a server makes of the state, a page cannot
know; it keeps the key it saw first.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from bot.chambers import Chambers
from bot.effects import Place
from bot.matrix.gateway import Gateway
from bot.matrix.http import MatrixError, Unreachable
from bot.texts import Texts

log = logging.getLogger(__name__)

WIDGET = "im.vector.modular.widgets"
"""What clients read; ``m.widget`` of the specification is read by none of them."""
LAYOUT = "io.element.widgets.layout"
PANEL, SCREEN, CONFERENCE = "gremium-panel", "gremium-screen", "gremium-conference"
PAGES = {
    Place.SESSION: (PANEL, SCREEN, CONFERENCE),
    Place.CLOSED: (PANEL, CONFERENCE),
}
ADDRESS = (
    "room=$matrix_room_id&user=$matrix_user_id"
    "&lang=$org.matrix.msc2873.client_language&theme=$org.matrix.msc2873.client_theme"
)
"""Filled in by the client that shows the page."""
CALLER = "&device=$org.matrix.msc3819.matrix_device_id&base=$org.matrix.msc4039.matrix_base_url"
"""What a conference needs besides: whose device takes part, and where its homeserver is."""
HEIGHT = 45
"""Percent of the room's height the panel takes; each person may change it."""


def own_page(url: str, *, bot: str, key: str, homeserver: str, rooms: Chambers) -> str:
    """Return the address of the page in the browser for the members of a body.

    What it says stands behind the ``#``, which browsers keep to themselves. ``homeserver`` is named
    only where it cannot be found by the bot's name: on this machine.
    """
    said = {
        "bot": bot,
        "key": key,
        "session": rooms.room(Place.SESSION),
        "closed": rooms.room(Place.CLOSED),
        "office": rooms.room(Place.OFFICE),
    }
    if homeserver.startswith("http://"):
        said["server"] = homeserver
    return f"{url}/member/#/?{urlencode(said)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Widgets:
    """The pages of one bot, as widgets; without an address they are taken out of the rooms."""

    gateway: Gateway
    url: str | None
    """Where members' programs reach the pages, without a slash at the end."""
    key: str
    """The bot's public key, base64url."""
    confers: bool = False
    """Whether there is a conference to show."""

    async def place(self, rooms: Chambers, texts: Texts, language: str) -> None:
        """Bring a body's rooms in line. What the homeserver refuses is logged and left."""
        for place, pages in PAGES.items():
            room = rooms.room(place)
            try:
                for kind, state_key, content in self._wanted(pages, texts, language):
                    await self._set(room, kind, state_key, content)
            except (MatrixError, Unreachable) as error:
                log.warning("the pages could not be placed: %s", type(error).__name__)

    async def _set(self, room: str, kind: str, state_key: str, content: dict[str, Any]) -> None:
        known = await self.gateway.get_state(room, kind, state_key)
        if (known or {}) != content:
            await self.gateway.put_state(room, kind, content, state_key)

    def _wanted(
        self, pages: tuple[str, ...], texts: Texts, language: str
    ) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for page in pages:
            wanted = self.url and (page != CONFERENCE or self.confers)
            yield WIDGET, page, self._widget(page, texts, language) if wanted else {}
        shown = {PANEL: {"container": "top", "index": 0, "width": 100, "height": HEIGHT}}
        yield LAYOUT, "", {"widgets": shown} if self.url else {}

    def _widget(self, page: str, texts: Texts, language: str) -> dict[str, Any]:
        bot = quote(self.gateway.user_id, safe="")
        name = page.removeprefix("gremium-")
        address = ADDRESS + (CALLER if page == CONFERENCE else "")
        return {
            "id": page,
            "type": "m.custom",
            "url": f"{self.url}/{name}/#/?{address}&bot={bot}&key={self.key}",
            "name": texts.say(language, f"page.{name}"),
            "creatorUserId": self.gateway.user_id,
            "waitForIframeLoad": True,
            "data": {},
        }
