# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The machine-readable view (``org.gremium.view``) that rides in the bot's encrypted messages.

Widgets draw the newest view and know nothing else. The format is described by
``docs/reference/view.schema.json``; ``v`` rises when a field changes its meaning, new fields do
not raise it. Long texts are cut (``cut: true``), shorter and shorter until the view fits `LIMIT`.

A public view is for the session room, which guests read and a hall may show on its wall: of
non-public items it holds the number alone, of ballots without the public nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.balloting import without
from bot.domain.debating import Procedural
from bot.domain.ids import ItemId, SeatId
from bot.domain.meeting import Ballot, Meeting, Motion, MotionStatus
from bot.domain.numbered import numbered
from bot.domain.procedural import in_order, wording
from bot.domain.quorum import is_presumed
from bot.domain.rulebook import Demand, EnBloc
from bot.domain.speeches import group_left, item_left, speakers_list
from bot.domain.values import QuorumCheck, Role, SubjectKind
from bot.domain.votes import electorate
from bot.views.base import Lengths, View, concealed, counted, cut, fitting
from bot.views.conduct import measures, question_time
from bot.views.counting import alone, by_post, postal, tellers
from bot.views.electing import elections
from bot.views.opening import opening, urgent

VERSION = 1
TYPE = "org.gremium.view"
AGENDA_LIMIT = 60
"""Items a view carries; a longer agenda is cut, the documents hold all of it."""
ON_ITEMS = (SubjectKind.ADD_ITEM, SubjectKind.REMOVE_ITEM, SubjectKind.EXCLUDE_PUBLIC)
"""Subjects whose ``ref`` is an item and whose wording is its title."""


def view(meeting: Meeting, *, seq: int, head: str, public: bool) -> View:
    """Return the state of ``meeting`` after entry ``seq`` of its stream, whose hash is ``head``.

    Larger than `LIMIT` only for a body of more seats than any municipality has.
    """
    return fitting(lambda lengths: _View(meeting, public, lengths).of(seq, head))


def ballot_concealed(meeting: Meeting, ballot: Ballot) -> bool:
    """Tell whether a ballot was held without the public or on what the public must not read."""
    return ballot.non_public or concealed(meeting, ballot.item)


def title_concealed(meeting: Meeting, ballot: Ballot) -> bool:
    """Tell whether the wording of a ballot on the agenda is the title of a non-public item."""
    return ballot.subject.kind in ON_ITEMS and concealed(meeting, ItemId(ballot.subject.ref))


@dataclass(frozen=True, slots=True)
class _View:
    """One attempt to show a meeting within certain lengths."""

    meeting: Meeting
    public: bool
    lengths: Lengths

    def of(self, seq: int, head: str) -> View:
        meeting = self.meeting
        ballot = meeting.open_ballot()
        item = None if self._hides(meeting.item) else meeting.item
        return {
            "v": VERSION,
            "public": self.public,
            "body": {"id": meeting.body, "name": meeting.body_name},
            "meeting": self._meeting(),
            "agenda": [self._item(known.id) for known in meeting.agenda[:AGENDA_LIMIT]],
            "agenda_cut": len(meeting.agenda) > AGENDA_LIMIT,
            "item": item,
            "opening": opening(meeting, self.lengths),
            "urgent": urgent(meeting.made_known.get(item), self.lengths) if item else None,
            "attendance": self._attendance(),
            "substitutes": dict(meeting.substitutes),
            "quorum": self._quorum(),
            "conference": self._conference(),
            "recused": sorted(seat for seat, on in meeting.recusals if on == item),
            "motions": [self._motion(m) for m in meeting.motions.values() if m.item == item],
            "disturbances": [
                {"id": one.id, "seat": one.seat, "sphere": one.sphere}
                for one in meeting.disturbances.values()
                if not one.over
            ],
            "measures": measures(meeting, public=self.public),
            "question_time": question_time(meeting, self.lengths),
            "debate": self._debate(),
            "procedural": [self._procedural(known) for known in self._waiting()],
            "ballot": self._ballot(ballot) if ballot and self._shows(ballot) else None,
            "last_result": self._last_result(),
            "postal": postal(meeting, self._wording, self._shows),
            "elections": elections(meeting, self.lengths, public=self.public),
            "alone": alone(meeting, public=self.public),
            "journal": {"seq": seq, "head": head},
        }

    def _hides(self, item: ItemId | None) -> bool:
        return self.public and concealed(self.meeting, item)

    def _shows(self, ballot: Ballot) -> bool:
        return not (self.public and ballot_concealed(self.meeting, ballot))

    def _meeting(self) -> View:
        meeting = self.meeting
        return {
            "id": meeting.id,
            "title": cut(meeting.title, self.lengths.title),
            "starts": meeting.starts.isoformat() if meeting.starts else None,
            "place": cut(meeting.place, self.lengths.title),
            "format": meeting.format,
            "phase": meeting.phase,
            "chair": meeting.chair,
            "non_public": meeting.non_public,
            "roll_call_open": meeting.roll_call_open,
            "unopposed": meeting.rules is not None and meeting.rules.flag("vote.acclamation"),
            "blocks": self._allows("vote.block", EnBloc.NEVER),
            "by_post": by_post(meeting),
            "tellers": tellers(meeting),
        }

    def _allows(self, rule: str, never: str) -> bool:
        rules = self.meeting.rules
        return rules is not None and rules.word(rule) != never

    def _item(self, item: ItemId) -> View:
        meeting = self.meeting
        known = next(one for one in meeting.agenda if one.id == item)
        title = None if self._hides(item) else cut(known.title, self.lengths.title)
        return {
            "id": item,
            "number": meeting.number_of(item),
            "title": title,
            "cut": title is not None and title != known.title,
            "public": known.public,
            "done": item in meeting.done,
            "late": known.late,
            "papers": [] if title is None else self._papers(item),
        }

    def _papers(self, item: ItemId) -> list[str]:
        papers = self.meeting.paperwork.papers_on(item)[: self.lengths.papers]
        return [cut(paper.name, self.lengths.name) for paper in papers]

    def _attendance(self) -> list[View]:
        meeting, known = self.meeting, self.meeting.attendance
        return [
            {
                "seat": seat.id,
                "name": cut(seat.name, self.lengths.name),
                "group": cut(seat.group, self.lengths.name),
                "role": Role.MEMBER if seat.id in meeting.substitutes else seat.role,
                "votes": meeting.has_vote(seat.id),
                **({"weight": meeting.weight_of(seat.id)} if meeting.weighted else {}),
                "presence": known[seat.id].presence if seat.id in known else None,
                "mode": known[seat.id].mode if meeting.is_present(seat.id) else None,
                "mark": meeting.marks.get(seat.id),
            }
            for seat in meeting.seats.values()
        ]

    def _conference(self) -> View:
        """Return who has the floor and how everybody is connected; it says nothing of presence."""
        meeting = self.meeting
        return {
            "ended": meeting.conference_ended,
            "floor": list(meeting.floor),
            "links": {
                seat: {"link": known.link, "microphone": known.microphone, "camera": known.camera}
                for seat, known in meeting.links.items()
            },
        }

    def _quorum(self) -> View | None:
        if not self.meeting.attendance:
            return None
        meeting = self.meeting
        check = meeting.quorum(meeting.item)
        presumed = not check.quorate and is_presumed(meeting, meeting.item, check)
        return {**_check(check), **({"presumed": True} if presumed else {})}

    def _motion(self, motion: Motion) -> View:
        return {
            "id": motion.id,
            "amends": motion.amends,
            "against": motion.against,
            "by": motion.by,
            "joined": list(motion.joined),
            "replaces": self._text(motion.replaces)["text"],
            **self._text(motion.text),
            "status": motion.status,
            **self._parts(motion),
        }

    def _parts(self, motion: Motion) -> View:
        """Return what became of each part of a divided motion, or that it may be divided."""
        if motion.divided:
            became = {True: MotionStatus.ADOPTED, False: MotionStatus.REJECTED}
            known = [motion.parts_adopted.get(n) for n in range(1, len(motion.parts) + 1)]
            return {
                "parts": [
                    MotionStatus.PENDING if adopted is None else became[adopted]
                    for adopted in known
                ]
            }
        plain = motion.amends is None and motion.status is MotionStatus.PENDING
        if plain and self._allows("vote.parts", Demand.NEVER) and numbered(motion.text):
            return {"divisible": True}
        return {}

    def _debate(self) -> View:
        """Return the speakers' list and the clocks; a widget counts down to ``ends`` by itself."""
        meeting = self.meeting
        shown = not self._hides(meeting.item) and not (self.public and meeting.non_public)
        speeches = meeting.debate.speaking.values() if shown else ()
        # A speech ends by an entry of its own after its speaker's floor; nothing is said of it.
        speaking = [one for one in speeches if one.seat in meeting.floor]
        return {
            "list_closed": meeting.list_closed,
            "closed": meeting.debate_closed,
            "waiting": [
                {"seat": one.seat, "kind": one.kind}
                for one in (speakers_list(meeting) if shown else ())
            ],
            "speaking": [
                {
                    "seat": speech.seat,
                    "kind": speech.kind,
                    "begun": speech.begun.isoformat(),
                    "ends": speech.ends.isoformat() if speech.ends else None,
                    "group_left": group_left(meeting, speech.seat),
                }
                for speech in speaking
            ],
            "left": item_left(meeting) if meeting.rules and shown else None,
        }

    def _waiting(self) -> list[Procedural]:
        return [
            known
            for known in in_order(self.meeting)
            if not (self.public and (known.non_public or self._hides(known.on)))
        ]

    def _procedural(self, motion: Procedural) -> View:
        return {
            "id": motion.id,
            "kind": motion.kind,
            "by": motion.by,
            **self._text(wording(self.meeting, motion)),
            "supporters": len(motion.supporters),
            "for": list(motion.pro),
            "against": list(motion.contra),
        }

    def _text(self, text: str) -> View:
        return self.lengths.shortened(text)

    def _ballot(self, ballot: Ballot) -> View:
        shown: View = {
            "id": ballot.id,
            "mode": ballot.mode,
            "subject": ballot.subject.kind,
            "ref": ballot.subject.ref,
            **self._text(self._asked(ballot)),
            "rule": ballot.rule,
            "entitled": len(electorate(self.meeting, ballot)),
            "received": len(ballot.votes) + (ballot.sums.found if ballot.sums else 0),
            "voted": sorted(ballot.votes),
        }
        if ballot.hidden:
            shown["hidden"] = True
        if ballot.until_all:
            shown["until_all"] = True
        if seat := without(ballot):
            shown["without"] = seat
        if ballot.names_shown:
            shown["votes"] = _votes(ballot)
        return shown

    def _asked(self, ballot: Ballot) -> str:
        """Return what a ballot is on in its own words; nothing of a title nobody may read here."""
        masked = self.public and title_concealed(self.meeting, ballot)
        return "" if masked else ballot.subject.text

    def _wording(self, ballot: Ballot) -> str:
        return str(self._text(self._asked(ballot))["text"])

    def _last_result(self) -> View | None:
        closed = [b for b in self.meeting.ballots.values() if not b.open and self._shows(b)]
        if not closed:
            return None
        last = closed[-1]
        return {
            "id": last.id,
            "mode": last.mode,
            "subject": last.subject.kind,
            "ref": last.subject.ref,
            "undecided": last.undecided,
            "voided": bool(last.voided),
            "result": counted(last.result) if last.result else None,
            "votes": _votes(last) if last.names_shown else None,
        }


def _check(check: QuorumCheck) -> View:
    return {
        "present": check.present,
        "needed": check.needed,
        "statutory": check.statutory,
        "quorate": check.quorate,
    }


def _votes(ballot: Ballot) -> dict[SeatId, str]:
    return {seat: vote.choice for seat, vote in ballot.votes.items()}
