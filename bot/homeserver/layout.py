# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where things lie in the folder of one homeserver: the one place that names its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.homeserver import secret_files


@dataclass(frozen=True, slots=True)
class Layout:
    """The folder of one homeserver. `root` is absolute, because Synapse may run elsewhere."""

    root: Path

    @staticmethod
    def at(folder: Path) -> Layout:
        """The layout below `folder`, which need not exist yet."""
        return Layout(folder.expanduser().resolve())

    @property
    def config(self) -> Path:
        """The rendered homeserver.yaml."""
        return self.root / "homeserver.yaml"

    @property
    def local(self) -> Path:
        """Settings of the operator's own, read after `config`, never written by us."""
        return self.root / "local.yaml"

    @property
    def log_config(self) -> Path:
        """The rendered logging configuration."""
        return self.root / "log.yaml"

    @property
    def manifest(self) -> Path:
        """What was rendered last, to tell hand edits from our own text."""
        return self.root / ".rendered.json"

    @property
    def data(self) -> Path:
        """Everything Synapse writes."""
        return self.root / "data"

    @property
    def database(self) -> Path:
        """The SQLite database of the flavour `embedded`."""
        return self.data / "homeserver.db"

    @property
    def media(self) -> Path:
        """Uploaded files."""
        return self.data / "media"

    @property
    def log(self) -> Path:
        """Synapse's log."""
        return self.data / "homeserver.log"

    @property
    def lock(self) -> Path:
        """Locked by the running Synapse, with its process id inside."""
        return self.data / "homeserver.pid"

    @property
    def secrets(self) -> Path:
        """The folder of the secrets."""
        return self.root / "secrets"

    def secret(self, name: str) -> Path:
        """The file of one secret of `secret_files`."""
        return self.secrets / name

    def registration_secret(self) -> str:
        """The secret by which accounts are made.

        Raises:
            secret_files.UnsafeSecretError: as `secret_files.read`.
        """
        return secret_files.read(self.secret(secret_files.REGISTRATION))

    def config_arguments(self) -> list[str]:
        """The `-c` arguments for Synapse."""
        files = [self.config, *([self.local] if self.local.exists() else [])]
        return [argument for file in files for argument in ("-c", str(file))]
