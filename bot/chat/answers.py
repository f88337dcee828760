# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plain words that count as they stand: votes while a ballot is open, "hier" at the roll call.

Strict on purpose: the whole message must be the word. "Ja, aber" is talk, "ja?" is a question,
and a vote nobody meant is worse than one that has to be said again.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from bot.chat.grammar import fold, without_reply
from bot.domain.values import Choice

CHOICES: Mapping[str, Choice] = {
    "ja": Choice.YES,
    "dafuer": Choice.YES,
    "yes": Choice.YES,
    "aye": Choice.YES,
    "nein": Choice.NO,
    "dagegen": Choice.NO,
    "no": Choice.NO,
    "nay": Choice.NO,
    "enthaltung": Choice.ABSTAIN,
    "enthalte mich": Choice.ABSTAIN,
    "ich enthalte mich": Choice.ABSTAIN,
    "abstain": Choice.ABSTAIN,
    "abstention": Choice.ABSTAIN,
    "i abstain": Choice.ABSTAIN,
}
PRESENT = frozenset(
    {"hier", "anwesend", "da", "bin da", "ich bin da", "here", "present", "i am here"}
)
_LONGEST = 400
"""Longer than any answer, reply fallback included once it is cut off."""
RESEMBLES = 0.75
"""Share of letters two words must have in common, in order, for one to be the other with a slip."""
_VOTING = frozenset(
    {*(part for word in CHOICES for part in word.split()), *("abstimmung", "stimme", "vote")}
)
_ADDED = frozenset(
    {
        *("ich", "stimme", "stimm", "mein", "votum", "bin", "mit", "sage"),
        *("bitte", "danke", "gern", "gerne", "klar", "natuerlich"),
        *("i", "my", "vote", "say", "please", "thanks"),
    }
)
"""What people say around a vote without meaning anything else by it."""
_AROUND = " \t\r\n.,;!*_~\"'`„“”‚‘’«»"


def vote_word(text: str) -> Choice | None:
    """Return the vote the whole message stands for, or None."""
    return CHOICES.get(_only(text))


def vote_slip(text: str) -> Choice | None:
    """Return the vote that is meant, perhaps, and not counted: `nien`, or `ja, bitte`."""
    said = _only(text)
    if said in CHOICES:
        return None
    if " " in said:
        words = (word.strip(_AROUND) for word in said.split())
        return CHOICES.get(" ".join(word for word in words if word not in _ADDED))
    near = get_close_matches(said, CHOICES, n=1, cutoff=RESEMBLES)
    return CHOICES[near[0]] if near else None


def may_be_vote(text: str) -> bool:
    """Tell, at little cost, whether a short text can be a vote: as it stands, or as a command."""
    said = without_reply(text)
    if len(said) > _LONGEST:
        return False
    words = "".join(char if char.isalnum() else " " for char in fold(said)).split()
    return not _VOTING.isdisjoint(words)


def presence_word(text: str) -> bool:
    """Tell whether the whole message is an answer to the roll call."""
    return _only(text) in PRESENT


def _only(text: str) -> str:
    said = without_reply(text)
    return " ".join(fold(said).strip(_AROUND).split()) if len(said) <= _LONGEST else ""
