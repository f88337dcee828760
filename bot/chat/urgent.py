# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command that keeps an urgent decision (Eilentscheidung)."""

from __future__ import annotations

from bot.chat.agenda import BROUGHT_BY, non_public
from bot.chat.arguments import Arguments
from bot.chat.command import BACK, ChatCommand, speaker
from bot.chat.context import Context
from bot.domain import commands as c
from bot.domain.permissions import ALLOWED

WITH = frozenset({"mit", "with"})
ON = frozenset({"am", "on"})


def _take(arguments: Arguments, context: Context) -> c.TakeUrgentDecision:
    by = speaker(context)
    title = arguments.take("title").text
    reason = arguments.take("reason").text
    public, taken_by, agreed, decided = True, "", "", context.at
    while arguments.left():
        if non_public(arguments):
            public = False
        elif arguments.keyword(BROUGHT_BY):
            taken_by = arguments.take("name").text
        elif arguments.keyword(WITH):
            agreed = arguments.take("name").text
        elif arguments.keyword(ON):
            decided = arguments.moment()
        else:
            arguments.end()
    return c.TakeUrgentDecision(
        by=by,
        at=context.at,
        title=title,
        text=arguments.below(),
        reason=reason,
        decided=decided,
        public=public,
        taken_by=taken_by,
        agreed=agreed,
    )


COMMANDS = (
    ChatCommand(
        name="urgent.take",
        words={"de": ("eilentscheidung", "dringlichkeitsentscheidung"), "en": ("urgent decision",)},
        usage={
            "de": '"<Titel>" "<Warum es nicht warten kann>" [nichtöffentlich] [von "<Amt, Name>"] '
            '[mit "<wer gehört wurde oder zugestimmt hat>"] [am <Datum> <Uhrzeit>] '
            "<Entscheidung in den folgenden Zeilen>",
            "en": '"<title>" "<why it cannot wait>" [nonpublic] [by "<office, name>"] '
            '[with "<who was heard or has agreed>"] [on <date> <time>] '
            "<decision in the lines below>",
        },
        example={
            "de": '"Notstrom für das Wasserwerk" "Stromausfall seit heute früh" '
            'von "Bürgermeisterin Ahorn"'
            "\nEin Notstromgerät wird für 8.000 Euro gemietet.",
            "en": '"Emergency power for the waterworks" "No power since this morning" '
            'by "Mayor Ahorn"'
            "\nA generator is rented for 8,000 euros.",
        },
        roles=ALLOWED[c.TakeUrgentDecision],
        places=BACK,
        make=_take,
        irreversible=True,
    ),
)
