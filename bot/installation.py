# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one installation remembers in its data folder, so that commands need few options.

```text
<data>/installation.json   homeserver, journal and council files of the last start
<data>/passwords.json      of the bot's and the operator's account on the embedded homeserver
<data>/municipality.toml   description of the embedded homeserver, written once if none is given
<data>/pages.toml          where the pages are served, written once by `gremium up`
<data>/oparl.toml          where the public record is served; without it, nowhere
<data>/identity.key        key file that opens the bot's seeds, unless a passphrase does
<data>/played.json         that, and what, a sample evening was played here
<data>/homeserver/         the embedded homeserver
<data>/journal.db, papers/, letterheads/, matrix/, *.seeds, login.json   the bot's own
```
Everything is readable by its owner only.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from bot.archive import write_private
from bot.homeserver import secret_files
from bot.matrix.seeds import KeyFile, Lock, Passphrase

BOT = "bot"
OPERATOR = "operator"
OPERATOR_USER = "gremium-operator"


class InstallationDamaged(Exception):
    """A file of the installation cannot be read; the sentence names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """How the bot was started last."""

    homeserver: str
    journal: str = ""
    """Database URL; empty: SQLite in the data folder."""
    councils: tuple[str, ...] = ()
    """Absolute paths of the council files."""
    embedded: bool = False
    passphrase_file: str = ""
    key_file: str = ""
    conference: str = ""
    """Absolute path of the conference file; empty: no conference."""
    pages: str = ""
    """Absolute path of the pages file; empty: no pages."""
    description: str = ""
    """Path of the embedded homeserver's description; empty: the one in the data folder."""


@dataclass(frozen=True, slots=True)
class Installation:
    """One data folder."""

    root: Path

    @staticmethod
    def at(folder: Path) -> Installation:
        """The installation in `folder`, which need not exist yet."""
        return Installation(folder.expanduser().resolve())

    @property
    def homeserver(self) -> Path:
        return self.root / "homeserver"

    @property
    def description(self) -> Path:
        return self.root / "municipality.toml"

    @property
    def pages(self) -> Path:
        return self.root / "pages.toml"

    @property
    def conference(self) -> Path:
        """The folder of the embedded conference server."""
        return self.root / "conference"

    @property
    def oparl(self) -> Path:
        return self.root / "oparl.toml"

    @property
    def played(self) -> Path:
        return self.root / "played.json"

    @property
    def journal(self) -> Path:
        return self.root / "journal.db"

    def make(self) -> None:
        """Make the folder. Raises OSError."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)

    def remember(self, facts: Remembered) -> None:
        """Write down how the bot was started."""
        write_private(self.root / "installation.json", _json(asdict(facts)))

    def recall(self) -> Remembered | None:
        """Return how the bot was started last. Raises InstallationDamaged."""
        told = self.read("installation.json")
        if told is None:
            return None
        known = {field.name for field in fields(Remembered)}
        try:
            facts = {key: value for key, value in told.items() if key in known}
            return Remembered(**{**facts, "councils": tuple(facts.get("councils", ()))})
        except TypeError as error:
            raise _damaged(self.root / "installation.json", error) from None

    def password(self, of: str) -> str:
        """Return the password of one of our own accounts; drawn once. Raises UnsafeSecretError."""
        path = self.root / "passwords.json"
        if path.exists():
            secret_files.read(path)  # refuses a file others may read
        known = self.read("passwords.json") or {}
        if of not in known:
            known[of] = secrets.token_urlsafe(24)
            write_private(path, _json(known))
        return str(known[of])

    def lock_files(
        self, passphrase_file: Path | None, key_file: Path | None
    ) -> tuple[Path | None, Path | None]:
        """Return the files given; if there is none, those of the last start."""
        known = self.recall()
        if known is None or passphrase_file is not None or key_file is not None:
            return passphrase_file, key_file
        return (
            Path(known.passphrase_file) if known.passphrase_file else None,
            Path(known.key_file) if known.key_file else None,
        )

    def lock(self, *, passphrase_file: Path | None = None, key_file: Path | None = None) -> Lock:
        """Return what opens the seeds: a passphrase, or a key file, which is made if need be.

        Without either, what opened them last. Raises UnsafeSecretError for a passphrase others may
        read, SeedsError and InstallationDamaged.
        """
        passphrase_file, key_file = self.lock_files(passphrase_file, key_file)
        if passphrase_file is not None:
            words = secret_files.read(passphrase_file)
            if not words:
                raise secret_files.UnsafeSecretError(
                    f"The passphrase file {passphrase_file} is empty."
                )
            return Passphrase(words=words)
        path = key_file or self.root / "identity.key"
        sealed = any((self.root / name).exists() for name in ("identity.seeds", "journal.seeds"))
        return KeyFile(path=path) if path.exists() or sealed else KeyFile.create(path)

    def read(self, name: str) -> dict[str, Any] | None:
        """Return a JSON object of the folder, None if there is no such file."""
        path = self.root / name
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise _damaged(path, error) from None
        if not isinstance(told, dict):
            raise _damaged(path, ValueError("no JSON object"))
        return told

    def write(self, name: str, told: dict[str, Any]) -> None:
        """Write a JSON object into the folder, mode 0600."""
        write_private(self.root / name, _json(told))


def absolute(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return the paths as they can be remembered."""
    return tuple(str(path.resolve()) for path in paths)


def _json(told: dict[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _damaged(path: Path, error: Exception) -> InstallationDamaged:
    return InstallationDamaged(
        f"{path} cannot be read ({error}). Restore it from the backup, or give the command's "
        "options instead."
    )
