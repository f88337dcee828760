# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is counted without names, as people say it: ``ja 12 nein 5 ungültig 1 zähler 3,7``."""

from __future__ import annotations

from bot.chat.answers import CHOICES
from bot.chat.arguments import Arguments
from bot.chat.misunderstood import Misunderstood
from bot.domain.ids import SeatId
from bot.domain.values import Choice, Sums
from bot.texts import Key

WORDS = {
    **{word: choice for word, choice in CHOICES.items() if " " not in word},
    "enthalte": Choice.ABSTAIN,
    "enthalten": Choice.ABSTAIN,
    "enthaltungen": Choice.ABSTAIN,
    "abstentions": Choice.ABSTAIN,
}
SUMS = {
    **{word: str(choice) for word, choice in WORDS.items()},
    "ungueltig": "invalid",
    "invalid": "invalid",
    "ausgegeben": "issued",
    "issued": "issued",
}
TELLERS = frozenset({"zaehler", "stimmzaehler", "tellers"})


def take_sums(arguments: Arguments) -> tuple[Sums, tuple[SeatId, ...]]:
    """Take all that is left as sums, and who has counted."""
    found = dict[str, int]()
    tellers = tuple[SeatId, ...]()
    while arguments.left():
        if not tellers and arguments.keyword(TELLERS):
            tellers = arguments.persons()
            continue
        part = arguments.need_one_of(SUMS, "choice")
        if part in found:
            raise Misunderstood("problem.named_twice", person=arguments.before().bare)
        found[part] = arguments.count("number")
    if not found:
        raise Misunderstood("problem.missing", part=Key("part.number"))
    figures = {part: found.get(part, 0) for part in SUMS.values()}
    return Sums(**figures), tellers
