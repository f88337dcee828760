# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Options several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)

data = click.option(
    "--data",
    type=FOLDER,
    default=Path("var"),
    show_default=True,
    help="Folder of journal, keys, papers and, if embedded, the homeserver.",
)
council = click.option(
    "--council",
    "councils",
    type=FILE,
    multiple=True,
    help="Council file (TOML); repeat for several bodies.",
)
description = click.option(
    "--description",
    type=FILE,
    help="Description of the municipality's homeserver. [default: municipality.toml in the data "
    "folder, written at the first start]",
)
passphrase_file = click.option(
    "--passphrase-file",
    type=FILE,
    help="Open the bot's keys with the passphrase in this file (mode 0600) instead of a key file.",
)
key_file = click.option(
    "--key-file",
    type=FILE,
    help="Key file that opens the bot's keys, made if it is missing. [default: identity.key in the "
    "data folder; safer on another medium]",
)
journal = click.option(
    "--journal",
    metavar="URL",
    default="",
    help="Where the journal is kept: postgresql://user@host/name. [default: SQLite in the data "
    "folder]",
)
conference = click.option(
    "--conference",
    type=FILE,
    help="File (TOML) that names the conference server and where the bot hands out access to it. "
    "[default: that of the last start; none at first]",
)
pages = click.option(
    "--pages",
    type=FILE,
    help="File (TOML) that says where the pages beside the chat are served. [default: that of the "
    "last start; none at first]",
)
new_codes = click.option(
    "--new-codes", is_flag=True, help="Issue new welcome codes; those not used yet end."
)

new_device = click.option(
    "--new-device",
    is_flag=True,
    help="Log in anew and become another device of the same identity: after the key store was lost "
    "or the bot was logged out. Needs the password or a token of a new device.",
)
accept_lost_entries = click.option(
    "--accept-lost-entries",
    is_flag=True,
    help="Go on with a journal that lacks entries the bot has signed, as no newer one is left. "
    "The loss is put on record; the bot becomes a new device.",
)


def after_faults(command: Command) -> Command:
    """Add the options for the first start after something was lost."""
    return new_device(accept_lost_entries(command))


def keys(command: Command) -> Command:
    """Add the options that say what opens the seeds."""
    return passphrase_file(key_file(command))
