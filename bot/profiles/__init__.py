# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The law, one file per Land. To add a Land: copy ``th.toml``, change every value, run the tests.

`load` gives the rules of a body; `unverified` lists what nobody has compared with the official
text yet, so that the clerk can be warned; `apply_own` puts the body's own provisions
(Hauptsatzung, Geschäftsordnung) on top and refuses what the law does not leave to them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files

from bot.domain.rules import Rules, Source, Verified
from bot.domain.values import BodyKind
from bot.profiles.own import apply_own
from bot.profiles.reader import Profile, read_profile
from bot.tomlfile import TomlFile

NEUTRAL = "neutral"

__all__ = ["NEUTRAL", "LandUnknown", "apply_own", "lands", "load", "read_profile", "unverified"]


class LandUnknown(LookupError):
    """No profile of that name; ``str()`` is a sentence that names those there are."""


def load(land: str, kind: BodyKind) -> Rules:
    """Return the rules for a body of ``kind`` in ``land`` (``TH``, ``Thüringen`` or ``neutral``).

    A kind the law of the Land does not govern follows the neutral profile.
    Raises `LandUnknown`.
    """
    profile = _named(land)
    if kind in profile.governs:
        return profile.rules_for(kind)
    return replace(_named(NEUTRAL).rules_for(kind), land=profile.land)


def lands() -> tuple[str, ...]:
    """Return the abbreviations of the profiles there are."""
    return tuple(profile.land for profile in _profiles())


def unverified(rules: Rules) -> tuple[tuple[str, Source], ...]:
    """Return the rules not read in the official text, by key, for the clerk to confirm."""
    return tuple(
        (key, source)
        for key, source in rules.sources.items()
        if source.verified is not Verified.FOUND
    )


def _named(land: str) -> Profile:
    wanted = land.strip().casefold()
    for profile in _profiles():
        if wanted in {name.casefold() for name in (profile.land, *profile.names)}:
            return profile
    raise LandUnknown(
        f"There is no law profile for {land!r} yet. Known: {', '.join(lands())}. "
        f"A body outside municipal law uses {NEUTRAL!r}."
    )


@cache
def _profiles() -> tuple[Profile, ...]:
    found = sorted(files(__name__).iterdir(), key=lambda file: file.name)
    return tuple(
        read_profile(TomlFile.parse(file.read_text("utf-8"), file.name))
        for file in found
        if file.name.endswith(".toml")
    )
