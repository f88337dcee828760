# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on the minutes (Niederschrift) and the export."""

from __future__ import annotations

from bot.chat.arguments import Arguments
from bot.chat.command import ROOMS, ChatCommand, asking, speaker
from bot.chat.context import Context
from bot.chat.requests import ExportRequest, ShowMinutes
from bot.domain import commands as c
from bot.domain.ids import MeetingId
from bot.domain.permissions import ALLOWED, LEAD


def _draft(arguments: Arguments, context: Context) -> c.DraftMinutes:
    arguments.end()
    return c.DraftMinutes(by=speaker(context), at=context.at)


def _sign(arguments: Arguments, context: Context) -> c.SignMinutes:
    arguments.end()
    return c.SignMinutes(by=speaker(context), at=context.at)


def _approve(arguments: Arguments, context: Context) -> c.ApproveMinutes:
    meeting = MeetingId(arguments.take("meeting").bare)
    arguments.end()
    return c.ApproveMinutes(by=speaker(context), at=context.at, in_meeting=meeting)


COMMANDS = (
    ChatCommand(
        name="minutes.show",
        words={"de": ("niederschrift", "protokoll"), "en": ("minutes",)},
        make=asking(ShowMinutes()),
    ),
    ChatCommand(
        name="minutes.draft",
        words={
            "de": ("niederschrift entwerfen", "niederschrift erstellen"),
            "en": ("minutes draft", "draft minutes"),
        },
        roles=ALLOWED[c.DraftMinutes],
        places=ROOMS,
        make=_draft,
    ),
    ChatCommand(
        name="minutes.sign",
        words={
            "de": ("niederschrift unterschreiben", "unterschreiben"),
            "en": ("minutes sign", "sign"),
        },
        roles=ALLOWED[c.SignMinutes],
        places=ROOMS,
        make=_sign,
        irreversible=True,
    ),
    ChatCommand(
        name="minutes.approve",
        words={"de": ("niederschrift genehmigen",), "en": ("minutes approve", "approve minutes")},
        usage={"de": "<genehmigende Sitzung>", "en": "<approving meeting>"},
        example={"de": "2026-04", "en": "2026-04"},
        roles=ALLOWED[c.ApproveMinutes],
        places=ROOMS,
        make=_approve,
        irreversible=True,
    ),
    ChatCommand(
        name="minutes.export",
        words={"de": ("export", "ausgeben"), "en": ("export",)},
        roles=LEAD,
        make=asking(ExportRequest()),
    ),
)
