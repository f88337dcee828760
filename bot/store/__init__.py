# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The journal: what happened, hash-chained and signed, on disk before anybody sees an effect.

Read in this order: `entries` (the values), `chain` (how an entry is sealed), `codec` and `shapes`
(events as JSON), `journal` (the asynchronous front), behind it `ledger` and `tables` (what is
written), `database` (SQLite or PostgreSQL); then `verify`, `export`, `words`. `faults` names the
points at which a test may kill the program.
"""

from bot.store.codec import Codec
from bot.store.entries import (
    OPERATOR,
    TIMER,
    Body,
    Damaged,
    Entry,
    Head,
    Intake,
    NewEntry,
    Origin,
    Outcome,
    Via,
    storable_id,
)
from bot.store.errors import (
    AlreadyTaken,
    CodecError,
    DiskFull,
    JournalDamaged,
    JournalInUse,
    JournalTooNew,
    Replayed,
    StaleHead,
    StoreError,
    StoreUnavailable,
)
from bot.store.journal import Journal
from bot.store.signing import Ed25519Signer, Signer
from bot.store.words import head_words

__all__ = [
    "OPERATOR",
    "TIMER",
    "AlreadyTaken",
    "Body",
    "Codec",
    "CodecError",
    "Damaged",
    "DiskFull",
    "Ed25519Signer",
    "Entry",
    "Head",
    "Intake",
    "Journal",
    "JournalDamaged",
    "JournalInUse",
    "JournalTooNew",
    "NewEntry",
    "Origin",
    "Outcome",
    "Replayed",
    "Signer",
    "StaleHead",
    "StoreError",
    "StoreUnavailable",
    "Via",
    "head_words",
    "storable_id",
]
