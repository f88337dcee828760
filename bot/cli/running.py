# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs the bot until somebody stops it, the same whether its homeserver is embedded or not."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from bot import qr
from bot.app import App
from bot.body import Chamber
from bot.cli.output import hand_over, progress, say
from bot.cli.trouble import Exit
from bot.council import Council
from bot.domain.ids import SeatId, UserId
from bot.domain.values import Role
from bot.installation import Installation
from bot.matrix.http import MatrixError, Unreachable

Job = Callable[[], Coroutine[Any, Any, None]]


class Lifetime:
    """From the command to its end: Ctrl+C and SIGTERM end it in order, whatever it is doing."""

    def __init__(self) -> None:
        self.is_up = False
        """Set once everything runs: from then on being stopped is the normal end."""
        self._stop = asyncio.Event()

    async def stopped(self) -> None:
        """Return when somebody wants the program to end."""
        await self._stop.wait()

    async def run(self, work: Coroutine[Any, Any, None]) -> Exit:
        """Do the work until it ends or is stopped. Raises what it raises."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        try:
            done = await first_of(work, self.stopped())
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)
        return Exit.OK if done == 0 or self.is_up else Exit.INTERRUPTED


async def first_of(*jobs: Coroutine[Any, Any, None]) -> int:
    """Run jobs beside each other until one ends; end the others; return which it was.

    Raises what that one raised.
    """
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        ended = [task for task in tasks if task.done()]
        for task in ended:
            task.result()
        return tasks.index(ended[0])
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def load_note(councils: Sequence[Council]) -> None:
    """Show what the clerk should look at in the council files."""
    for council in councils:
        for remark in council.remarks:
            place = f"{remark.source}, line {remark.line}" if remark.line else remark.source
            progress(f"note: {place}: {remark.sentence}")


def show_recovery_key(app: App, home: Installation, *, show: bool) -> None:
    """Hand the recovery key to the operator, the one time it exists in the clear."""
    key = app.identity.recovery_key
    if key is None:
        return
    lines = [
        key,
        "Keep it on paper: with it any client that is logged in as the bot becomes the bot.",
    ]
    hand_over(
        "Recovery key of the bot, shown this once", lines, home.root / "recovery-key.txt", show=show
    )


async def welcome(app: App, home: Installation, *, anew: bool, show: bool) -> None:
    """Give out one-time codes for chair and clerk of every body who are not enrolled yet."""
    for chamber in app.chambers:
        await _welcome_to(chamber, home, app, anew=anew, show=show)


async def _welcome_to(
    chamber: Chamber, home: Installation, app: App, *, anew: bool, show: bool
) -> None:
    now, body = app.settings.now(), chamber.desk.body
    lines: list[str] = []
    for seat_id in body.with_role(Role.CLERK, Role.CHAIR):
        user = chamber.council.users.get(seat_id)
        name = f"{body.seats[seat_id].name} (seat {seat_id})"
        if seat_id in body.enrolments or seat_id in body.devices:
            continue
        if user is None:
            progress(f"note: {name} has no Matrix user in the council file, so there is no code.")
            continue
        known = body.codes.get(seat_id)
        if known and known.user == user and known.expires > now and not anew:
            until = _day(known.expires)
            progress(f"{name} holds a code until {until}; --new-codes issues another.")
            continue
        lines += await _code(chamber, seat_id, user, name, now)
    if lines:
        lines.append(
            "Hand each code over on paper or by telephone. The bot invites the person to a"
        )
        lines.append("direct room; there the person writes: !ausweis CODE")
        lines += sign_in_lines(chamber.page, body.language)
        path = home.root / f"welcome-codes-{body.id}.txt"
        hand_over(f"Welcome codes of {body.name}", lines, path, show=show)


def sign_in_lines(page: str | None, language: str) -> list[str]:
    """Return where somebody without any client signs in, also for a telephone's camera.

    An address of this machine is of no use to a telephone. Nothing in it is secret.
    """
    if page is None:
        return []
    address = f"{page}&lang={language}"
    lines = ["", "Who has no Matrix client yet signs in in the browser, and reads the room there:"]
    lines += ["", address]
    if not page.startswith(("http://127.0.0.1", "http://localhost")):
        lines += ["", *qr.for_terminal(address).splitlines()]
    return lines


async def _code(
    chamber: Chamber, seat: SeatId, user: UserId, name: str, now: datetime
) -> list[str]:
    try:
        code = await chamber.welcome_code(seat, user, now)
    except (MatrixError, Unreachable) as error:
        progress(f"! {name} could not be invited: {error} Correct it, then use --new-codes.")
        return []
    return [f"{code}   {name}, {user}"]


async def serve(
    app: App, life: Lifetime, prepare: Callable[[], Awaitable[None]], *, stay: bool
) -> None:
    """Run the bot, do what is to be prepared, and stay until stopped if so wanted."""

    async def main() -> None:
        await prepare()
        life.is_up = True
        if stay:
            await life.stopped()

    await first_of(main(), app.run())


def serving(app: App) -> str:
    """Return one line on what is being served."""
    bodies = ", ".join(chamber.desk.body.name for chamber in app.chambers)
    return f"The bot {app.gateway.user_id} serves {bodies} at {app.settings.homeserver}."


def say_end(code: Exit) -> None:
    with suppress(BrokenPipeError):
        say("Stopped in order." if code is Exit.OK else "Interrupted before everything was up.")


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")
