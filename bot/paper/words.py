# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the papers put facts into words: what the templates call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.domain.debating import ProceduralEnd
from bot.domain.minutes import (
    AmendmentRecord,
    Attendance,
    BallotRecord,
    Convocation,
    DisturbanceRecord,
    Minutes,
    MotionRecord,
    NamedVote,
    Part,
    Person,
    ProceduralRecord,
    RecusalRecord,
    Span,
    SpeechRecord,
    Stay,
    unsigned,
)
from bot.domain.values import Language, Majority, SubjectKind
from bot.texts import Said, Texts

Day: TypeAlias = date
_BY_NUMBER = (SubjectKind.RELEASE, SubjectKind.CONTEST)
"""Votes on a resolution that is named by its running number alone."""


class Words:
    """Sentences in one language, moments in the meeting's time zone."""

    def __init__(self, language: Language, time_zone: str, meets: datetime | None = None) -> None:
        """``meets``: what is on another day than this moment is told with its day."""
        self.language = language
        self._texts = Texts.load(time_zone)
        self._zone = ZoneInfo(time_zone)
        self._today = self._local(meets) if meets else None

    def t(self, key: str, **facts: object) -> Said:
        """Return sentence ``paper.<key>``."""
        return self._texts.say(self.language, f"paper.{key}", **facts)

    def n(self, key: str, count: int, **facts: object) -> Said:
        """Return sentence ``paper.<key>`` in its form for ``count``."""
        return self._texts.count(self.language, f"paper.{key}", count, **facts)

    def term(self, key: str) -> Said:
        """Return a word shared with the chat, such as ``choice.yes``."""
        return self._texts.say(self.language, key)

    def hour(self, at: datetime) -> Said:
        """Return ``19.30 Uhr``."""
        return self.t("clock", when=at)

    def clock(self, at: datetime) -> Said:
        """Return ``19.30 Uhr``, with the day if it is not the day of the meeting."""
        return self.moment(at) if self._elsewhen(at) else self.hour(at)

    def when(self, at: datetime) -> Said:
        """Return ``um 19.30 Uhr``, on another day ``am 27. November 2026 um 0.20 Uhr``."""
        if self._elsewhen(at):
            return self.t("at_day", day=self.date(at), clock=self.hour(at))
        return self.t("at_hour", clock=self.hour(at))

    def date(self, at: datetime) -> Said:
        """Return ``26. November 2026``."""
        return self.t("date", when=at)

    def day(self, at: datetime) -> Said:
        """Return ``Donnerstag, 26. November 2026``."""
        return self.t("day", when=at)

    def span(self, span: Span) -> Said:
        """Return ``19.15–19.52 Uhr``, or ``ab 19.15 Uhr`` while it lasts.

        Over days ``26. November 2026, 21.40 Uhr bis 27. November 2026, 19.00 Uhr``.
        """
        if span.until is None:
            return self.t("since", since=self.clock(span.since))
        if self._local(span.since) != self._local(span.until):
            return self.t("days", since=self.moment(span.since), until=self.moment(span.until))
        since = self.t("clock_bare", when=span.since)
        hours = self.t("span", since=since, until=self.hour(span.until))
        if self._elsewhen(span.since):
            return self.t("moment", day=self.date(span.since), clock=hours)
        return hours

    def moment(self, at: datetime) -> Said:
        """Return day and hour."""
        return self.t("moment", day=self.date(at), clock=self.hour(at))

    def _local(self, at: datetime) -> Day:
        return at.astimezone(self._zone).date()

    def _elsewhen(self, at: datetime) -> bool:
        return self._today is not None and self._local(at) != self._today

    def spans(self, spans: Iterable[Span]) -> Said:
        return Said(", ".join(map(self.span, spans)))

    def name(self, person: Person) -> str:
        """Return a name with its group."""
        return f"{person.name} ({person.group})" if person.group else person.name

    def stays(self, stays: Iterable[Stay], minutes: Minutes) -> Said:
        """Return when somebody was there."""
        return Said("; ".join(self._stay(stay, minutes) for stay in stays))

    def _stay(self, stay: Stay, minutes: Minutes) -> str:
        gone = stay.span.until
        if not stay.late:
            text = self.t("until", until=self.clock(gone)) if gone else self.t("throughout")
        elif gone and gone != minutes.closed:
            text = self.span(stay.span)
        else:
            text = self.t("since", since=self.clock(stay.span.since))
        return text

    def convocation(self, convocation: Convocation) -> list[Said]:
        """Return the sentences on how the body was convened."""
        notice = convocation.notice
        facts = {
            "summoned": convocation.summoned,
            "received": notice.received,
            "full_days": notice.full_days,
            "needed": notice.needed,
        }
        lines = [self.t("convocation.received", **facts), *self._proof(convocation)]
        if not notice.urgent:
            kept = notice.full_days >= notice.needed
            return [*lines, self.t("convocation.kept" if kept else "convocation.not_kept")]
        lines.append(self.t("convocation.urgent", reason=convocation.urgency_reason))
        if convocation.urgency_established:
            at = self.when(convocation.urgency_established)
            return [*lines, self.t("convocation.established", at=at)]
        if convocation.to_object:
            return [*lines, self.t("convocation.objection", needed=convocation.to_object)]
        return [*lines, self.t("convocation.not_established")]

    def _proof(self, known: Convocation) -> list[Said]:
        """Return whose receipt is proven; the reckoned day alone proves nothing."""
        if known.proven >= known.summoned:
            return [self.t("convocation.proven_all")]
        key = "convocation.proven" if known.appeared else "convocation.proven_only"
        facts = {"proven": known.proven, "summoned": known.summoned}
        return [self.t(key, **facts, appeared=known.appeared)]

    def subject(self, ballot: BallotRecord) -> Said:
        """Return what a ballot was about, such as ``Änderungsantrag A2``."""
        kind = self.term(f"subject_kind.{ballot.subject.kind.value}")
        if ballot.about:
            item = self.t("item", number=ballot.about)
            return self.t("ballot.about_item", kind=kind, item=item)
        if ballot.subject.kind in (SubjectKind.MOTION, SubjectKind.AMENDMENT, SubjectKind.PART):
            return self.t("ballot.about", kind=kind, ref=ballot.subject.ref)
        if ballot.subject.kind in _BY_NUMBER:
            return self.t("ballot.about", kind=kind, ref=ballot.question)
        return kind

    def majority(self, ballot: BallotRecord) -> Said:
        """Return what was needed, so that the result can be checked by hand."""
        if ballot.result is None or ballot.majority is None:
            return Said("")
        majority = ballot.majority
        return self.t(
            "ballot.majority.least" if majority.or_equal else "ballot.majority.more",
            share=majority.share,
            needed=ballot.result.needed,
            base=self.term(f"base.{majority.base.value}"),
            number=ballot.result.base,
        )

    def round_rule(self, majority: Majority) -> Said:
        """Return what a round of an election takes that has a majority of its own."""
        key = "round.rule.least" if majority.or_equal else "round.rule.more"
        base = self.term(f"base.{majority.base.value}")
        return self.t(key, share=majority.share, base=base)

    def outcome(
        self, adopted: bool | None, *, withdrawn: bool = False, settled: bool = False
    ) -> str:
        """Return the key of an outcome, such as ``adopted``, ``settled`` or ``undecided``."""
        if withdrawn:
            return "withdrawn"
        if settled:
            return "settled"
        if adopted is None:
            return "undecided"
        return "adopted" if adopted else "rejected"

    def wording_shown(self, ballot: BallotRecord, motions: Iterable[MotionRecord]) -> bool:
        """Tell whether the question of ``ballot`` stands in one of ``motions`` already."""
        if ballot.subject.kind in _BY_NUMBER:
            return True  # the number stands in the heading
        shown = {motion.final for motion in motions} | {motion.text for motion in motions}
        shown |= {amendment.text for motion in motions for amendment in motion.amendments}
        return not ballot.question or ballot.question in shown

    def by_group(self, ballot: BallotRecord) -> list[tuple[str, list[NamedVote]]]:
        """Return the votes of a recorded ballot by group, in the order of the roster."""
        groups = dict.fromkeys(vote.person.group for vote in ballot.votes)
        return [
            (group, [vote for vote in ballot.votes if vote.person.group == group])
            for group in groups
        ]

    def recusal(self, recusal: RecusalRecord) -> Said:
        facts = {"name": recusal.person.name, "reason": recusal.reason}
        if not recusal.spans:
            return self.t("recusal.before", **facts)
        key = "recusal.withdrawn" if recusal.withdrawn else "recusal"
        return self.t(key, **facts, spans=self.spans(recusal.spans))

    def status(self, minutes: Minutes) -> str:
        """Return ``draft`` until both have signed, then ``signed``, at last ``approved``."""
        if minutes.approval and minutes.approval.version == minutes.version:
            return "approved"
        return "draft" if unsigned(minutes) else "signed"

    def movers(self, motion: MotionRecord | AmendmentRecord) -> Said:
        """Return who has moved it, and who has joined in."""
        name = self.name(motion.mover)
        if not motion.joined:
            return self.t("motion.mover", name=name)
        return self.t("motion.movers", name=name, names=[self.name(one) for one in motion.joined])

    def disturbance(self, known: DisturbanceRecord, *, public: bool) -> Said:
        """Return a disturbance with times, sphere and what had to be repeated.

        Of how it was judged without the public, the public is told nothing.
        """
        facts = {"name": known.person.name, "spans": self.span(known.span), "what": known.what}
        key = "disturbance.second" if known.second_channel else "disturbance"
        said = [self.t(key, **facts)]
        told = not public or known.judged_in is Part.PUBLIC
        if known.sphere and known.decided and told:
            judged = {"at": self.clock(known.decided), "reason": known.reason}
            said.append(self.t(f"disturbance.{known.sphere.value}", **judged))
        if known.to_repeat and told:
            said.append(self.t("disturbance.repeat", ballots=known.to_repeat))
        return Said(" ".join(said))

    def speakers(self, speeches: Iterable[SpeechRecord]) -> list[str]:
        """Return who spoke, in the order in which they first did, each with the time in all."""
        spoken: dict[Person, int] = {}
        for speech in speeches:
            spoken[speech.person] = spoken.get(speech.person, 0) + speech.seconds
        return [
            self.t(
                "speaker", name=self.name(person), minutes=total // 60, seconds=f"{total % 60:02d}"
            )
            for person, total in spoken.items()
        ]

    def procedural(self, record: ProceduralRecord) -> Said:
        """Return a procedural motion with who spoke to it and how it ended."""
        facts = {
            "id": record.motion.id,
            "text": record.text,
            "name": self.name(record.mover),
            "at": self.clock(record.at),
        }
        said = [self.t("procedural", **facts)]
        for key, people in (("pro", record.pro), ("contra", record.contra)):
            if people:
                said.append(self.t(f"procedural.{key}", names=[self.name(one) for one in people]))
        end = record.motion.end or ProceduralEnd.LAPSED
        demanders = [self.name(one) for one in record.supporters]
        names = {"names": demanders} if end is ProceduralEnd.DEMANDED else {}
        said.append(self.t(f"procedural.{end.value}", reason=record.reason, **names))
        return Said(" ".join(said))

    def function(self, line: Attendance) -> Said:
        return self.term(f"role.{line.role.value}")

    def part(self, part: Part) -> Said:
        return self.t(f"part.{part.value}")
