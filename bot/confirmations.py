# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Irreversible commands wait here until the person who asked says so again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.reader import Act, NeedsConfirmation
from bot.domain.values import Language
from bot.effects import Line, Style
from bot.replies import Heard
from bot.texts import Texts

PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Waiting:
    act: Act
    token: str
    until: datetime


class Confirmations:
    """One waiting command per person and room; a restart forgets it, then it is asked again."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], _Waiting] = {}

    def ask(self, act: Act, heard: Heard) -> str:
        """Keep ``act`` and return the token that confirms it."""
        token = heard.event_id[-4:].strip("-_:.").upper() or "JA"
        self._waiting[heard.user, heard.room] = _Waiting(act, token, heard.at + PATIENCE)
        return token

    def take(self, token: str, heard: Heard) -> Act | None:
        """Return what waits if ``token`` fits (or is empty) and it is not too old."""
        waiting = self._waiting.get((heard.user, heard.room))
        if waiting is None or heard.at > waiting.until:
            return None
        if token and token.upper() != waiting.token:
            return None
        del self._waiting[heard.user, heard.room]
        return waiting.act

    def drop(self, heard: Heard) -> None:
        """Forget what waits."""
        self._waiting.pop((heard.user, heard.room), None)


def asked_back(
    asked: NeedsConfirmation, token: str, texts: Texts, language: Language
) -> tuple[Line, ...]:
    """Return what is asked: what it does for good, or what speaks against it for now."""
    if asked.doubts:
        against = (Line(doubt.key, doubt.facts, Style.WARNING) for doubt in asked.doubts)
        for_good = any(doubt.for_good for doubt in asked.doubts)
        key = "reply.confirm_doubt" if for_good else "reply.confirm_anyway"
        return (*against, Line(key, {"token": token}))
    what = texts.say(language, asked.summary)
    return (Line("reply.confirm", {"what": what, "token": token}),)
