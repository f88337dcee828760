# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""With what papers are made here: a name that changes whenever the same journal may look otherwise.

Papers are proved by making them anew. Where that gives other bytes, the name in the journal tells
whether the paper was changed, or whether this version of the program words it differently.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

MADE_OF = (("bot.paper", ""), ("bot.domain", "minutes"), ("bot.texts", "locale"))
"""What words, order and shape of a paper come from: package, folder in it."""
SET_BY = ("weasyprint", "jinja2")
"""Who else has a hand in its bytes."""
_LENGTH = 12


@cache
def edition() -> str:
    """Return the name of the templates, such as ``1.4.0+0123456789ab``: program version, digest."""
    digest = sha256()
    for package, folder in MADE_OF:
        root = files(package)
        for name, file in _walk(root.joinpath(folder) if folder else root, f"{package}/{folder}"):
            digest.update(name.encode() + b"\0" + sha256(file.read_bytes()).digest())
    for library in SET_BY:
        digest.update(f"{library} {version(library)}".encode())
    return f"{version('gremium')}+{digest.hexdigest()[:_LENGTH]}"


def _walk(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    """Return the files below a folder in a fixed order, without what Python leaves there."""
    found = list[tuple[str, Traversable]]()
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        name = f"{path}/{one.name}"
        if one.is_dir():
            found += _walk(one, name) if one.name != "__pycache__" else []
        else:
            found.append((name, one))
    return found
