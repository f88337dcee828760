# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on votes: opening, voting, entering for people in the hall, closing, results."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.arguments import Arguments
from bot.chat.command import EVERYWHERE, FLOOR, ROOMS, ChatCommand, speaker
from bot.chat.context import Context
from bot.chat.hands import take_hands
from bot.chat.misunderstood import Misunderstood
from bot.chat.requests import ConfirmRuleRequest, ShowBallot, ShowResults, ShowRule
from bot.chat.subjects import (
    ALL,
    CHAIR,
    HIDDEN,
    HOW,
    MODES,
    RULES,
    UNTIL,
    WITH_RULE,
    WITHOUT,
    majority,
    subject,
)
from bot.chat.sums import WORDS, take_sums
from bot.domain import commands as c
from bot.domain.ids import BallotId, SeatId
from bot.domain.permissions import ALLOWED
from bot.domain.values import Channel, Choice, Undecided, VoteMode
from bot.texts import Key

TOPICS = {
    **{spoken: f"vote.{key}" for spoken, key in RULES.items()},
    "ladungsfrist": "notice",
    "beschlussfaehigkeit": "quorum",
    "befangenheit": "recusal",
    "niederschrift": "minutes",
    "sitzungsformat": "format",
    "hybrid": "formats.hybrid",
    "digital": "formats.digital",
    "enthaltung": "vote.abstention",
    "stimmengleichheit": "vote.tie",
    "zwischenergebnis": "vote.hidden",
    "abstimmungsende": "vote.until_all",
    "blockabstimmung": "vote.block",
    "teilabstimmung": "vote.parts",
    "bekanntgabe": "public.release",
    "beanstandung": "resolution.contest",
    "abwesenheitsgrund": "minutes.reasons",
    "redezeit": "speech.minutes",
    "debattenzeit": "speech.item_minutes",
    "rednerfolge": "speech.order",
    "redebeitraege": "speech.count",
    "fraktionsredezeit": "speech.group_minutes",
    "einwohnerfragen": "residents.minutes",
    "antragsfrist": "motion.deadline",
}
"""Spoken names of rules; a key itself is understood as well."""


def _open(arguments: Arguments, context: Context) -> c.OpenBallot:
    by = speaker(context)
    mode = arguments.one_of(MODES)
    about = subject(arguments)
    how = _how(arguments, mode)
    return c.OpenBallot(
        by=by,
        at=context.at,
        subject=about,
        mode=how.mode,
        rule=how.rule,
        hidden=how.hidden,
        until_all=how.until_all,
        without_chair=how.without_chair,
    )


def _open_block(arguments: Arguments, context: Context) -> c.OpenBlock:
    by = speaker(context)
    items = arguments.items_until(HOW)
    how = _how(arguments, None)
    return c.OpenBlock(
        by=by,
        at=context.at,
        items=items,
        mode=how.mode,
        rule=how.rule,
        hidden=how.hidden,
        until_all=how.until_all,
        without_chair=how.without_chair,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _How:
    mode: VoteMode
    rule: str | None
    hidden: bool
    until_all: bool
    without_chair: bool


def _how(arguments: Arguments, mode: VoteMode | None) -> _How:
    """Take how it is voted, in whichever order it is said."""
    rule: str | None = None
    hidden = until_all = without_chair = False
    while arguments.left():
        if (named := arguments.one_of(MODES)) is not None:
            mode = named
        elif arguments.keyword(HIDDEN):
            hidden = True
        elif arguments.keywords(UNTIL, ALL):
            until_all = True
        elif arguments.keywords(WITHOUT, CHAIR):
            without_chair = True
        elif arguments.keyword(WITH_RULE):
            rule = majority(arguments)
        else:
            arguments.end()
    return _How(
        mode=mode or VoteMode.OPEN,
        rule=rule,
        hidden=hidden,
        until_all=until_all,
        without_chair=without_chair,
    )


def _vote(arguments: Arguments, context: Context) -> c.CastVote:
    by = speaker(context)
    seat = by
    choice = arguments.one_of(WORDS)
    if choice is None and arguments.left():
        seat = arguments.person_if_named() or by
        choice = arguments.need_one_of(WORDS, "choice")
    elif choice is None:
        raise Misunderstood("problem.missing", part=Key("part.choice"))
    return _cast(arguments, context, seat, choice)


def _one_word(choice: Choice) -> ChatCommand:
    """Return the command that is a vote by itself: ``!ja``."""
    words = {"yes": ("ja", "yes"), "no": ("nein", "no"), "abstain": ("enthaltung", "abstain")}
    german, english = words[choice]

    def make(arguments: Arguments, context: Context) -> c.CastVote:
        return _cast(arguments, context, speaker(context), choice)

    return ChatCommand(
        name=f"votes.{choice}",
        words={"de": (german,), "en": (english,)},
        roles=ALLOWED[c.CastVote],
        places=FLOOR,
        make=make,
    )


def _cast(arguments: Arguments, context: Context, seat: SeatId, choice: Choice) -> c.CastVote:
    seat = arguments.for_person() or seat
    arguments.end()
    by = speaker(context)
    return c.CastVote(
        by=by,
        at=context.at,
        seat=seat,
        choice=choice,
        channel=Channel.COMMAND if seat == by else Channel.CLERK,
        ballot=arguments.meeting().ballot,
    )


def _hands(arguments: Arguments, context: Context) -> c.EnterCount:
    votes = take_hands(arguments, context)
    return c.EnterCount(by=speaker(context), at=context.at, votes=tuple(votes.items()))


def _sums(arguments: Arguments, context: Context) -> c.EnterSums:
    sums, tellers = take_sums(arguments)
    return c.EnterSums(by=speaker(context), at=context.at, sums=sums, tellers=tellers)


def _object(arguments: Arguments, context: Context) -> c.ObjectToConsent:
    by = speaker(context)
    item = arguments.item_if_said()
    seat = arguments.person_if_named() or arguments.for_person() or by
    item = item or arguments.item_if_said()
    arguments.end()
    return c.ObjectToConsent(by=by, at=context.at, seat=seat, item=item)


def _retract(arguments: Arguments, context: Context) -> c.RetractVote:
    by = speaker(context)
    seat = arguments.for_person() or by
    arguments.end()
    return c.RetractVote(by=by, at=context.at, seat=seat)


def _repeat(arguments: Arguments, context: Context) -> c.RepeatBallot:
    ballot = BallotId(arguments.take("ballot").bare.upper())
    reason = arguments.text("reason")
    return c.RepeatBallot(by=speaker(context), at=context.at, ballot=ballot, reason=reason)


def _close(arguments: Arguments, context: Context) -> c.CloseBallot:
    arguments.end()
    ballot = arguments.meeting().ballot
    return c.CloseBallot(by=speaker(context), at=context.at, ballot=ballot)


def _break_off(arguments: Arguments, context: Context) -> c.BreakOffBallot:
    arguments.end()
    return c.BreakOffBallot(by=speaker(context), at=context.at, reason=Undecided.CHAIR)


def _results(arguments: Arguments, _context: Context) -> ShowResults:
    wanted = arguments.take("ballot").bare.upper() if arguments.left() else None
    arguments.end()
    return ShowResults(ballot=BallotId(wanted) if wanted else None)


def _rule(arguments: Arguments, _context: Context) -> ShowRule:
    typed = arguments.take("rule").plain if arguments.left() else ""
    arguments.end()
    return ShowRule(key=TOPICS.get(typed, typed))


def _rule_key(arguments: Arguments) -> str:
    typed = arguments.take("rule").plain
    return TOPICS.get(typed, typed)


def _confirm_rule(arguments: Arguments, _context: Context) -> ConfirmRuleRequest:
    key = _rule_key(arguments)
    return ConfirmRuleRequest(key=key, text=arguments.text("legal_text"))


def _resolve_rule(arguments: Arguments, context: Context) -> c.ResolveRule:
    key = _rule_key(arguments)
    value = arguments.number("number")
    basis = arguments.text("resolution")
    return c.ResolveRule(by=speaker(context), at=context.at, key=key, value=value, basis=basis)


def _show(arguments: Arguments, _context: Context) -> ShowBallot:
    """Show what is voted on; whoever goes on means the question of a resident."""
    if arguments.left():
        extra = " ".join(word.text for word in arguments.left())
        raise Misunderstood("problem.no_question_here", extra=extra)
    return ShowBallot()


COMMANDS = (
    ChatCommand(
        name="votes.open",
        words={"de": ("abstimmung öffnen", "abstimmen lassen"), "en": ("vote open", "open vote")},
        usage={
            "de": "[<Antrag> | <GO-Antrag> | TOP <Nummer> | dringlichkeit "
            "| erweiterung <TOP> | absetzung <TOP> "
            "| öffentlichkeit <TOP> | befangenheit <Sitz> | niederschrift <Sitzung> "
            "| bekanntgabe <Beschlussnummer> | beanstandung <Beschlussnummer> "
            '| abwahl "<Name, Amt>" | ausschluss <Sitz> "<Grund>" | einspruch <Maßnahme> '
            '| geschäftsordnung "<Text>"] [offen | namentlich | geheim '
            "| einvernehmlich] [verdeckt] [bis alle] [ohne Vorsitz] [mehrheit <Regel>]",
            "en": "[<motion> | <procedural motion> | item <number> | urgency "
            "| extension <item> | removal <item> "
            "| exclusion <item> | recusal <seat> | minutes <meeting> "
            "| release <resolution number> | contest <resolution number> "
            '| recall "<name, office>" | expulsion <seat> "<reason>" | appeal <measure> '
            '| procedure "<text>"] [open | recorded | secret '
            "| unopposed] [hidden] [until all] [without chair] [majority <rule>]",
        },
        example={"de": "A1 namentlich", "en": "A1 recorded"},
        roles=ALLOWED[c.OpenBallot],
        places=ROOMS,
        make=_open,
    ),
    ChatCommand(
        name="votes.block",
        words={
            "de": ("blockabstimmung", "en bloc", "abstimmung en bloc"),
            "en": ("block vote", "vote en bloc"),
        },
        usage={
            "de": "<TOP> <TOP> … [offen | namentlich | einvernehmlich] [verdeckt] "
            "[bis alle] [ohne Vorsitz] [mehrheit <Regel>]",
            "en": "<item> <item> … [open | recorded | unopposed] [hidden] [until all] "
            "[without chair] [majority <rule>]",
        },
        example={"de": "4 5 6", "en": "4 5 6"},
        roles=ALLOWED[c.OpenBlock],
        places=ROOMS,
        make=_open_block,
    ),
    ChatCommand(
        name="votes.cast",
        words={"de": ("abstimmung", "stimme", "ich stimme"), "en": ("vote", "i vote")},
        usage={
            "de": "[für <Sitz oder Name>] ja | nein | enthaltung",
            "en": "[for <seat or name>] yes | no | abstain",
        },
        example={"de": "ja", "en": "yes"},
        roles=ALLOWED[c.CastVote],
        places=ROOMS,
        make=_vote,
    ),
    *(_one_word(choice) for choice in Choice),
    ChatCommand(
        name="votes.hands",
        words={"de": ("handzeichen",), "en": ("hands", "show of hands")},
        usage={
            "de": "ja <Sitze> nein <Sitze> enthaltung <Sitze> | übrige ja",
            "en": "yes <seats> no <seats> abstain <seats> | others yes",
        },
        example={
            "de": "nein 3-5, 7 enthaltung 9 übrige ja",
            "en": "no 3-5, 7 abstain 9 others yes",
        },
        roles=ALLOWED[c.EnterCount],
        places=ROOMS,
        make=_hands,
    ),
    ChatCommand(
        name="votes.sums",
        words={"de": ("auszählung", "summen"), "en": ("count", "sums")},
        usage={
            "de": "ja <Zahl> nein <Zahl> [enthaltung <Zahl>] [ungültig <Zahl>] [ausgegeben <Zahl>] "
            "[zähler <Sitze>]",
            "en": "yes <number> no <number> [abstain <number>] [invalid <number>] "
            "[issued <number>] [tellers <seats>]",
        },
        example={"de": "ja 12 nein 5 enthaltung 2", "en": "yes 12 no 5 abstain 2"},
        roles=ALLOWED[c.EnterSums],
        places=ROOMS,
        make=_sums,
    ),
    ChatCommand(
        name="votes.object",
        words={"de": ("widerspruch",), "en": ("dissent", "i dissent")},
        usage={"de": "[TOP <Nummer>] [<Sitz oder Name>]", "en": "[item <number>] [<seat or name>]"},
        example={"de": "7", "en": "7"},
        roles=ALLOWED[c.ObjectToConsent],
        places=ROOMS,
        make=_object,
    ),
    ChatCommand(
        name="votes.retract",
        words={"de": ("stimme zurückziehen",), "en": ("vote retract",)},
        usage={"de": "[für <Sitz oder Name>]", "en": "[for <seat or name>]"},
        example={"de": "für 7", "en": "for 7"},
        roles=ALLOWED[c.RetractVote],
        places=ROOMS,
        make=_retract,
    ),
    ChatCommand(
        name="votes.repeat",
        words={"de": ("abstimmung wiederholen",), "en": ("vote repeat",)},
        usage={"de": "<Abstimmung> <Grund>", "en": "<vote> <reason>"},
        example={"de": "V1 Im Saal wurde falsch gezählt.", "en": "V1 The hall was miscounted."},
        roles=ALLOWED[c.RepeatBallot],
        places=ROOMS,
        make=_repeat,
        irreversible=True,
    ),
    ChatCommand(
        name="votes.close",
        words={
            "de": ("abstimmung schließen", "abstimmung beenden"),
            "en": ("vote close", "close vote"),
        },
        roles=ALLOWED[c.CloseBallot],
        places=ROOMS,
        make=_close,
    ),
    ChatCommand(
        name="votes.break_off",
        words={
            "de": ("abstimmung abbrechen",),
            "en": ("vote break off", "vote abort"),
        },
        roles=ALLOWED[c.BreakOffBallot],
        places=ROOMS,
        make=_break_off,
        irreversible=True,
    ),
    ChatCommand(
        name="votes.show",
        words={"de": ("abstimmung zeigen", "frage"), "en": ("vote show", "question")},
        make=_show,
    ),
    ChatCommand(
        name="votes.results",
        words={"de": ("ergebnisse", "ergebnis"), "en": ("results", "result")},
        usage={"de": "[<Abstimmung>]", "en": "[<vote>]"},
        example={"de": "V1", "en": "V1"},
        places=EVERYWHERE,
        make=_results,
    ),
    ChatCommand(
        name="votes.rule",
        words={"de": ("regel", "regeln", "recht"), "en": ("rule", "rules", "law")},
        usage={"de": "[<Regel>]", "en": "[<rule>]"},
        example={"de": "quorum", "en": "quorum"},
        places=EVERYWHERE,
        make=_rule,
    ),
    ChatCommand(
        name="votes.rule_confirm",
        words={"de": ("regel bestätigen",), "en": ("rule confirm",)},
        usage={"de": "<Regel> <geprüfter Text>", "en": "<rule> <text that was read>"},
        example={
            "de": "quorum § 36 ThürKO, GVBl. 2024 Nr. 3, gelesen im Landesrecht online",
            "en": "quorum § 36 ThürKO, official gazette 2024 no. 3",
        },
        roles=ALLOWED[c.ConfirmRule],
        places=EVERYWHERE,
        make=_confirm_rule,
    ),
    ChatCommand(
        name="votes.rule_resolve",
        words={"de": ("regel beschließen",), "en": ("rule resolve",)},
        usage={"de": "<Regel> <Zahl> <Beschluss>", "en": "<rule> <number> <resolution>"},
        example={
            "de": "redezeit 5 Beschluss zu TOP 1 vom {lately}",
            "en": "speech.minutes 5 resolution on item 1 of {lately}",
        },
        roles=ALLOWED[c.ResolveRule],
        places=ROOMS,
        make=_resolve_rule,
        irreversible=True,
    ),
)
