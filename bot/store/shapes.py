# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the types of event fields are written as JSON, and read back strictly.

| type | stored as |
|---|---|
| str, NewType of str | text |
| int, bool, None | number, true/false, null; nothing is converted silently |
| Enum | its value |
| datetime (aware) | text in UTC, ``2026-03-12T18:04:05.000000Z`` |
| date, time | text, ``2026-03-12``, ``18:30:00`` |
| timedelta | whole seconds |
| Fraction | text, ``2/3`` |
| tuple, list | array |
| frozenset, set | array, sorted by the canonical form of its elements |
| Mapping, dict | object; keys are written like values and must come out as text, or int |
| dataclass | object of all its fields |
| union of dataclasses | the object and ``type``, the class name in snake_case |

Errors never repeat the value: it may be a vote.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from fractions import Fraction
from typing import Any, Union, get_args, get_origin

from cattrs import Converter
from cattrs.cols import is_any_set
from cattrs.gen import make_dict_unstructure_fn  # noqa: F401

from bot.store.canonical import canonical
from bot.store.entries import instant, read_instant
