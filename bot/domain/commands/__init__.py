# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""All that may be asked. A command names who asks and when; the domain decides.

``by`` is the seat the asking device speaks for. `OPERATOR` stands for the person at the machine
(council file, command line), who may set up the roster but never lead a meeting.
``at`` is the bot's own clock, always with a time zone: no server's time stamp ever decides.
"""

from __future__ import annotations

from bot.domain.commands.agenda import *
from bot.domain.commands.attendance import *
from bot.domain.commands.base import *
from bot.domain.commands.body import *
from bot.domain.commands.circulation import *
from bot.domain.commands.conduct import *
from bot.domain.commands.conference import *
from bot.domain.commands.disturbances import *
from bot.domain.commands.elections import *
from bot.domain.commands.itemrequests import *
from bot.domain.commands.minutes import *
from bot.domain.commands.motions import *
from bot.domain.commands.opening import *
from bot.domain.commands.order import *
from bot.domain.commands.paperwork import *
from bot.domain.commands.planning import *
from bot.domain.commands.procedural import *
from bot.domain.commands.residents import *
from bot.domain.commands.speeches import *
from bot.domain.commands.trust import *
from bot.domain.commands.urgent import *
from bot.domain.commands.votes import *

BodyCommand = (
    CharterCommand | TrustCommand | ItemRequestCommand | CirculationCommand | UrgentCommand
)

MeetingCommand = (
    PlanningCommand
    | AgendaCommand
    | AttendanceCommand
    | OpeningCommand
    | ConductCommand
    | MotionCommand
    | VoteCommand
    | ProceduralCommand
    | ElectionCommand
    | SpeechCommand
    | ConferenceCommand
    | DisturbanceCommand
    | OrderCommand
    | QuestionCommand
    | MinutesCommand
    | PaperCommand
)

Command = BodyCommand | MeetingCommand
