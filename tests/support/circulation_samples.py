# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A decision between meetings, moved, signed and opened to the voters of `council`."""

from __future__ import annotations

from datetime import timedelta

from council import AYSE, BEFORE, CLERK, UWE, VOTERS, majority

from bot.domain import events as e
from bot.domain.ids import CirculationId
from bot.domain.values import Base

U1 = CirculationId("U1")
MOVED = e.CirculationMoved(
    circulation=U1,
    by=AYSE,
    group="",
    title="Notstrom",
    text="Ein Gerät wird gemietet.",
    reason="Hochwasser",
    public=True,
    needed=2,
    norm="§ 36a",
)
SIGNED = e.CirculationSupported(circulation=U1, by=UWE)
OPENED = e.CirculationOpened(
    circulation=U1,
    by=CLERK,
    opened=BEFORE,
    until=BEFORE + timedelta(days=1),
    announced="Schaukasten",
    voters=VOTERS,
    agreement=7,
    rule="simple",
    majority=majority("1/2", Base.YES_VS_NO),
    majority_norm="§ 39",
    casting=None,
    tie_norm="",
    abstention=True,
    statutory=9,
    norm="§ 36a",
)
