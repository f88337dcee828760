# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on elections: candidates, rounds on paper, count, lot, acceptance, sharing of seats."""

from __future__ import annotations

from datetime import date

from bot.chat.arguments import Arguments
from bot.chat.command import EVERYWHERE, FLOOR, ROOMS, ChatCommand, asking, speaker
from bot.chat.context import Context, Place
from bot.chat.grammar import fold
from bot.chat.misunderstood import Misunderstood
from bot.chat.people import find, label
from bot.chat.postal import take_until
from bot.chat.requests import ShowApportionment, ShowElections
from bot.chat.subjects import OPENLY, WITH_RULE, majority
from bot.chat.sums import TELLERS
from bot.domain import commands as c
from bot.domain.apportionment import Method
from bot.domain.electing import Outcome, Seats, Votes
from bot.domain.ids import ElectionId, SeatId
from bot.domain.lots import handed_in
from bot.domain.permissions import ALLOWED
from bot.domain.roster import Body
from bot.texts import Key

ISSUED = frozenset({"ausgegeben", "issued"})
AGAINST = frozenset({"nein", "no", "gegen", "against"})
ABSTAIN = frozenset({"enthaltung", "enthaltungen", "leer", "abstain", "abstentions", "blank"})
INVALID = frozenset({"ungueltig", "invalid"})
MAJORITY = frozenset({"mehrheit", "mehrheitsklausel", "majority"})
MOST_SEATS = 200
"""More than any German council or committee has."""
BY_POST = frozenset({"brief", "briefwahl", "post", "postal"})
TIES = {
    "stichwahl": Outcome.LOT_FOR_RUN_OFF,
    "run-off": Outcome.LOT_FOR_RUN_OFF,
    "runoff": Outcome.LOT_FOR_RUN_OFF,
    "los": Outcome.LOT_FOR_OFFICE,
    "lot": Outcome.LOT_FOR_OFFICE,
    "wiederholung": Outcome.REPEAT,
    "wiederholen": Outcome.REPEAT,
    "repeat": Outcome.REPEAT,
}
METHODS = {
    "hare": Method.HARE,
    "hare-niemeyer": Method.HARE,
    "hamilton": Method.HARE,
    "dhondt": Method.DHONDT,
    "d'hondt": Method.DHONDT,
    "d’hondt": Method.DHONDT,
    "sainte-lague": Method.SAINTE_LAGUE,
    "saintelague": Method.SAINTE_LAGUE,
    "schepers": Method.SAINTE_LAGUE,
}


def _open(arguments: Arguments, context: Context) -> c.OpenElection:
    office = arguments.text("office")
    return c.OpenElection(by=speaker(context), at=context.at, office=office)


def _seats(arguments: Arguments) -> Seats:
    """Take how many seats are shared, and how; the time that takes grows with them."""
    number = arguments.number("seats")
    if number > MOST_SEATS:
        raise Misunderstood("problem.too_many_seats", n=number, most=MOST_SEATS)
    method = arguments.need_one_of(METHODS, "method")
    majority = method is Method.HARE and arguments.keyword(MAJORITY)
    return Seats(number=number, method=method, majority=majority)


def _open_lists(arguments: Arguments, context: Context) -> c.OpenElection:
    seats = _seats(arguments)
    office = arguments.text("office")
    return c.OpenElection(by=speaker(context), at=context.at, office=office, seats=seats)


def _named(arguments: Arguments) -> ElectionId | None:
    """Take an election by its name, such as ``W1``, if the next word is one."""
    known = {fold(one): one for one in arguments.meeting().elections}
    return arguments.one_of(known)


def _nominate(arguments: Arguments, context: Context) -> c.Nominate:
    by, election = speaker(context), _named(arguments)
    seat = arguments.for_person_colon() or by
    election = election or _named(arguments)
    candidate, people = arguments.text("candidate"), tuple[str, ...]()
    if _of_lists(arguments, election):
        candidate, _, named = candidate.partition(":")
        people = tuple(_as_seated(one.strip(), context.body) for one in named.split(","))
        people = tuple(one for one in people if one)
    else:
        candidate = _as_seated(candidate, context.body)
    return c.Nominate(
        by=by, at=context.at, candidate=candidate, seat=seat, election=election, people=people
    )


def _of_lists(arguments: Arguments, wanted: ElectionId | None) -> bool:
    """Tell whether the election meant is one by lists; without a name the last one is."""
    held = arguments.meeting().elections
    known = held.get(wanted) if wanted else next(reversed(list(held.values())), None)
    return known is not None and known.seats is not None


def _as_seated(typed: str, body: Body) -> str:
    """Return a member's name in full for a seat or a part of the name; others as they are typed."""
    found = find(typed, body, loose=False)
    if len(found) > 1:
        names = tuple(label(body, seat) for seat in found)
        raise Misunderstood("problem.person_ambiguous", typed=typed, people=names)
    return body.seats[found[0]].name if found else typed


def _withdraw(arguments: Arguments, context: Context) -> c.WithdrawCandidate:
    by, election = speaker(context), _named(arguments)
    candidate = arguments.text("candidate")
    return c.WithdrawCandidate(
        by=by, at=context.at, candidate=candidate, seat=by, election=election
    )


def _round(arguments: Arguments, context: Context) -> c.OpenRound:
    election, openly = _named(arguments), False
    tellers: tuple[SeatId, ...] = ()
    postal: date | None = None
    rule: str | None = None
    while arguments.left():
        if not openly and arguments.keyword(OPENLY):
            openly = True
        elif rule is None and arguments.keyword(WITH_RULE):
            rule = majority(arguments)
        elif not tellers and arguments.keyword(TELLERS):
            tellers = arguments.persons()
        elif postal is None and arguments.keyword(BY_POST):
            postal = take_until(arguments, context)
        else:
            arguments.end()
    return c.OpenRound(
        by=speaker(context),
        at=context.at,
        tellers=tellers,
        election=election,
        postal=postal,
        openly=openly,
        rule=rule,
    )


def _secretly(arguments: Arguments, context: Context) -> c.DemandSecretElection:
    by = speaker(context)
    seat = arguments.for_person() or by
    arguments.end()
    return c.DemandSecretElection(by=by, at=context.at, seat=seat)


def _count(arguments: Arguments, context: Context) -> c.CountRound:
    election = _named(arguments)
    votes = list[Votes]()
    figures = dict[str, int]()
    words = {"issued": ISSUED, "against": AGAINST, "abstain": ABSTAIN, "invalid": INVALID}
    while arguments.left():
        figure = next((name for name, known in words.items() if arguments.keyword(known)), None)
        if figure is None:
            name = _name(arguments)
            votes.append(Votes(candidate=name, papers=arguments.count("papers")))
        elif figure in figures:
            raise Misunderstood("problem.figure_twice", typed=arguments.before().bare)
        else:
            figures[figure] = arguments.count("papers")
    if not votes:
        raise Misunderstood("problem.missing", part=Key("part.votes"))
    return c.CountRound(
        by=speaker(context),
        at=context.at,
        votes=tuple(votes),
        issued=figures.get("issued"),
        election=election,
        against=figures.get("against", 0),
        abstain=figures.get("abstain", 0),
        invalid=figures.get("invalid", 0),
    )


def _name(arguments: Arguments) -> str:
    """Take a name up to the number that follows it: ``Anna Alt 12``, ``"Anna Alt" 12``."""
    parts = [arguments.take("candidate")]
    while (word := arguments.peek()) is not None and not word.plain.isdecimal():
        parts.append(arguments.take("candidate"))
    return " ".join(part.bare.rstrip(":=") for part in parts).strip()


def _lot(arguments: Arguments, context: Context) -> c.DrawLot:
    by, election = speaker(context), _named(arguments)
    candidate = arguments.text("candidate")
    return c.DrawLot(by=by, at=context.at, candidate=candidate, election=election)


def _settle(arguments: Arguments, context: Context) -> c.SettleTie:
    by, election = speaker(context), _named(arguments)
    outcome = arguments.need_one_of(TIES, "tie")
    reason = arguments.text("reason")
    return c.SettleTie(by=by, at=context.at, outcome=outcome, reason=reason, election=election)


def _commit(arguments: Arguments, context: Context) -> c.CommitLot:
    text = arguments.text("words")
    digest = handed_in(text)
    if digest:
        return c.CommitLot(by=speaker(context), at=context.at, digest=digest)
    return c.CommitLot(by=speaker(context), at=context.at, words=text)


def _reveal(arguments: Arguments, context: Context) -> c.RevealLot:
    return c.RevealLot(by=speaker(context), at=context.at, words=arguments.text("words"))


def _void(arguments: Arguments, context: Context) -> c.VoidLot:
    return c.VoidLot(by=speaker(context), at=context.at, reason=arguments.text("reason"))


def _prepare(arguments: Arguments, context: Context) -> c.PrepareLot:
    election = _named(arguments)
    arguments.end()
    return c.PrepareLot(by=speaker(context), at=context.at, election=election)


def _seal(arguments: Arguments, context: Context) -> c.SealLot:
    arguments.end()
    return c.SealLot(by=speaker(context), at=context.at)


def _void_round(arguments: Arguments, context: Context) -> c.VoidRound:
    election, reason = _named(arguments), arguments.text("reason")
    return c.VoidRound(by=speaker(context), at=context.at, reason=reason, election=election)


def _break_off(arguments: Arguments, context: Context) -> c.BreakOffElection:
    election, reason = _named(arguments), arguments.text("reason")
    return c.BreakOffElection(by=speaker(context), at=context.at, reason=reason, election=election)


def _answer(name: str, german: str, english: str, *, accepted: bool) -> ChatCommand:
    def make(arguments: Arguments, context: Context) -> c.AnswerElection:
        election = _named(arguments)
        arguments.end()
        return c.AnswerElection(
            by=speaker(context), at=context.at, accepted=accepted, election=election
        )

    return ChatCommand(
        name=f"elections.{name}",
        words={"de": (f"wahl {german}",), "en": (f"election {english}",)},
        usage={"de": "[<Wahl>]", "en": "[<election>]"},
        example={"de": "W1", "en": "W1"},
        roles=ALLOWED[c.AnswerElection],
        places=ROOMS,
        make=make,
        by_post=True,
    )


def _share(arguments: Arguments, _context: Context) -> ShowApportionment:
    seats = _seats(arguments)
    strength = dict[str, int]()
    while arguments.left():
        group = _name(arguments)
        if group in strength:
            raise Misunderstood("problem.figure_twice", typed=group)
        strength[group] = arguments.count("strength")
    if not any(strength.values()):
        raise Misunderstood("problem.missing", part=Key("part.strength"))
    return ShowApportionment(
        seats=seats.number,
        method=seats.method,
        strength=tuple(strength.items()),
        majority=seats.majority,
    )


COMMANDS = (
    ChatCommand(
        name="elections.open",
        words={"de": ("wahl", "wahl eröffnen"), "en": ("election", "election open")},
        usage={"de": "<Amt>", "en": "<office>"},
        example={"de": "Vorsitz des Bauausschusses", "en": "chair of the building committee"},
        roles=ALLOWED[c.OpenElection],
        places=ROOMS,
        make=_open,
    ),
    ChatCommand(
        name="elections.nominate",
        words={"de": ("wahlvorschlag",), "en": ("nominate",)},
        usage={"de": "[<Wahl>] [für <Sitz>:] <Name>", "en": "[<election>] [for <seat>:] <name>"},
        example={"de": "Anna Ahorn", "en": "Anna Ahorn"},
        roles=ALLOWED[c.Nominate],
        places=ROOMS,
        by_post=True,
        make=_nominate,
    ),
    ChatCommand(
        name="elections.withdraw",
        words={"de": ("wahlvorschlag zurückziehen",), "en": ("nomination withdraw",)},
        usage={"de": "[<Wahl>] <Name>", "en": "[<election>] <name>"},
        example={"de": "Anna Ahorn", "en": "Anna Ahorn"},
        roles=ALLOWED[c.WithdrawCandidate],
        places=ROOMS,
        by_post=True,
        make=_withdraw,
    ),
    ChatCommand(
        name="elections.round",
        words={"de": ("wahlgang", "wahlgang öffnen"), "en": ("round", "round open")},
        usage={
            "de": "[<Wahl>] [offen] [mehrheit <Regel>] [zähler <Sitze>] [brief bis <Tag>]",
            "en": "[<election>] [openly] [majority <rule>] [tellers <seats>] [post by <day>]",
        },
        example={"de": "zähler 3,7", "en": "tellers 3,7"},
        roles=ALLOWED[c.OpenRound],
        places=ROOMS,
        make=_round,
        by_post=True,
    ),
    ChatCommand(
        name="elections.lists",
        words={"de": ("listenwahl", "verhältniswahl"), "en": ("list election", "list elect")},
        usage={
            "de": "<Sitze> hare [mehrheit] | dhondt | sainte-lague <Gremium>",
            "en": "<seats> hare [majority] | dhondt | sainte-lague <committee>",
        },
        example={"de": "10 hare Magistrat", "en": "10 hare executive committee"},
        roles=ALLOWED[c.OpenElection],
        places=ROOMS,
        make=_open_lists,
    ),
    ChatCommand(
        name="elections.secret",
        words={"de": ("wahl geheim", "geheime wahl"), "en": ("election secret", "secret election")},
        usage={"de": "[für <Sitz oder Name>]", "en": "[for <seat or name>]"},
        example={"de": "für 3", "en": "for 3"},
        roles=ALLOWED[c.DemandSecretElection],
        places=ROOMS,
        make=_secretly,
    ),
    ChatCommand(
        name="elections.count",
        words={"de": ("wahlgang ergebnis",), "en": ("round result", "round count")},
        usage={
            "de": "[<Wahl>] <Name> <Stimmen> … [nein <Zahl>] [enthaltung <Zahl>] [ungültig <Zahl>] "
            "[ausgegeben <Zahl>]",
            "en": "[<election>] <name> <votes> … [no <number>] [blank <number>] [invalid <number>] "
            "[issued <number>]",
        },
        example={
            "de": "Ahorn 5 Birke 3 enthaltung 1 ungültig 0",
            "en": "Ahorn 5 Birke 3 blank 1 invalid 0",
        },
        roles=ALLOWED[c.CountRound],
        places=ROOMS,
        make=_count,
        by_post=True,
    ),
    ChatCommand(
        name="elections.lot",
        words={"de": ("los",), "en": ("lot",)},
        usage={"de": "[<Wahl>] <Name>", "en": "[<election>] <name>"},
        example={"de": "Anna Ahorn", "en": "Anna Ahorn"},
        roles=ALLOWED[c.DrawLot],
        places=ROOMS,
        make=_lot,
        irreversible=True,
        by_post=True,
    ),
    ChatCommand(
        name="elections.lot_prepare",
        words={"de": ("los öffentlich",), "en": ("lot public",)},
        usage={"de": "[<Wahl>]", "en": "[<election>]"},
        example={"de": "W1", "en": "W1"},
        roles=ALLOWED[c.PrepareLot],
        places=ROOMS,
        make=_prepare,
        by_post=True,
    ),
    ChatCommand(
        name="elections.lot_commit",
        words={"de": ("los einsatz",), "en": ("lot commit",)},
        usage={"de": "<Worte> | sha256:<Prüfsumme>", "en": "<words> | sha256:<digest>"},
        example={
            "de": "der Igel im Pfarrgarten frisst Melonen",
            "en": "the vicar's hedgehog eats melons",
        },
        roles=ALLOWED[c.CommitLot],
        places=frozenset({Place.DIRECT}),
        make=_commit,
    ),
    ChatCommand(
        name="elections.lot_seal",
        words={"de": ("los versiegeln",), "en": ("lot seal",)},
        roles=ALLOWED[c.SealLot],
        places=ROOMS,
        make=_seal,
    ),
    ChatCommand(
        name="elections.lot_reveal",
        words={"de": ("los aufdecken",), "en": ("lot reveal",)},
        usage={"de": "<Worte>", "en": "<words>"},
        example={
            "de": "der Igel im Pfarrgarten frisst Melonen",
            "en": "the vicar's hedgehog eats melons",
        },
        roles=ALLOWED[c.RevealLot],
        places=FLOOR,
        make=_reveal,
    ),
    ChatCommand(
        name="elections.lot_void",
        words={"de": ("los verwerfen",), "en": ("lot void",)},
        usage={"de": "<Grund>", "en": "<reason>"},
        example={"de": "Sitz 7 deckt nicht auf", "en": "seat 7 does not reveal"},
        roles=ALLOWED[c.VoidLot],
        places=ROOMS,
        make=_void,
        irreversible=True,
    ),
    ChatCommand(
        name="elections.round_void",
        words={
            "de": ("wahlgang wiederholen", "wahlgang abbrechen"),
            "en": ("round repeat", "round break off"),
        },
        usage={"de": "[<Wahl>] <Grund>", "en": "[<election>] <reason>"},
        example={
            "de": "Auf den Stimmzetteln fehlte ein Name.",
            "en": "A name was missing on the papers.",
        },
        roles=ALLOWED[c.VoidRound],
        places=ROOMS,
        make=_void_round,
        irreversible=True,
        by_post=True,
    ),
    ChatCommand(
        name="elections.break_off",
        words={"de": ("wahl abbrechen",), "en": ("election break off",)},
        usage={"de": "[<Wahl>] <Grund>", "en": "[<election>] <reason>"},
        example={
            "de": "Niemand steht zur Wahl; der Rat wählt in der nächsten Sitzung.",
            "en": "Nobody stands; the council elects at its next meeting.",
        },
        roles=ALLOWED[c.BreakOffElection],
        places=ROOMS,
        make=_break_off,
        irreversible=True,
        by_post=True,
    ),
    ChatCommand(
        name="elections.tie",
        words={"de": ("gleichstand",), "en": ("tie",)},
        usage={
            "de": "[<Wahl>] stichwahl | los | wiederholung <Grund>",
            "en": "[<election>] run-off | lot | repeat <reason>",
        },
        example={
            "de": "stichwahl Das Los bestimmt zwei für die Stichwahl, wie es § 39 Abs. 2 verlangt.",
            "en": "run-off The lot sends two into the run-off, as § 39 (2) demands.",
        },
        roles=ALLOWED[c.SettleTie],
        places=ROOMS,
        make=_settle,
        irreversible=True,
        by_post=True,
    ),
    _answer("accept", "annehmen", "accept", accepted=True),
    _answer("decline", "ablehnen", "decline", accepted=False),
    ChatCommand(
        name="elections.show",
        words={"de": ("wahlen", "wahl zeigen"), "en": ("elections", "election show")},
        places=EVERYWHERE,
        make=asking(ShowElections()),
    ),
    ChatCommand(
        name="elections.share",
        words={"de": ("sitzverteilung",), "en": ("apportionment", "share seats")},
        usage={
            "de": "<Sitze> hare [mehrheit] | dhondt | sainte-lague <Fraktion> <Stärke> …",
            "en": "<seats> hare [majority] | dhondt | sainte-lague <group> <strength> …",
        },
        example={"de": "5 hare Dorf 4 Zukunft 3", "en": "5 hare Village 4 Future 3"},
        places=EVERYWHERE,
        make=_share,
    ),
)
