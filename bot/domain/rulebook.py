# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which rules there are: a table of keys, what kind of value each has, and who may set it.

A new kind of rule is a line here, a value in the profiles, and the place in the domain that asks
for it with `bot.domain.rules.Rules.number`, ``flag``, ``word`` or ``majority``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.convoked import NoticeMedium, OpeningStep
from bot.domain.debating import ProceduralKind
from bot.domain.electing import Candidates, ChairsPaper, RecusedElect, Second, ThreeWayTie
from bot.domain.rules import Value, in_words
from bot.domain.urgent import Afterwards
from bot.domain.values import SubjectKind


class Form(StrEnum):
    """What kind of value a rule has."""

    NORM = "norm"
    """None: the paragraph alone."""
    SEQUENCE = "sequence"
    """Several of the rule's ``words``, each at most once, in an order."""
    COUNT = "count"
    """A whole number from 0: days, minutes, members."""
    FLAG = "flag"
    WORD = "word"
    """One of the rule's ``words``."""
    SHARE = "share"
    """More than, or at least, a share of a base."""
    TERMS = "terms"
    """Words by which a matter is known when they stand in a title or a wording."""


class Local(StrEnum):
    """What the body's own provisions (Hauptsatzung, Geschäftsordnung) may do to a rule."""

    NO = "no"
    """The law is final, unless the profile says that it leaves the matter to the body."""
    STRICTER = "stricter"
    """Longer periods and larger majorities only."""
    BESIDE = "beside"
    """A body may have more of them; those of the law stay as they are."""
    FREE = "free"


class Permission(StrEnum):
    """Under which condition a body may meet in a format (Sitzungsformat)."""

    ALWAYS = "always"
    LOCAL_BASIS = "local_basis"
    """If the body's own statute provides it."""
    EMERGENCY = "emergency"
    """In a declared emergency (Notlage), and if the body's own statute provides it."""
    NEVER = "never"


class Tie(StrEnum):
    """What a tie of Yes and No means (Stimmengleichheit)."""

    REJECTED = "rejected"
    CASTING_VOTE = "casting_vote"
    """The chair's vote decides."""


class RecusedFrom(StrEnum):
    """From how many excluded members on a smaller quorum suffices."""

    HALF = "half"
    """Half of the statutory number or more; where a Land says nothing else."""
    MORE_THAN_HALF = "more_than_half"
    """More than half of the statutory number."""
    MORE_THAN_HALF_IN_OFFICE = "more_than_half_in_office"
    """More than half of the members there are."""
    ANY = "any"
    """One is enough."""


class Remote(StrEnum):
    """What a member who is not in the hall means for elections and secret votes."""

    UNREGULATED = "unregulated"
    EXCLUDED = "excluded"
    """Who takes part from elsewhere has no vote in it."""
    BLOCKED = "blocked"
    """None is held in the whole meeting once one member takes part from elsewhere."""
    SYSTEM = "system"
    """With an approved or suitable voting system only."""


class OnDisturbance(StrEnum):
    """What a reported disturbance (Störung) means."""

    INTERRUPT = "interrupt"
    """The meeting is interrupted at once."""
    JUDGE = "judge"
    """The chair decides first whose sphere it is in."""


class Circulating(StrEnum):
    """When a body may decide without a meeting (Umlaufverfahren)."""

    ALWAYS = "always"
    SIMPLE = "simple"
    """On matters of a simple kind (Gegenstände einfacher Art)."""
    EMERGENCY = "emergency"
    """If no meeting is possible, not even a digital one, and the matter cannot wait."""


class Agreement(StrEnum):
    """How members let their body decide without a meeting."""

    CONSENT = "consent"
    """So many as the rule ``circulation`` says must agree to it."""
    NO_OBJECTION = "no_objection"
    """The motion is carried if nobody objects; silence is no objection."""


class Release(StrEnum):
    """Who finds that a non-public resolution may be made known."""

    RESOLUTION = "resolution"
    """The body, by a resolution of its own."""
    CHAIR = "chair"
    """Who leads, once no ground for secrecy stands against it; the body may resolve it as well."""


class SpeechOrder(StrEnum):
    """Whose turn it is on the speakers' list (Rednerliste)."""

    FIRST_COME = "first_come"
    GROUP_ROTATION = "group_rotation"
    """The group that has waited longest; who is in none stands alone."""
    TIMES_SPOKEN = "times_spoken"
    """Who has spoken less often on the item."""
    GROUP_SHARE = "group_share"
    """The group that has spoken least for its size."""


class Deciding(StrEnum):
    """Who decides for the body where a matter cannot wait for it (Eilentscheidung)."""

    MAYOR = "mayor"
    """The mayor, or who heads the administration of the district or association."""
    COMMITTEE = "committee"


class AskedFirst(StrEnum):
    """Who must be asked before an urgent decision."""

    NOBODY = "nobody"
    CONSULTATION = "consultation"
    """They are heard (Benehmen)."""
    AGREEMENT = "agreement"
    """They must agree (Einvernehmen)."""


class Demand(StrEnum):
    """Who brings about another way of voting than the open one."""

    RESOLUTION = "resolution"
    MINORITY = "minority"
    """A share of the members; the rule with ``.share`` at its end says which."""
    MEMBER = "member"
    """Any member with a vote."""
    RULES_OF_PROCEDURE = "rules_of_procedure"
    """As the body's Geschäftsordnung says."""
    NEVER = "never"


class AgendaNumbers(StrEnum):
    """What becomes of the numbers once the invitation is out and an item is taken off."""

    MOVE_UP = "move_up"
    KEEP = "keep"


class ElectionBallot(StrEnum):
    """How the body elects: on paper, or openly where nobody has anything against it."""

    SECRET = "secret"  # noqa: S105 - a way of electing
    OPEN_UNLESS_OBJECTION = "open_unless_objection"
    """Openly, unless one member objects."""
    SECRET_ON_DEMAND = "secret_on_demand"  # noqa: S105 - a way of electing
    """Openly, unless one member asks for papers."""
    SECRET_UNLESS_ALL = "secret_unless_all"  # noqa: S105 - a way of electing
    """On paper, unless the body resolves otherwise before the election with every vote."""


class EnBloc(StrEnum):
    """What an objection to deciding several items in one vote means (Blockabstimmung)."""

    UNOPPOSED = "unopposed"
    """One voice against it, and each item is voted on by itself."""
    ITEM = "item"
    """The item somebody wants to vote on by itself is taken out; the others stay."""
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleKind:
    """One line of the table."""

    form: Form
    field: str = ""
    """Name of the value in a profile; a share has names of its own."""
    words: tuple[str, ...] = ()
    local: Local = Local.NO
    by_resolution: bool = False
    """Whether the body may set it for one meeting by resolution."""
    required: bool = False
    """Every profile has it."""
    own_only: bool = False
    """The law has no such rule: it says what the body itself has provided."""
    most: int = 60


def _norm(*, own_only: bool = False) -> RuleKind:
    return RuleKind(form=Form.NORM, required=not own_only, own_only=own_only)


def _word(words: type[StrEnum] | tuple[str, ...], *, required: bool = False) -> RuleKind:
    return RuleKind(form=Form.WORD, field="value", words=tuple(words), required=required)


def _of_procedure(words: type[StrEnum] | tuple[str, ...]) -> RuleKind:
    """Return a rule of the Geschäftsordnung with a word for its value."""
    return RuleKind(form=Form.WORD, field="value", words=tuple(words), local=Local.FREE)


def _by_procedure(most: int) -> RuleKind:
    """Return a rule of the Geschäftsordnung, which the body may also set for one meeting."""
    return RuleKind(form=Form.COUNT, field="value", local=Local.FREE, by_resolution=True, most=most)


_LONGER = Local.STRICTER
_SHARE = RuleKind(form=Form.SHARE, local=Local.STRICTER)
_APPROVAL = RuleKind(form=Form.TERMS, field="words", local=Local.BESIDE)

RULEBOOK: Mapping[str, RuleKind] = {
    # Convocation and agenda.
    "notice": RuleKind(form=Form.COUNT, field="full_days", local=_LONGER, required=True),
    "notice.urgent": RuleKind(form=Form.COUNT, field="days_before", local=_LONGER, required=True),
    "notice.urgent.objection": RuleKind(form=Form.SHARE),
    "notice.cure": _norm(),
    "convene.request": RuleKind(form=Form.SHARE),
    "agenda.extension": _norm(),
    "agenda.right": RuleKind(form=Form.SHARE),
    "agenda.right.group": RuleKind(form=Form.FLAG, field="allowed"),
    "agenda.numbers": _of_procedure(AgendaNumbers),
    "motion.deadline": _by_procedure(60),
    "public.notice": RuleKind(form=Form.COUNT, field="days_before", local=_LONGER),
    "public.notice.medium": RuleKind(
        form=Form.WORD, field="value", words=tuple(NoticeMedium), local=Local.FREE
    ),
    "public.notice.proof": RuleKind(form=Form.FLAG, field="required", local=Local.FREE),
    # The opening.
    "opening.sequence": RuleKind(
        form=Form.SEQUENCE, field="value", words=tuple(OpeningStep), local=Local.FREE
    ),
    "opening.convocation": RuleKind(form=Form.FLAG, field="required"),
    # Quorum.
    "quorum": RuleKind(form=Form.SHARE, required=True),
    "quorum.presumed": RuleKind(form=Form.FLAG, field="allowed"),
    "quorum.presumed.least": RuleKind(form=Form.SHARE),
    "quorum.second": RuleKind(form=Form.COUNT, field="members"),
    "quorum.recusal": RuleKind(form=Form.SHARE),
    "quorum.recusal.members": RuleKind(form=Form.COUNT, field="members"),
    "quorum.recusal.from": _word(RecusedFrom),
    "recusal.elections": _word(RecusedElect),
    "quorum.recusal.lowers": RuleKind(form=Form.FLAG, field="allowed"),
    "substitutes": RuleKind(form=Form.FLAG, field="allowed", local=Local.FREE),
    # Votes and elections.
    "vote.simple": RuleKind(form=Form.SHARE, local=Local.STRICTER, required=True),
    "vote.abstention": RuleKind(form=Form.FLAG, field="allowed", required=True),
    "vote.tie": _word(Tie, required=True),
    "vote.secret": _word(Demand),
    "vote.secret.share": RuleKind(form=Form.SHARE, local=Local.FREE),
    "vote.recorded": _word(Demand),
    "vote.recorded.share": RuleKind(form=Form.SHARE, local=Local.FREE),
    "vote.acclamation": RuleKind(form=Form.FLAG, field="allowed", local=Local.FREE, required=True),
    "vote.hidden": RuleKind(form=Form.FLAG, field="allowed", local=Local.FREE),
    "vote.until_all": RuleKind(form=Form.FLAG, field="allowed", local=Local.FREE),
    "vote.postal": RuleKind(form=Form.FLAG, field="allowed"),
    "vote.tellers": RuleKind(form=Form.COUNT, field="value", local=Local.FREE, most=9),
    "vote.block": _of_procedure(EnBloc),
    "vote.parts": _of_procedure((Demand.MEMBER, Demand.RESOLUTION, Demand.NEVER)),
    # Of joint bodies (Zweckverband) whose statute gives members several votes each.
    "vote.total": RuleKind(form=Form.COUNT, field="votes", local=Local.FREE, most=100_000),
    "vote.uniform": RuleKind(form=Form.FLAG, field="required", local=Local.FREE),
    "election.weighted": RuleKind(form=Form.FLAG, field="allowed", local=Local.FREE),
    "election.ballot": _word(ElectionBallot),
    # Of elections by lists, where the law has them held otherwise than those of one person.
    "election.lists": _word(ElectionBallot),
    "election.first": RuleKind(form=Form.SHARE),
    "election.second": _word(Second, required=True),
    "election.alone": _word(("majority", "more_yes")),
    "election.no": _word(("counts", "invalid")),
    "election.three_way": _word(ThreeWayTie),
    "election.tie": _word(("lot",)),
    "election.chair": _word(ChairsPaper),
    "election.candidates": _word(Candidates),
    # Format.
    "format": _norm(),
    "formats.hybrid": _word(Permission, required=True),
    "formats.digital": _word(Permission, required=True),
    "formats.basis": _word(("statute", "rules_of_procedure", "none"), required=True),
    "formats.chair": _word(("hall", "anywhere"), required=True),
    "formats.first": RuleKind(form=Form.FLAG, field="allowed"),
    "basis.hybrid": _norm(own_only=True),
    "basis.digital": _norm(own_only=True),
    "remote.elections": _word(Remote, required=True),
    "remote.secret": _word(Remote, required=True),
    "attendance.phone": RuleKind(form=Form.FLAG, field="allowed"),
    "disturbance": _word(OnDisturbance),
    "disturbance.period": _by_procedure(240),
    "disturbance.lapses": RuleKind(form=Form.FLAG, field="allowed", local=Local.FREE),
    # Decisions without a meeting; without ``circulation.when`` there are none.
    "circulation": RuleKind(form=Form.SHARE, local=_LONGER),
    "circulation.when": _word(Circulating),
    "circulation.by": _word(Agreement),
    "circulation.right": RuleKind(form=Form.SHARE),
    "circulation.right.group": RuleKind(form=Form.FLAG, field="allowed"),
    "circulation.announced": RuleKind(form=Form.FLAG, field="required"),
    # Decisions taken for the body; without ``urgent_decision`` nobody takes any.
    "urgent_decision": _word(Deciding),
    "urgent_decision.with": _word(AskedFirst),
    "urgent_decision.after": _word(Afterwards),
    # Conduct.
    "recusal": _norm(),
    "public.exclusion": _norm(),
    "public.alone": RuleKind(form=Form.FLAG, field="required", local=Local.FREE),
    "public.release": _word(Release),
    "minutes": _norm(),
    "minutes.reasons": RuleKind(form=Form.FLAG, field="published", local=Local.FREE),
    "go.speakers": _by_procedure(9),
    "go.unopposed": RuleKind(form=Form.FLAG, field="allowed", local=Local.FREE),
    "go.close_debate.non_speaker": RuleKind(form=Form.FLAG, field="allowed", local=Local.FREE),
    "minutes.objections": _by_procedure(60),
    "resolution.contest": RuleKind(form=Form.NORM),
    # Periods of retention in days; without one, nothing of the kind is deleted.
    "retention.drafts": RuleKind(form=Form.COUNT, field="value", local=Local.FREE, most=36_500),
    "retention.exports": RuleKind(form=Form.COUNT, field="value", local=Local.FREE, most=36_500),
    "retention.attachments": RuleKind(
        form=Form.COUNT, field="value", local=Local.FREE, most=36_500
    ),
    "retention.absences": RuleKind(form=Form.COUNT, field="value", local=Local.FREE, most=36_500),
    "retention.residents": RuleKind(form=Form.COUNT, field="value", local=Local.FREE, most=36_500),
    "speech.minutes": _by_procedure(600),
    "speech.count": _by_procedure(60),
    "speech.group_minutes": _by_procedure(600),
    "speech.item_minutes": _by_procedure(600),
    "speech.question_minutes": _by_procedure(60),
    "speech.reply_minutes": _by_procedure(60),
    "speech.personal_minutes": _by_procedure(60),
    "speech.order": _of_procedure(SpeechOrder),
    "residents.minutes": _by_procedure(600),
    "order.calls": _by_procedure(9),
    "order.objection": RuleKind(form=Form.FLAG, field="allowed", local=Local.FREE),
    "order.expulsion": _word(("resolution", "chair")),
}
"""By key. Beside these there are ``vote.<name>`` for each majority a profile knows, and
``approval.<name>`` for each matter the supervisory authority has to approve (Genehmigung)."""

APPROVAL = "approval."
TERM_END = "; "
"""Stands between the words of a rule of `Form.TERMS`."""

MAJORITY_SUBJECTS = (*SubjectKind, *(f"go.{kind}" for kind in ProceduralKind))
"""What a profile may name a majority of its own for; ``go.…`` goes before ``procedure``."""

REQUIRED = tuple(key for key, kind in RULEBOOK.items() if kind.required)
SHARE_FIELDS = ("more_than", "at_least", "of")


def kind_of(key: str) -> RuleKind | None:
    """Return the line of ``key``, None if there is no such rule."""
    if key in RULEBOOK:
        return RULEBOOK[key]
    if key.startswith(APPROVAL):
        name = key.removeprefix(APPROVAL)
        return _APPROVAL if name and "." not in name else None
    name = key.removeprefix("vote.")
    return _SHARE if name and name != key and "." not in name else None


def is_majority(key: str) -> bool:
    """Tell whether ``key`` names a majority a vote can be taken by, such as ``vote.members``."""
    kind = kind_of(key)
    return (
        kind is not None
        and kind.form is Form.SHARE
        and key.startswith("vote.")
        and ("." not in key.removeprefix("vote."))
    )


def spoken(key: str, value: Value) -> str:
    """Return a value in one form for people; a flag by what it permits, requires or publishes."""
    if isinstance(value, bool):
        word = RULEBOOK[key].field
        return word if value else f"not {word}"
    return in_words(value)


def fields_of(kind: RuleKind) -> tuple[str, ...]:
    """Return the names of a rule's values in a profile."""
    if kind.form is Form.SHARE:
        return SHARE_FIELDS
    return (kind.field,) if kind.field else ()
