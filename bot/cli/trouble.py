# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Errors as operators see them: one sentence on stderr, and an exit code a script can use."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from enum import IntEnum
from typing import IO, Any

import click

from bot.agefile import SealRefused
from bot.anchor import AnchorError
from bot.backupfile import BackupRefused
from bot.homeserver.admin import AdminError
from bot.homeserver.diagnosis import HomeserverError
from bot.homeserver.render import RenderError
from bot.homeserver.secret_files import UnsafeSecretError
from bot.homeserver.settings import SettingsError
from bot.installation import InstallationDamaged
from bot.letterheads import LetterheadDamaged
from bot.login import NoLogin, OtherDevice
from bot.matrix.crosssigning import IdentityError
from bot.matrix.gateway import DeviceLost
from bot.matrix.http import MatrixError, UnknownToken, Unreachable
from bot.matrix.keystore import KeysUnwritable
from bot.matrix.login import LoginImpossible
from bot.matrix.recovery import NoSecretStorage, NotARecoveryKey, WrongRecoveryKey
from bot.matrix.seeds import SeedsError
from bot.profiles import LandUnknown, NoLawOnDay
from bot.store import ExportRefused, NotErasable, StoreError
from bot.tomlfile import FileRefused

log = logging.getLogger(__name__)


class Exit(IntEnum):
    """Exit codes; `docs/reference/cli.md` and `gremium --help` name the same."""

    OK = 0
    DEVIATION = 1
    USAGE = 2
    REFUSED = 3
    UNAVAILABLE = 4
    DEFECT = 70
    INTERRUPTED = 130


MEANING = {
    Exit.OK: "all is well",
    Exit.DEVIATION: "a check failed: a deviation or an error was found",
    Exit.USAGE: "the command was typed wrongly",
    Exit.REFUSED: "a file, key or folder cannot be used",
    Exit.UNAVAILABLE: "something could not be reached, started or written",
    Exit.DEFECT: "a defect of the program",
    Exit.INTERRUPTED: "interrupted before it was done",
}

_REFUSED = (
    FileRefused,
    RenderError,
    SettingsError,
    UnsafeSecretError,
    SeedsError,
    IdentityError,
    NotARecoveryKey,
    WrongRecoveryKey,
    NoSecretStorage,
    LoginImpossible,
    NoLogin,
    OtherDevice,
    LandUnknown,
    NoLawOnDay,
    InstallationDamaged,
    LetterheadDamaged,
    ExportRefused,
    NotErasable,
    AnchorError,
    BackupRefused,
    DeviceLost,
    SealRefused,
)
_UNAVAILABLE = (
    *(HomeserverError, AdminError, StoreError, KeysUnwritable),
    *(MatrixError, Unreachable, OSError),
)


class Trouble(click.ClickException):
    """A sentence for the operator, and the code to end with."""

    exit_code = Exit.DEFECT

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the sentence to stderr."""
        click.echo(f"gremium: {self.message}", file=file, err=file is None)


class Deviated(Trouble):
    """A check failed."""

    exit_code = Exit.DEVIATION


class Unusable(Trouble):
    """What was given cannot be used."""

    exit_code = Exit.REFUSED


class Unavailable(Trouble):
    """Something could not be reached, started or written."""

    exit_code = Exit.UNAVAILABLE


def told(error: BaseException) -> Trouble:
    """Return what to tell about an error, whatever it is."""
    for cause in causes(error):
        if isinstance(cause, Trouble):
            return cause
        if isinstance(cause, UnknownToken):
            return Unusable(_logged_out())
        if isinstance(cause, _REFUSED):
            return Unusable(str(cause))
        if isinstance(cause, _UNAVAILABLE):
            return Unavailable(_sentence(cause))
    log.debug("unexpected", exc_info=error)
    first = next(causes(error))
    return Trouble(
        f"This is a defect of the program ({type(first).__name__}: {first}). Please report it; "
        "with `gremium --debug …` the whole trace is shown."
    )


def causes(error: BaseException) -> Iterator[BaseException]:
    """Walk what an error is made of: the members of groups, else the error itself."""
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from causes(member)
    else:
        yield error


def is_interrupt(error: BaseException) -> bool:
    """Tell whether somebody pressed Ctrl+C."""
    kinds = (KeyboardInterrupt, asyncio.CancelledError)
    return any(isinstance(cause, kinds) for cause in causes(error))


def _logged_out() -> str:
    return (
        "The homeserver does not know the bot's access token any more: it was logged out or "
        "revoked. Find out by whom. With an authentication service, let a token be issued for the "
        "same device and give it with --token-file. Otherwise start once with --new-device and the "
        "password (--password-file) or another token: the bot becomes a new device; its identity "
        "stays."
    )


def _sentence(error: BaseException) -> str:
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}."
    return str(error)
