# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Minutes in miniature: given what happened, when something is asked, then what follows.

    Given(*VOTING).when(vote(AYSE, YES)).then(VoteCast(…))
    Given(*VOTING, recused(AYSE)).when(vote(AYSE, YES)).refused(Recused(…))

The same words serve the stream of a meeting and that of a body; the command tells which.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import roster
from bot.domain.decide import decide_body, decide_meeting
from bot.domain.evolve import replay
from bot.domain.meeting import Meeting
from bot.domain.refusals import Reason, Refused
from bot.domain.roster import Body


class Given:
    """What has happened so far."""

    def __init__(self, *happened: e.Event) -> None:
        self.happened = happened

    def when(self, *commands: c.Command) -> When:
        """Ask for one thing after the other; only the last one is judged by `then`."""
        happened: tuple[e.Event, ...] = self.happened
        for command in commands[:-1]:
            happened = (*happened, *judge(happened, command))
        return When(happened, commands[-1])

    @property
    def meeting(self) -> Meeting:
        return meeting_after(self.happened)

    @property
    def body(self) -> Body:
        return body_after(self.happened)


class When:
    """One command, asked in the situation given."""

    def __init__(self, happened: Sequence[e.Event], command: c.Command) -> None:
        self._happened = tuple(happened)
        self._command = command

    def then(self, *expected: e.Event) -> Given:
        """Expect exactly these events; none means that the command said nothing new."""
        found = tuple(judge(self._happened, self._command))
        assert found == expected, f"{found}\n is not\n{expected}"
        return Given(*self._happened, *found)

    def accepted(self) -> Given:
        """Go on after whatever follows; for tests that look at the state."""
        return Given(*self._happened, *judge(self._happened, self._command))

    def refused(self, reason: Reason) -> None:
        """Expect a no with exactly this reason, and that nothing has happened."""
        with pytest.raises(Refused) as refusal:
            judge(self._happened, self._command)
        assert refusal.value.reason == reason, f"{refusal.value.reason} is not {reason}"


def judge(happened: Sequence[e.Event], command: c.Command) -> Sequence[e.Event]:
    if isinstance(command, c.BodyCommand):
        return decide_body(body_after(happened), command)
    return decide_meeting(meeting_after(happened), command)


def meeting_after(happened: Sequence[e.Event]) -> Meeting:
    return replay(event for event in happened if isinstance(event, e.MeetingEvent))


def body_after(happened: Sequence[e.Event]) -> Body:
    body = Body()
    for event in happened:
        if isinstance(event, e.BodyEvent):
            body = roster.evolve(body, event)
    return body
