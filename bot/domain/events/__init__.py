# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""All that may have happened. These classes are the stored format of the journal.

Events come in two families, one per stream: `BodyEvent` in the stream of the body (its roster,
its trust), `MeetingEvent` in the stream of one meeting. Golden files under ``tests/golden/events``
hold every kind: a change here breaks a test and asks for an upcast in `bot.store`.
The journal adds to each entry when and from where; an event says only what.
"""

from __future__ import annotations

from bot.domain.events.agenda import *
from bot.domain.events.attendance import *
from bot.domain.events.body import *
from bot.domain.events.circulation import *
from bot.domain.events.conduct import *
from bot.domain.events.conference import *
from bot.domain.events.disturbances import *
from bot.domain.events.elections import *
from bot.domain.events.floor import *
from bot.domain.events.itemrequests import *
from bot.domain.events.minutes import *
from bot.domain.events.motions import *
from bot.domain.events.opening import *
from bot.domain.events.order import *
from bot.domain.events.paperwork import *
from bot.domain.events.planning import *
from bot.domain.events.procedural import *
from bot.domain.events.residents import *
from bot.domain.events.speeches import *
from bot.domain.events.trust import *
from bot.domain.events.urgent import *
from bot.domain.events.votes import *

BodyEvent = CharterEvent | TrustEvent | ItemRequestEvent | CirculationEvent | UrgentEvent

MeetingEvent = (
    PlanningEvent
    | AgendaEvent
    | AttendanceEvent
    | OpeningEvent
    | ConductEvent
    | MotionEvent
    | VoteEvent
    | ProceduralEvent
    | ElectionEvent
    | FloorEvent
    | SpeechEvent
    | ConferenceEvent
    | DisturbanceEvent
    | OrderEvent
    | QuestionEvent
    | MinutesEvent
    | PaperEvent
)

Event = BodyEvent | MeetingEvent
