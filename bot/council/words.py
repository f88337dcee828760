# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words a roster may use, German and English, compared without case, spaces and signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.values import BodyKind, Role


def fold(word: str) -> str:
    """Return the letters of ``word`` in one form: ``Stellv. Vorsitzende(r)`` as ``stellvvors…``."""
    return "".join(char for char in word.casefold() if char.isalnum())


def _table(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(word): meaning for meaning, known in words.items() for word in (meaning, *known)}


COLUMNS = _table(
    {
        "number": ("Sitz", "Sitznummer", "Sitz-Nr.", "Nr.", "Nummer", "Seat", "No."),
        "name": ("Mitglied", "Vor- und Nachname", "Full name"),
        "group": ("Fraktion", "Gruppe", "Partei", "Party"),
        "role": ("Funktion", "Rolle", "Amt", "Function"),
        "vote": ("Stimme", "Stimmrecht", "stimmberechtigt", "votes", "Voting"),
        "weight": ("Stimmenzahl", "Stimmen", "Stimmgewicht"),
        "matrix": ("Matrix-ID", "Matrix-Kennung", "Matrix-Adresse", "Matrix id", "MXID"),
    }
)
"""Head of a column to the key it fills."""

COLUMN_NAMES = ("Sitz", "Name", "Fraktion", "Funktion", "Stimme", "Matrix")

_ROLES = _table(
    {
        Role.CHAIR: (
            "Vorsitz",
            "Vorsitzender",
            "Vorsitzende",
            "Vorsitzende(r)",
            "Bürgermeister",
            "Bürgermeisterin",
            "Oberbürgermeister",
            "Oberbürgermeisterin",
            "Landrat",
            "Landrätin",
            "Mayor",
        ),
        Role.DEPUTY: (
            "Stellvertretung",
            "stellv. Vorsitz",
            "stellvertretender Vorsitz",
            "stellv. Vorsitzender",
            "stellv. Vorsitzende",
            "stellvertretender Vorsitzender",
            "stellvertretende Vorsitzende",
            "Deputy chair",
            "Vice chair",
        ),
        Role.CLERK: (
            "Schriftführung",
            "Schriftführer",
            "Schriftführerin",
            "Schriftführer(in)",
            "Protokoll",
            "Protokollführung",
        ),
        Role.MEMBER: (
            "Mitglied",
            "Stadtrat",
            "Stadträtin",
            "Gemeinderat",
            "Gemeinderätin",
            "Ratsmitglied",
            "Kreistagsmitglied",
            "Councillor",
            "Councilor",
        ),
        Role.ADVISORY: (
            "beratend",
            "beratendes Mitglied",
            "sachkundiger Bürger",
            "sachkundige Bürgerin",
            "Advisor",
            "Advisory member",
        ),
        Role.SUBSTITUTE: (
            "stellvertretendes Mitglied",
            "Vertretung",
            "Ersatzmitglied",
            "Substitute",
            "Substitute member",
        ),
        Role.GUEST: ("Gast",),
    }
)

_VOTE = {
    **dict.fromkeys(map(fold, ("ja", "j", "yes", "y", "x", "true", "wahr", "1")), True),
    **dict.fromkeys(map(fold, ("nein", "n", "no", "false", "falsch", "0")), False),
    "✓": True,
    "✔": True,
    "-": False,
    "–": False,
}
CROSSES = frozenset({"x", "✓", "✔"})
"""Where a column is marked with these, an empty cell says no."""

_KINDS = _table(
    {
        BodyKind.COUNCIL: ("Stadtrat", "Gemeinderat", "Rat", "Town council"),
        BodyKind.DISTRICT_COUNCIL: ("Kreistag",),
        BodyKind.COMMITTEE: ("Ausschuss",),
        BodyKind.JOINT_COMMITTEE: ("Zweckverband", "Verbandsversammlung"),
        BodyKind.ASSOCIATION: ("Fraktion", "Verein", "Arbeitsgruppe"),
    }
)


def role_named(word: str) -> Role | None:
    found = _ROLES.get(fold(word))
    return Role(found) if found else None


def kind_named(word: str) -> BodyKind | None:
    found = _KINDS.get(fold(word))
    return BodyKind(found) if found else None


def vote_named(word: str) -> bool | None:
    """Return what a cell says about the vote; None if it says nothing known."""
    bare = word.strip()
    return _VOTE.get(bare, _VOTE.get(fold(bare))) if bare else None
