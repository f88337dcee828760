# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The certified extract of one resolution, and what the minutes say of their own corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from papers import LETTERHEAD
from sample_journal import SECRET_TEXT, aftermath

from bot.domain import events as e
from bot.domain.ids import BallotId, MeetingId
from bot.domain.minutes import Part, minutes
from bot.domain.minutes.values import ReleaseRecord
from bot.domain.records import Recorded
from bot.domain.released import Released
from bot.paper.render import extract_html, minutes_html
from bot.play.outcome import plain
from bot.play.script import holds

RECORDS = aftermath()
(ROAD,) = {r.event.ballot for r in RECORDS if isinstance(r.event, e.ExtractIssued)}


def through(kind: type[e.MeetingEvent]) -> Sequence[Recorded]:
    """Return the journal up to the last entry of a kind."""
    last = max(n for n, record in enumerate(RECORDS) if isinstance(record.event, kind))
    return RECORDS[: last + 1]


def extract(records: Sequence[Recorded]) -> str:
    return plain(extract_html(minutes(records), ROAD, LETTERHEAD))


def test_an_extract_holds_number_wording_figures_and_what_it_follows_from() -> None:
    found = extract(through(e.ExtractIssued))
    assert holds(found, ("Beschluss Nr. 4/2026", "Tagesordnungspunkt", "Wortlaut", "Abstimmung"))
    assert holds(found, ("noch nicht genehmigt", "Für die Richtigkeit", "Dienstsiegel"))
    assert "beanstandet" not in found


def test_an_extract_says_what_the_public_may_know_of_it() -> None:
    assert "Öffentlich beschlossen." in extract(RECORDS)
    value = minutes(RECORDS)
    hidden = next(
        ballot.id
        for record in value.records
        if record.part is Part.NON_PUBLIC and record.item
        for ballot in record.ballots
    )
    issued = replace(value, extracts={hidden: "5/2026"}, released=())
    found = plain(extract_html(issued, hidden, LETTERHEAD))
    assert holds(found, ("Nichtöffentlich beschlossen.", "darf nicht an die Öffentlichkeit"))
    assert "gesonderte Niederschrift" not in found
    told = Released(
        number="5/2026",
        decided=RECORDS[-1].at,
        title="Grundstück",
        text="Ein Grundstück wird verkauft.",
        own_words=False,
        result=None,
        resolved_in=None,
        reason="beurkundet",
        norm="",
    )
    known = ReleaseRecord(at=RECORDS[-1].at, what=hidden, released=told)
    made_known = plain(extract_html(replace(issued, released=(known,)), hidden, LETTERHEAD))
    assert holds(made_known, ("Bekannt gegeben wurde nur", "Ein Grundstück wird verkauft."))
    assert "darf nicht an die Öffentlichkeit" not in made_known


def test_an_extract_of_a_contested_resolution_says_so() -> None:
    contested = through(e.ResolutionContested)
    said = "Dieser Beschluss wurde beanstandet: Deckung fehlt."
    assert holds(extract(contested), (said, "bis zur Entscheidung nicht ausgeführt"))
    assert extract(contested).count(said) == 1
    settled = extract(through(e.ContestSettled))
    assert holds(settled, (said, "Der Beschluss hat Bestand: Nachgewiesen."))
    assert "nicht ausgeführt" not in settled


@pytest.mark.parametrize(
    ("adopted", "said", "unsaid"),
    [
        (True, ("entschieden, dabei zu bleiben", "nicht ausgeführt"), "ist aufgehoben"),
        (False, ("entschieden, nicht dabei zu bleiben", "ist aufgehoben"), "nicht ausgeführt"),
    ],
)
def test_extract_and_minutes_name_the_vote_by_which_the_body_decided_again(
    adopted: bool, said: tuple[str, ...], unsaid: str
) -> None:
    """Given a contested resolution, when the body votes on it again, then each paper says how."""
    contested = through(e.ResolutionContested)
    issued = minutes(contested)
    vote = next(one for r in issued.records for one in r.ballots if one.result)
    assert vote.result is not None
    again = e.ContestDecided(
        ballot=ROAD,
        meeting=MeetingId("2026-08"),
        vote=BallotId("V7"),
        number="4/2026",
        decided=contested[-1].at,
        result=replace(vote.result, yes=5, no=2, abstain=1, adopted=adopted),
    )
    records = [*contested, Recorded(seq=contested[-1].seq + 1, at=contested[-1].at, event=again)]
    value = minutes(records)
    public = plain(minutes_html(value, Part.PUBLIC, LETTERHEAD))
    for paper in (extract(records), public):
        assert holds(paper, ("in der Sitzung 2026-08 (V7) mit 5 Ja, 2 Nein, 1 Enthaltung", *said))
        assert unsaid not in paper
    assert "2026-08 (V7)" not in plain(minutes_html(value, Part.NON_PUBLIC, LETTERHEAD))


def test_no_extract_is_made_of_what_none_was_issued_of() -> None:
    for records, ballot in ((through(e.MinutesDrafted), ROAD), (RECORDS, BallotId("V99"))):
        with pytest.raises(ValueError, match="was issued"):
            extract_html(minutes(records), ballot, LETTERHEAD)


def test_the_minutes_show_texts_objections_and_corrections_each_in_its_document() -> None:
    value = minutes(RECORDS)
    public = plain(minutes_html(value, Part.PUBLIC, LETTERHEAD))
    hidden = plain(minutes_html(value, Part.NON_PUBLIC, LETTERHEAD))
    assert holds(public, ("Gemeinsam beraten", "Herr Brand berichtet", "Mikrofon"))
    assert holds(public, ("Einwendung 1", "Berechtigt."))
    for words in (SECRET_TEXT, "Meine Frage fehlt", "Wird ergänzt", "Name falsch"):
        assert words not in public
    assert holds(hidden, (SECRET_TEXT, "Meine Frage fehlt", "Berechtigt: Wird ergänzt"))
    assert holds(hidden, ("Name falsch",))


def test_an_extract_names_the_approval_of_the_supervisory_authority() -> None:
    assert holds(extract(RECORDS), ("Aufsichtsbehörde hat genehmigt", "Landratsamt"))
    assert not holds(extract(through(e.ExtractIssued)), ("Aufsichtsbehörde",))
