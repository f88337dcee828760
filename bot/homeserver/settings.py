# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What Synapse will really use: `homeserver.yaml` and, over it, the operator's `local.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.homeserver.layout import Layout


class SettingsError(Exception):
    """A settings file is missing or broken; the text says which, where, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings the supervisor needs."""

    config: Path
    server_name: str
    port: int
    signing_key: Path
    database: Path | None  # None: PostgreSQL

    @property
    def url(self) -> str:
        """Where the homeserver answers on this machine."""
        return f"http://127.0.0.1:{self.port}"


def read_settings(layout: Layout) -> Settings:
    """Read the settings Synapse will start with.

    Raises:
        SettingsError: a file is missing, is no YAML, or lacks something needed.
    """
    merged = _mapping(layout.config)
    if layout.local.exists():
        merged = {**merged, **_mapping(layout.local)}
    try:
        arguments = merged["database"]["args"]
        return Settings(
            config=layout.config,
            server_name=str(merged["server_name"]),
            port=int(merged["listeners"][0]["port"]),
            signing_key=Path(merged["signing_key_path"]),
            database=Path(arguments["database"]) if "database" in arguments else None,
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise SettingsError(
            f"{layout.config} lacks something needed ({error}). Render it again with "
            "`gremium synapse-config`."
        ) from None


def _mapping(path: Path) -> Mapping[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}). Render the configuration first with "
            "`gremium synapse-config`."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not UTF-8. Save it as UTF-8.") from None
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}{_place(error)} is not valid YAML.") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise SettingsError(f"{path} must consist of lines `key: value`.")
    return content


def _place(error: yaml.YAMLError) -> str:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return "" if mark is None else f", line {mark.line + 1}, column {mark.column + 1},"
