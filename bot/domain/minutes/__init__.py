# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Minutes (Niederschrift) as a value that follows from the journal of one meeting alone.

`minutes` folds the entries, `missing` names what § 42 (1) ThürKO asks for and the journal does not
hold yet, `unsigned` who has still to sign (§ 42 (2) ThürKO). The values live in `values`.
"""

from __future__ import annotations

from bot.domain.minutes.decisions import (
    AmendmentRecord,
    BallotRecord,
    ElectionRecord,
    MotionRecord,
    NamedVote,
    ProceduralRecord,
    RoundRecord,
)
from bot.domain.minutes.fold import minutes
from bot.domain.minutes.missing import Gap, Missing, missing, unsigned
from bot.domain.minutes.persons import Absence, Attendance, Part, Person, Span, Stay
from bot.domain.minutes.values import (
    AgendaLine,
    Approval,
    ChairSpan,
    Convocation,
    DisturbanceRecord,
    Interruption,
    ItemRecord,
    MaskedItem,
    Minutes,
    Movement,
    Objection,
    QuorumRecord,
    RecusalRecord,
    ReleaseRecord,
    RemovedItem,
    Signature,
    SpeechRecord,
    StatementRecord,
    SubstitutionRecord,
)

__all__ = [
    "Absence",
    "AgendaLine",
    "AmendmentRecord",
    "Approval",
    "Attendance",
    "BallotRecord",
    "ChairSpan",
    "Convocation",
    "DisturbanceRecord",
    "ElectionRecord",
    "Gap",
    "Interruption",
    "ItemRecord",
    "MaskedItem",
    "Minutes",
    "Missing",
    "MotionRecord",
    "Movement",
    "NamedVote",
    "Objection",
    "Part",
    "Person",
    "ProceduralRecord",
    "QuorumRecord",
    "RecusalRecord",
    "ReleaseRecord",
    "RemovedItem",
    "RoundRecord",
    "Signature",
    "Span",
    "SpeechRecord",
    "StatementRecord",
    "Stay",
    "SubstitutionRecord",
    "minutes",
    "missing",
    "unsigned",
]
