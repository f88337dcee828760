# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The law, one file per Land. To add a Land: copy ``th.toml``, change every value, run the tests.

`law_of` gives the law that governs a body, `read_own` puts the body's own provisions
(Hauptsatzung, Geschäftsordnung) on top and refuses what the law does not leave to them;
`Law.on` is the one lookup of what holds on a day and where it comes from.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib.resources import files

from bot.domain.values import BodyKind
from bot.profiles.own import Law, read_own
from bot.profiles.reader import NoLawOnDay, Profile, read_profile
from bot.tomlfile import FileRefused, TomlFile

NEUTRAL = "neutral"

__all__ = [
    "NEUTRAL",
    "LandUnknown",
    "Law",
    "NoLawOnDay",
    "lands",
    "law_of",
    "read_own",
    "read_profile",
]


class LandUnknown(LookupError):
    """No profile of that name; ``str()`` is a sentence that names those there are."""


def law_of(land: str, kind: BodyKind) -> Law:
    """Return the law for a body of ``kind`` in ``land`` (``TH``, ``Thüringen`` or ``neutral``).

    A kind the law of the Land does not govern follows the neutral profile.
    Raises `LandUnknown`.
    """
    profile = _named(land)
    governing = profile if kind in profile.governs else _named(NEUTRAL)
    return Law(kind=kind, land=profile.land, profile=governing)


def lands() -> tuple[str, ...]:
    """Return the abbreviations of the profiles there are."""
    return tuple(profile.land for profile in _profiles())


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
    return one_of_each(
        tuple(
            TomlFile.parse(file.read_text("utf-8"), file.name)
            for file in found
            if file.name.endswith(".toml")
        )
    )


def one_of_each(texts: tuple[TomlFile, ...]) -> tuple[Profile, ...]:
    """Read profiles; refuse two that go by the same name."""
    profiles = tuple(map(read_profile, texts))
    names = Counter(name.casefold() for one in profiles for name in {one.land, *one.names})
    for file, profile in zip(texts, profiles, strict=True):
        for name in (profile.land, *profile.names):
            if names[name.casefold()] > 1:
                raise FileRefused(file.source, None, f"another profile is called {name!r} too.")
    return profiles
