# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A lot everybody can check: nobody can steer it, and anybody can work it out again."""

from __future__ import annotations

import subprocess
from collections import Counter
from hashlib import sha256

import pytest
from council import ADVISER, AYSE, CLERK, LANGE, MAYOR, NOW, ON_ITEM, T1, UWE, check, left
from hypothesis import given
from hypothesis import strategies as st
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.electing import Contest, Outcome, PaperCount, Votes
from bot.domain.ids import ElectionId, SeatId
from bot.domain.lots import PublicLot, digest_of, handed_in, picked, tidied, transcript

W1 = ElectionId("W1")
ANNA, BEN, CEM = "Anna Alt", "Ben Bach", "Cem Can"
CHAIR_WORDS, AYSE_WORDS = "der Igel frisst Melonen", "sieben Kraniche über Gera"


def tied(*papers: int) -> tuple[e.Event, ...]:
    names = (ANNA, BEN, CEM)[: len(papers)]
    found = tuple(Votes(candidate=n, papers=p) for n, p in zip(names, papers, strict=True))
    return (
        *ON_ITEM,
        e.ElectionOpened(election=W1, item=T1, office="Beigeordnete"),
        *(e.CandidateNominated(election=W1, candidate=name, by=AYSE) for name in names),
        e.RoundOpened(
            election=W1,
            number=1,
            candidates=names,
            tellers=(),
            entitled=9,
            check=check(),
            contest=Contest.MOST_VOTES if len(names) == 2 else Contest.MAJORITY,
            step=0,
        ),
        e.RoundCounted(
            election=W1,
            number=1,
            count=PaperCount(issued=9, votes=found),
            outcome=Outcome.LOT_FOR_OFFICE if len(names) == 2 else Outcome.LOT_FOR_RUN_OFF,
            needed=5,
            elected="",
        ),
    )


TIED = tied(4, 4)
PREPARE = c.PrepareLot(by=MAYOR, at=NOW)
SEAL = c.SealLot(by=MAYOR, at=NOW)


def commit(by: SeatId, words: str = "", digest: str = "") -> c.CommitLot:
    return c.CommitLot(by=by, at=NOW, words=words, digest=digest)


def reveal(by: SeatId, words: str) -> c.RevealLot:
    return c.RevealLot(by=by, at=NOW, words=words)


def void(reason: str) -> c.VoidLot:
    return c.VoidLot(by=MAYOR, at=NOW, reason=reason)


PREPARED = Given(*TIED).when(PREPARE).accepted()
COMMITTED = (
    PREPARED.when(commit(MAYOR, CHAIR_WORDS))
    .accepted()
    .when(commit(AYSE, digest=digest_of(AYSE_WORDS)))
    .accepted()
)
SEALED = COMMITTED.when(SEAL).accepted()


def test_chair_and_member_hand_in_seal_and_say_and_the_lot_falls() -> None:
    one = SEALED.when(reveal(MAYOR, CHAIR_WORDS)).accepted()
    assert one.meeting.elections[W1].elected == ""
    two = one.when(reveal(AYSE, f"  {AYSE_WORDS} ")).accepted()
    drawn = two.meeting.elections[W1].elected
    assert drawn in (ANNA, BEN)
    assert two.meeting.elections[W1].rounds[-1].lot is None
    one.when(reveal(MAYOR, CHAIR_WORDS)).then()


def test_two_places_are_drawn_at_once() -> None:
    three = Given(*tied(3, 3, 3)).when(PREPARE).accepted()
    full = three.when(commit(MAYOR, CHAIR_WORDS)).accepted()
    full = full.when(commit(UWE, AYSE_WORDS)).accepted().when(SEAL).accepted()
    full = full.when(reveal(UWE, AYSE_WORDS)).accepted().when(reveal(MAYOR, CHAIR_WORDS)).accepted()
    election = full.meeting.elections[W1]
    assert len(set(election.rounds[-1].drawn)) == 2
    assert election.tied == ()


@pytest.mark.parametrize(
    ("state", "command", "reason"),
    [
        (Given(*ON_ITEM), PREPARE, r.NoLotNeeded()),
        (Given(*TIED), commit(MAYOR, CHAIR_WORDS), r.NoPublicLot()),
        (PREPARED, PREPARE, r.LotUnderWay()),
        (PREPARED, c.DrawLot(by=MAYOR, at=NOW, candidate="Anna"), r.LotUnderWay()),
        (PREPARED, commit(MAYOR, "elf Zeichen"), r.LotWordsWeak(least=12)),
        (PREPARED, SEAL, r.LotTooFew(found=0, least=2)),
        (PREPARED, reveal(MAYOR, CHAIR_WORDS), r.LotNotSealed()),
        (COMMITTED, commit(UWE, CHAIR_WORDS), r.LotCopied()),
        (SEALED, commit(UWE, "ganz andere Worte"), r.LotSealed()),
        (SEALED, SEAL, r.LotSealed()),
        (SEALED, reveal(UWE, CHAIR_WORDS), r.LotWordsDiffer(seat=UWE)),
        (SEALED, reveal(AYSE, CHAIR_WORDS), r.LotWordsDiffer(seat=AYSE)),
        (SEALED, void(" "), r.ReasonMissing()),
    ],
)
def test_what_would_let_somebody_steer_it_is_refused(
    state: Given, command: c.MeetingCommand, reason: r.Reason
) -> None:
    state.when(command).refused(reason)


def test_only_who_is_there_with_a_vote_takes_part_and_the_chair_must() -> None:
    gone = Given(*TIED, *left(LANGE)).when(PREPARE).accepted()
    gone.when(commit(LANGE, CHAIR_WORDS)).refused(r.NotPresent(seat=LANGE))
    with pytest.raises(r.Refused):
        PREPARED.when(commit(ADVISER, CHAIR_WORDS)).accepted()
    PREPARED.when(commit(CLERK, CHAIR_WORDS)).refused(r.NotVoting(seat=CLERK))
    members = PREPARED.when(commit(AYSE, AYSE_WORDS)).accepted()
    members = members.when(commit(UWE, CHAIR_WORDS)).accepted()
    members.when(SEAL).refused(r.LotTooFew(found=2, least=2))


def test_words_can_be_changed_until_they_are_sealed() -> None:
    COMMITTED.when(commit(MAYOR, CHAIR_WORDS)).then()
    COMMITTED.when(commit(MAYOR, "lieber doch etwas anderes")).accepted()


def test_short_words_hidden_behind_a_digest_are_refused_when_said() -> None:
    short = PREPARED.when(commit(MAYOR, CHAIR_WORDS)).accepted()
    short = short.when(commit(AYSE, digest=digest_of("17"))).accepted().when(SEAL).accepted()
    short.when(reveal(AYSE, "17")).refused(r.LotWordsWeak(least=12))


def test_who_does_not_say_the_words_spoils_the_lot_but_never_chooses() -> None:
    given_up = SEALED.when(void("Sitz 3 deckt nicht auf")).accepted()
    assert given_up.meeting.elections[W1].tied == (ANNA, BEN)
    given_up.when(PREPARE).accepted()
    hall = given_up.when(c.DrawLot(by=MAYOR, at=NOW, candidate="Anna")).accepted()
    assert hall.meeting.elections[W1].elected == ANNA


def test_anybody_can_work_it_out_again_with_the_tools_of_any_computer() -> None:
    lot = PublicLot(
        among=(ANNA, BEN, CEM),
        places=1,
        sealed=True,
        revealed={MAYOR: CHAIR_WORDS, AYSE: AYSE_WORDS},
    )
    text = transcript(lot, "W1/1", 1, lot.among)
    done = subprocess.run(["sha256sum"], input=text.encode(), capture_output=True, check=True)
    number = int(done.stdout.split()[0], 16)
    assert picked(lot, "W1/1") == (lot.among[number % 3],)
    assert text.splitlines()[:2] == ["W1/1", "1"]


def test_words_are_compared_as_people_say_them() -> None:
    assert tidied("  u\u0308ber  den\nBerg ") == "über den Berg"
    assert digest_of("über den Berg") == sha256("über den Berg".encode()).hexdigest()
    assert handed_in(" SHA256:" + "AB" * 32) == "ab" * 32
    assert handed_in("sha256:kurz") is None


@given(st.lists(st.text(min_size=12, max_size=20), min_size=2, max_size=5, unique=True))
def test_nobody_is_drawn_twice(words: list[str]) -> None:
    said = {SeatId(str(n)): text for n, text in enumerate(words)}
    lot = PublicLot(among=(ANNA, BEN, CEM), places=2, sealed=True, revealed=said)
    first, second = picked(lot, "W1/1")
    assert first != second


def test_each_candidate_has_the_same_chance() -> None:
    """One honest word is enough: over many words each of three is drawn about as often."""
    drawn: Counter[str] = Counter()
    for n in range(3000):
        said = {MAYOR: "immer dieselben Worte", AYSE: f"ein ehrliches Wort {n}"}
        lot = PublicLot(among=(ANNA, BEN, CEM), places=1, sealed=True, revealed=said)
        drawn[picked(lot, "W1/1")[0]] += 1
    assert all(900 < n < 1100 for n in drawn.values())
