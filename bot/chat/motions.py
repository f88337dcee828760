# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on motions (Anträge) and amendments (Änderungsanträge)."""

from __future__ import annotations

from bot.chat.arguments import Arguments
from bot.chat.command import EVERYWHERE, FLOOR, ROOMS, ChatCommand, speaker
from bot.chat.context import Context
from bot.chat.misunderstood import Misunderstood
from bot.chat.requests import CompareMotion, ShowMotion
from bot.chat.subjects import due
from bot.domain import commands as c
from bot.domain.ids import MotionId
from bot.domain.permissions import ALLOWED

_WHOLE = frozenset({"aufheben", "ungeteilt", "whole"})
"""Takes a division back."""


def _move(arguments: Arguments, context: Context) -> c.MoveMotion:
    by = speaker(context)
    seat = arguments.for_person_colon() or by
    return c.MoveMotion(by=by, at=context.at, seat=seat, text=arguments.text("text"))


def _amend(arguments: Arguments, context: Context) -> c.MoveAmendment:
    by = speaker(context)
    amends = arguments.motion()
    seat = arguments.for_person_colon() or by
    replaces, text = arguments.pair() or ("", "")
    return c.MoveAmendment(
        by=by,
        at=context.at,
        seat=seat,
        amends=amends,
        text=text if replaces else arguments.text("amendment"),
        replaces=replaces,
    )


def _counter(arguments: Arguments, context: Context) -> c.MoveCounterMotion:
    by = speaker(context)
    against = arguments.motion()
    seat = arguments.for_person_colon() or by
    text = arguments.text("text")
    return c.MoveCounterMotion(by=by, at=context.at, seat=seat, against=against, text=text)


def _order(arguments: Arguments, context: Context) -> c.OrderAmendments | c.OrderMotions:
    """Order amendments, or a motion and its counter-motions, whichever are named."""
    by = speaker(context)
    named = arguments.motions()
    if len(named) > 1 and not any(arguments.meeting().motions[one].amends for one in named):
        reason = arguments.optional_text()
        return c.OrderMotions(by=by, at=context.at, motion=named[0], order=named, reason=reason)
    motion, order = _main_first(arguments, named)
    reason = arguments.optional_text()
    return c.OrderAmendments(by=by, at=context.at, motion=motion, order=order, reason=reason)


def _main_first(
    arguments: Arguments, named: tuple[MotionId, ...]
) -> tuple[MotionId, tuple[MotionId, ...]]:
    """Return the main motion and the order; it may be left out, the amendments tell it."""
    main = arguments.meeting().motions[named[0]].amends
    if main is not None:
        return main, named
    if len(named) == 1:
        raise Misunderstood("problem.missing_order", motion=named[0])
    return named[0], named[1:]


def _join(arguments: Arguments, context: Context) -> c.JoinMotion:
    by = speaker(context)
    motion = arguments.motion()
    seat = arguments.for_person() or by
    arguments.end()
    return c.JoinMotion(by=by, at=context.at, motion=motion, seat=seat)


def _divide(arguments: Arguments, context: Context) -> c.DivideMotion:
    apart = not arguments.keyword(_WHOLE)
    meeting = arguments.meeting()
    motion = arguments.motion() if arguments.left() else due(meeting, meeting.item)
    apart = apart and not arguments.keyword(_WHOLE)
    arguments.end()
    return c.DivideMotion(by=speaker(context), at=context.at, motion=motion, apart=apart)


def _compare(arguments: Arguments, _context: Context) -> CompareMotion:
    motion = arguments.motion() if arguments.left() else None
    arguments.end()
    return CompareMotion(motion=motion)


def _withdraw(arguments: Arguments, context: Context) -> c.WithdrawMotion:
    motion = arguments.motion()
    arguments.end()
    return c.WithdrawMotion(by=speaker(context), at=context.at, motion=motion)


def _consolidate(arguments: Arguments, context: Context) -> c.ConsolidateMotion:
    motion = arguments.motion()
    text = arguments.text("text")
    return c.ConsolidateMotion(by=speaker(context), at=context.at, motion=motion, text=text)


def _show(arguments: Arguments, _context: Context) -> ShowMotion:
    motion = arguments.motion() if arguments.left() else None
    arguments.end()
    return ShowMotion(motion=motion)


COMMANDS = (
    ChatCommand(
        name="motions.move",
        words={"de": ("antrag", "antrag stellen"), "en": ("motion", "move")},
        usage={"de": "[für <Sitz oder Name>:] <Text>", "en": "[for <seat or name>:] <text>"},
        example={
            "de": "Die Turnhalle wird 2027 saniert.",
            "en": "The gym will be repaired in 2027.",
        },
        roles=ALLOWED[c.MoveMotion],
        places=FLOOR,
        make=_move,
    ),
    ChatCommand(
        name="motions.amend",
        words={
            "de": ("änderung", "änderungsantrag"),
            "en": ("amendment", "amend"),
        },
        usage={
            "de": '<Antrag> [für <Sitz oder Name>:] "<alt>" => "<neu>" | <Text>',
            "en": '<motion> [for <seat or name>:] "<old>" => "<new>" | <text>',
        },
        example={"de": 'A1 "2027" => "2026"', "en": 'A1 "2027" => "2026"'},
        roles=ALLOWED[c.MoveAmendment],
        places=FLOOR,
        make=_amend,
    ),
    ChatCommand(
        name="motions.counter",
        words={
            "de": ("gegenantrag", "alternativantrag"),
            "en": ("counter-motion", "counter"),
        },
        usage={
            "de": "<Antrag> [für <Sitz oder Name>:] <Text>",
            "en": "<motion> [for <seat or name>:] <text>",
        },
        example={
            "de": "A1 Statt der Turnhalle wird das Schwimmbad saniert.",
            "en": "A1 The pool is repaired instead of the gym.",
        },
        roles=ALLOWED[c.MoveCounterMotion],
        places=FLOOR,
        make=_counter,
    ),
    ChatCommand(
        name="motions.order",
        words={"de": ("reihenfolge",), "en": ("order",)},
        usage={
            "de": "[<Antrag>] <Änderungsanträge in ihrer Folge> | <Antrag und Gegenanträge in "
            "ihrer Folge> [<Grund>]",
            "en": "[<motion>] <amendments in their order> | <motion and counter-motions in their "
            "order> [<reason>]",
        },
        example={
            "de": "A3 A2 Der erste geht am weitesten.",
            "en": "A3 A2 The first goes furthest.",
        },
        roles=ALLOWED[c.OrderAmendments],
        places=ROOMS,
        make=_order,
    ),
    ChatCommand(
        name="motions.divide",
        words={
            "de": ("getrennt", "getrennt abstimmen", "ziffernweise"),
            "en": ("divide", "vote by parts"),
        },
        usage={"de": "[<Antrag>] [aufheben]", "en": "[<motion>] [whole]"},
        example={"de": "A1", "en": "A1"},
        roles=ALLOWED[c.DivideMotion],
        places=ROOMS,
        make=_divide,
    ),
    ChatCommand(
        name="motions.join",
        words={"de": ("mitzeichnen", "antrag mitzeichnen"), "en": ("cosign", "motion join")},
        usage={"de": "<Antrag> [für <Sitz oder Name>]", "en": "<motion> [for <seat or name>]"},
        example={"de": "A1", "en": "A1"},
        roles=ALLOWED[c.JoinMotion],
        places=FLOOR,
        make=_join,
    ),
    ChatCommand(
        name="motions.compare",
        words={"de": ("antrag vergleichen", "fassungen"), "en": ("motion compare", "versions")},
        usage={"de": "[<Antrag>]", "en": "[<motion>]"},
        example={"de": "A1", "en": "A1"},
        places=EVERYWHERE,
        make=_compare,
    ),
    ChatCommand(
        name="motions.withdraw",
        words={
            "de": ("zurückziehen", "antrag zurückziehen"),
            "en": ("withdraw", "motion withdraw"),
        },
        usage={"de": "<Antrag>", "en": "<motion>"},
        example={"de": "A2", "en": "A2"},
        roles=ALLOWED[c.WithdrawMotion],
        places=FLOOR,
        make=_withdraw,
        by_post=True,
    ),
    ChatCommand(
        name="motions.consolidate",
        words={"de": ("fassung", "neufassung"), "en": ("wording", "consolidate")},
        usage={"de": "<Antrag> <Text>", "en": "<motion> <text>"},
        example={
            "de": "A1 Die Turnhalle wird 2026 saniert.",
            "en": "A1 The gym will be repaired in 2026.",
        },
        roles=ALLOWED[c.ConsolidateMotion],
        places=ROOMS,
        make=_consolidate,
        by_post=True,
    ),
    ChatCommand(
        name="motions.show",
        words={"de": ("antrag zeigen", "anträge"), "en": ("motion show", "motions")},
        usage={"de": "[<Antrag>]", "en": "[<motion>]"},
        example={"de": "A1", "en": "A1"},
        places=EVERYWHERE,
        make=_show,
    ),
)
