# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``pages.toml``: where the bot serves the pages that clients show beside the chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.listeningfile import host, port, public_url
from bot.tomlfile import TomlFile

USUAL_PORT = 8092
ADVICE = "See docs/howto/operator/pages.md."
CLIENTS = ("https://app.element.io", "vector:")
"""Programs that may show the pages in a frame if the file names none."""
LOOPBACK = ("http://127.0.0.1:*", "http://localhost:*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesSettings:
    """The pages of one installation."""

    public_url: str
    """Where members' programs reach them, without a slash at the end."""
    host: str = "127.0.0.1"
    port: int = USUAL_PORT
    clients: tuple[str, ...] = CLIENTS
    """Sources (CSP, ``frame-ancestors``) that may show the pages in a frame."""
    feedback: str = ""
    """Where barriers are reported, ``mailto:`` or ``https:``; empty: to the clerk."""
    guests: bool = False
    """Whether anybody may ask on a public page to listen."""


def load_pages(path: Path) -> PagesSettings:
    """Read the file. Raises `FileRefused` with file, line and a sentence."""
    file = TomlFile.load(path, ADVICE)
    file.known_only(file.table, ("pages",))
    section: Mapping[str, Any] = file.take(file.table, ("pages",), dict, None)
    file.known_only(
        section, ("public_url", "host", "port", "clients", "feedback", "guests"), ("pages",)
    )
    return PagesSettings(
        public_url=public_url(file, section, "pages"),
        host=host(file, section, "pages"),
        port=port(file, section, "pages", USUAL_PORT),
        clients=_clients(file, section),
        feedback=_feedback(file, section),
        guests=file.take(section, ("pages", "guests"), bool, False),
    )


def _clients(file: TomlFile, section: Mapping[str, Any]) -> tuple[str, ...]:
    where = ("pages", "clients")
    told = file.take(section, where, list, list(CLIENTS))
    for one in told:
        # A semicolon, comma or space would end the directive and begin another.
        if not isinstance(one, str) or not one or set(one) & set(" ;,'\"\r\n"):
            raise file.refusal(where, "clients must be addresses like https://element.example.")
    return tuple(told)


def _feedback(file: TomlFile, section: Mapping[str, Any]) -> str:
    where = ("pages", "feedback")
    told = file.take(section, where, str, "")
    parts = urlsplit(told)
    known = (parts.scheme == "mailto" and "@" in parts.path) or (
        parts.scheme == "https" and parts.hostname
    )
    if told and not known:
        raise file.refusal(where, "feedback must begin with mailto: or https://.")
    return told
