# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every reason for a no, as facts. The sentences stand in the catalogues, ``refusal.<name>``.

A reason's fields are the placeholders of its sentence. A test walks this file and fails on a
missing sentence, language or placeholder.
"""

from __future__ import annotations

from bot.domain.refusals.agenda import *
from bot.domain.refusals.attendance import *
from bot.domain.refusals.base import *
from bot.domain.refusals.body import *
from bot.domain.refusals.circulation import *
from bot.domain.refusals.conduct import *
from bot.domain.refusals.conference import *
from bot.domain.refusals.disturbances import *
from bot.domain.refusals.elections import *
from bot.domain.refusals.general import *
from bot.domain.refusals.itemrequests import *
from bot.domain.refusals.law import *
from bot.domain.refusals.lots import *
from bot.domain.refusals.minutes import *
from bot.domain.refusals.motions import *
from bot.domain.refusals.opening import *
from bot.domain.refusals.order import *
from bot.domain.refusals.planning import *
from bot.domain.refusals.postal import *
from bot.domain.refusals.procedural import *
from bot.domain.refusals.residents import *
from bot.domain.refusals.resolutions import *
from bot.domain.refusals.speeches import *
from bot.domain.refusals.trust import *
from bot.domain.refusals.urgent import *
from bot.domain.refusals.votes import *
