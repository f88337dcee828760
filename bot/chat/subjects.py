# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a ballot may be opened on, as people say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.arguments import ITEM, Arguments, motion_of
from bot.chat.misunderstood import Misunderstood
from bot.domain.conduct import urgency_open
from bot.domain.dividing import next_subject
from bot.domain.ids import ItemId, MotionId
from bot.domain.meeting import Meeting, MotionStatus
from bot.domain.papersout import COUNTING, unfinished
from bot.domain.procedural import in_order
from bot.domain.values import Subject, SubjectKind, VoteMode

MODES = {
    "offen": VoteMode.OPEN,
    "open": VoteMode.OPEN,
    "namentlich": VoteMode.RECORDED,
    "recorded": VoteMode.RECORDED,
    "geheim": VoteMode.SECRET,
    "secret": VoteMode.SECRET,
    "einvernehmlich": VoteMode.UNOPPOSED,
    "unopposed": VoteMode.UNOPPOSED,
}
HIDDEN = frozenset({"verdeckt", "hidden"})
"""Asks for a running result nobody sees before the close."""
UNTIL = frozenset({"bis", "until"})
"""With `ALL`: the vote ends once everybody has answered."""
ALL = frozenset({"alle", "all"})
WITHOUT = frozenset({"ohne", "without"})
"""With `CHAIR`: the vote of who presides by office rests."""
CHAIR = frozenset({"vorsitz", "chair"})
WITH_RULE = frozenset({"mehrheit", "regel", "majority", "rule"})
HOW = frozenset({*MODES, *HIDDEN, *UNTIL, *WITHOUT, *WITH_RULE})
"""Words that say how is voted, not on what."""
RULES = {
    "einfach": "simple",
    "einfache": "simple",
    "mitglieder": "members",
    "absolut": "members",
    "absolute": "members",
    "zweidrittel": "two_thirds",
    "2/3": "two_thirds",
    "dreiviertel": "three_quarters",
    "3/4": "three_quarters",
    "zweidrittel_mitglieder": "two_thirds_members",
    "dreiviertel_mitglieder": "three_quarters_members",
}
"""Spoken names of majorities; a key itself is understood as well."""
_SHARES = (
    (frozenset({"zwei", "two"}), frozenset({"drittel", "thirds"}), "two_thirds"),
    (frozenset({"drei", "three"}), frozenset({"viertel", "quarters"}), "three_quarters"),
)
_THE = frozenset({"der", "aller", "of", "all", "those"})
_MEMBERS = frozenset({"mitglieder", "members"})
_PRESENT = frozenset({"anwesenden", "present"})

OPENLY = frozenset({"offen", "open", "openly"})
"""Asks for an election by show of hands (offene Wahl)."""
_PART = frozenset({"ziffer", "teil", "part"})
"""Goes before the number of a part: ``Ziffer 2``."""
_KINDS: Mapping[str, SubjectKind] = {
    "dringlichkeit": SubjectKind.URGENCY,
    "urgency": SubjectKind.URGENCY,
    "erweiterung": SubjectKind.ADD_ITEM,
    "extension": SubjectKind.ADD_ITEM,
    "absetzung": SubjectKind.REMOVE_ITEM,
    "removal": SubjectKind.REMOVE_ITEM,
    "oeffentlichkeit": SubjectKind.EXCLUDE_PUBLIC,
    "nichtoeffentlich": SubjectKind.EXCLUDE_PUBLIC,
    "exclusion": SubjectKind.EXCLUDE_PUBLIC,
    "befangenheit": SubjectKind.RECUSAL,
    "recusal": SubjectKind.RECUSAL,
    "ausschluss": SubjectKind.EXPULSION,
    "expulsion": SubjectKind.EXPULSION,
    "einspruch": SubjectKind.MEASURE,
    "appeal": SubjectKind.MEASURE,
    "abwahl": SubjectKind.RECALL,
    "abberufung": SubjectKind.RECALL,
    "recall": SubjectKind.RECALL,
    "wahl": SubjectKind.OPEN_ELECTION,
    "election": SubjectKind.OPEN_ELECTION,
    "niederschrift": SubjectKind.MINUTES,
    "minutes": SubjectKind.MINUTES,
    "bekanntgabe": SubjectKind.RELEASE,
    "release": SubjectKind.RELEASE,
    "beanstandung": SubjectKind.CONTEST,
    "contest": SubjectKind.CONTEST,
    "geschaeftsordnung": SubjectKind.PROCEDURE,
    "go": SubjectKind.PROCEDURE,
    "verfahren": SubjectKind.PROCEDURE,
    "procedure": SubjectKind.PROCEDURE,
}


def subject(arguments: Arguments) -> Subject:
    """Take what the ballot is about; nothing named means what is due: the motion, or part."""
    kind = arguments.one_of(_KINDS)
    if kind is not None:
        return _READ[kind](arguments)
    word = arguments.peek()
    motion = arguments.procedural_if_named()
    if motion is not None:
        return Subject(kind=SubjectKind.PROCEDURE, ref=motion)
    if word is None or (not word.quoted and word.plain in HOW):
        meeting = arguments.meeting()
        if waiting := in_order(meeting):
            return Subject(kind=SubjectKind.PROCEDURE, ref=waiting[0].id)
        if urgency_open(meeting):
            return Subject(kind=SubjectKind.URGENCY)
        return _motion(meeting, _next(meeting, _here(meeting)))
    if arguments.keyword(_PART):
        meeting = arguments.meeting()
        motion_id = due(meeting, _here(meeting))
        return Subject(kind=SubjectKind.PART, ref=f"{motion_id}.{arguments.number('number')}")
    if motion_of(arguments.meeting(), word) is None and (
        word.plain in ITEM or word.plain.startswith("top")
    ):
        return _motion(arguments.meeting(), _next(arguments.meeting(), arguments.item()))
    return _motion(arguments.meeting(), arguments.motion())


def majority(arguments: Arguments) -> str:
    """Take the name of a majority: ``2/3``, ``zwei Drittel der Mitglieder``, or its key.

    ``two_thirds_present`` for ``zwei Drittel der Anwesenden``, whether the rules know it or not.
    """
    share = next((key for one, two, key in _SHARES if arguments.keywords(one, two)), None)
    if share is None:
        typed = arguments.take("rule").plain
        share = RULES.get(typed, typed)
    if share not in ("two_thirds", "three_quarters"):
        return share
    while arguments.keyword(_THE):
        pass
    if arguments.keyword(_PRESENT):
        return f"{share}_present"
    return f"{share}_members" if arguments.keyword(_MEMBERS) else share


def _here(meeting: Meeting) -> ItemId | None:
    """Return the item under debate; after the meeting the one that goes on by post."""
    left = unfinished(meeting) if meeting.phase in COUNTING else ()
    return meeting.motions[left[0]].item if left else meeting.item


def _motion(meeting: Meeting, motion: MotionId) -> Subject:
    known = meeting.motions[motion]
    kind = SubjectKind.AMENDMENT if known.amends else SubjectKind.MOTION
    return next_subject(meeting, known) or Subject(kind=kind, ref=motion)


def _next(meeting: Meeting, item: ItemId | None) -> MotionId:
    """Return what is voted on next on ``item``, the amendments to its motion first."""
    motion = due(meeting, item)
    return next(iter(meeting.pending_amendments(motion)), motion)


def due(meeting: Meeting, item: ItemId | None) -> MotionId:
    """Return the one motion on ``item`` whose turn it is."""
    if item is None:
        raise Misunderstood("refusal.no_item_open")
    number = meeting.number_of(item)
    waiting = [m for m in meeting.motions_on(item) if m.status is MotionStatus.PENDING]
    if not waiting:
        raise Misunderstood("problem.no_motion", item=number)
    competing = meeting.competing(waiting[0].id)
    if len(waiting) > len(competing):
        motions = tuple(m.id for m in waiting)
        raise Misunderstood("problem.which_motion", item=number, motions=motions)
    return competing[0]


def _urgency(_arguments: Arguments) -> Subject:
    return Subject(kind=SubjectKind.URGENCY)


def _on_item(kind: SubjectKind) -> Callable[[Arguments], Subject]:
    return lambda arguments: Subject(kind=kind, ref=arguments.item())


def _recusal(arguments: Arguments) -> Subject:
    return Subject(kind=SubjectKind.RECUSAL, ref=arguments.person())


def _expulsion(arguments: Arguments) -> Subject:
    seat = arguments.person()
    reason = arguments.quoted_or_line("reason")
    return Subject(kind=SubjectKind.EXPULSION, ref=seat, text=reason)


def _measure(arguments: Arguments) -> Subject:
    return Subject(kind=SubjectKind.MEASURE, ref=arguments.take("measure").bare.upper())


def _minutes(arguments: Arguments) -> Subject:
    return Subject(kind=SubjectKind.MINUTES, ref=arguments.take("meeting").bare)


def _on_resolution(kind: SubjectKind) -> Callable[[Arguments], Subject]:
    return lambda arguments: Subject(kind=kind, ref=arguments.take("resolution").bare)


def _openly(arguments: Arguments) -> Subject:
    arguments.keyword(OPENLY)
    return Subject(kind=SubjectKind.OPEN_ELECTION)


def _in_words(kind: SubjectKind) -> Callable[[Arguments], Subject]:
    return lambda arguments: Subject(kind=kind, text=arguments.quoted_or_line("text"))


_READ: Mapping[SubjectKind, Callable[[Arguments], Subject]] = {
    SubjectKind.URGENCY: _urgency,
    SubjectKind.ADD_ITEM: _on_item(SubjectKind.ADD_ITEM),
    SubjectKind.REMOVE_ITEM: _on_item(SubjectKind.REMOVE_ITEM),
    SubjectKind.EXCLUDE_PUBLIC: _on_item(SubjectKind.EXCLUDE_PUBLIC),
    SubjectKind.RECUSAL: _recusal,
    SubjectKind.EXPULSION: _expulsion,
    SubjectKind.MEASURE: _measure,
    SubjectKind.MINUTES: _minutes,
    SubjectKind.RELEASE: _on_resolution(SubjectKind.RELEASE),
    SubjectKind.CONTEST: _on_resolution(SubjectKind.CONTEST),
    SubjectKind.OPEN_ELECTION: _openly,
    SubjectKind.PROCEDURE: _in_words(SubjectKind.PROCEDURE),
    SubjectKind.RECALL: _in_words(SubjectKind.RECALL),
}
