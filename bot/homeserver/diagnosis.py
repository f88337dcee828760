# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Turns what Synapse says when it fails into one sentence about what happened and what to do.

Pure: text in, `Trouble` out. The patterns are those of Synapse 1.163 (see the integration tests,
which provoke each of them); what matches none is passed on in Synapse's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.homeserver.settings import Settings


class Kind(StrEnum):
    """What sort of trouble it is."""

    PORT_TAKEN = "port-taken"
    DISK_FULL = "disk-full"
    SIGNING_KEY = "signing-key"
    SECRET = "secret"  # noqa: S105 - the name of a kind of trouble
    DATABASE_LOCKED = "database-locked"
    DATABASE_BROKEN = "database-broken"
    DATABASE_UNREACHABLE = "database-unreachable"
    CONFIGURATION = "configuration"
    MODULE_MISSING = "module-missing"
    PERMISSION = "permission"
    ALREADY_RUNNING = "already-running"
    NO_ANSWER = "no-answer"
    KILLED = "killed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One failure. `permanent`: starting again cannot help until somebody changes something."""

    kind: Kind
    sentence: str
    permanent: bool


class HomeserverError(Exception):
    """The homeserver does not run; `str()` is the sentence, `trouble` the rest."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.sentence)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class _Sign:
    pattern: re.Pattern[str]
    trouble: Callable[[re.Match[str], Settings, Path], Trouble]


def port_taken(port: int) -> Trouble:
    """Another program listens on the port."""
    return Trouble(
        kind=Kind.PORT_TAKEN,
        sentence=f"Port {port} on this machine is taken by another program. Stop that program "
        f"(`ss -ltnp 'sport = :{port}'` names it) or choose another server.port in the "
        "municipality's description and render again.",
        permanent=True,
    )


def disk_full(folder: Path) -> Trouble:
    """No space is left for Synapse's data."""
    return Trouble(
        kind=Kind.DISK_FULL,
        sentence=f"The disk with {folder} is full: Synapse cannot write. Make room (`df -h "
        f"{folder}` shows how much is left); nothing that was accepted before is lost.",
        permanent=False,
    )


def signing_key_unusable(path: Path, why: str) -> Trouble:
    """The server's signing key cannot be used."""
    return Trouble(
        kind=Kind.SIGNING_KEY,
        sentence=f"The server's signing key {path} {why}. Put the right file back from your "
        "backup; a new key would make this a different server to all others.",
        permanent=True,
    )


def already_running(folder: Path, pid: int | None) -> Trouble:
    """Another Synapse works on the same data."""
    who = f"(process {pid}) " if pid else ""
    advice = f"`kill {pid}`" if pid else "the service that runs it"
    return Trouble(
        kind=Kind.ALREADY_RUNNING,
        sentence=f"Another Synapse {who}already works on the data in {folder}. Two on one "
        f"database would destroy it. Stop the other one first: {advice}.",
        permanent=True,
    )


def no_answer(settings: Settings, seconds: float) -> Trouble:
    """Synapse runs and does not answer."""
    return Trouble(
        kind=Kind.NO_ANSWER,
        sentence=f"Synapse has not answered at {settings.url} for {seconds:.0f} seconds.",
        permanent=False,
    )


def _database_broken(_: re.Match[str], settings: Settings, __: Path) -> Trouble:
    return Trouble(
        kind=Kind.DATABASE_BROKEN,
        sentence=f"The database {settings.database} is damaged or no database. Put it back from "
        "your backup; do not delete it, it holds all rooms.",
        permanent=True,
    )


def _database_locked(_: re.Match[str], settings: Settings, __: Path) -> Trouble:
    return Trouble(
        kind=Kind.DATABASE_LOCKED,
        sentence=f"The database {settings.database} is locked by another program (a backup, a "
        "database browser). Close that program.",
        permanent=False,
    )


def _cannot_open(_: re.Match[str], settings: Settings, __: Path) -> Trouble:
    return Trouble(
        kind=Kind.PERMISSION,
        sentence=f"The database {settings.database} cannot be opened: it is no file, or this "
        "user may not read and write it or its folder.",
        permanent=True,
    )


def _unreachable(match: re.Match[str], _: Settings, __: Path) -> Trouble:
    return Trouble(
        kind=Kind.DATABASE_UNREACHABLE,
        sentence=f"PostgreSQL does not let Synapse in: {match[1].strip()}. Check that it runs, "
        "that create-database.sh was run, and the section [database] of the description.",
        permanent=False,
    )


def _configuration(match: re.Match[str], settings: Settings, _: Path) -> Trouble:
    return Trouble(
        kind=Kind.CONFIGURATION,
        sentence=f"Synapse does not accept its configuration {settings.config}{match[1]}: "
        f"{' '.join(match[2].split())}. Look into local.yaml beside it first, then render again.",
        permanent=True,
    )


def _module_missing(match: re.Match[str], _: Settings, __: Path) -> Trouble:
    return Trouble(
        kind=Kind.MODULE_MISSING,
        sentence=f"The Python module {match[1]} is missing, so Synapse cannot start. Install the "
        "homeserver's packages: pip install 'gremium[homeserver]'.",
        permanent=True,
    )


def _permission(match: re.Match[str], _: Settings, __: Path) -> Trouble:
    return Trouble(
        kind=Kind.PERMISSION,
        sentence=f"This user may not use {match[1]}. Give the file or folder to the user that "
        "runs the homeserver.",
        permanent=True,
    )


# From the special to the general; the first that matches wins.
_SIGNS: tuple[_Sign, ...] = (
    _Sign(
        re.compile(r"Couldn't listen on \S+?:(\d+): .*(?:in use|Errno 98)"),
        lambda match, _, __: port_taken(int(match[1])),
    ),
    _Sign(
        re.compile(
            r"No space left on device|database or disk is full|disk I/O error"
            r"|File too large|Disk quota exceeded"
        ),
        lambda _, __, folder: disk_full(folder),
    ),
    _Sign(
        re.compile(r"Error (?:reading|accessing file).*signing_key: (.+)"),
        lambda match, settings, _: signing_key_unusable(
            settings.signing_key, f"cannot be used ({match[1].strip()})"
        ),
    ),
    _Sign(re.compile(r"file is not a database|database disk image is malformed"), _database_broken),
    _Sign(re.compile(r"database is locked"), _database_locked),
    _Sign(re.compile(r"unable to open database file"), _cannot_open),
    _Sign(re.compile(r"psycopg2\.OperationalError: (.+)"), _unreachable),
    _Sign(re.compile(r"(?:ModuleNotFoundError: )?No module named '?([\w.]+)'?"), _module_missing),
    _Sign(re.compile(r"Error in configuration([^\n]*):\n(.+)", re.DOTALL), _configuration),
    _Sign(re.compile(r"PermissionError: .*?'(.+?)'"), _permission),
)


def recognise(text: str, settings: Settings, folder: Path) -> Trouble | None:
    """The trouble whose signs are in `text`; None when there are none."""
    for sign in _SIGNS:
        if match := sign.pattern.search(text):
            return sign.trouble(match, settings, folder)
    return None


def diagnose(text: str, exit_code: int, settings: Settings, folder: Path) -> Trouble:
    """Why a Synapse ended that said `text`; a negative `exit_code` is a signal's number."""
    if known := recognise(text, settings, folder):
        return known
    if exit_code < 0:
        return Trouble(
            kind=Kind.KILLED,
            sentence=f"Synapse was killed by signal {-exit_code}"
            + (" (often: too little memory)." if exit_code == -9 else "."),  # noqa: PLR2004 - SIGKILL
            permanent=False,
        )
    last = next((line.strip(" *") for line in reversed(text.splitlines()) if line.strip(" *")), "")
    return Trouble(
        kind=Kind.UNKNOWN,
        sentence=f"Synapse ended with exit code {exit_code}. "
        + (f"Its last words: {last}" if last else "It said nothing."),
        permanent=False,
    )
