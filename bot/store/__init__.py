# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The journal: what happened, hash-chained and signed, on disk before anybody sees an effect.

Read in this order: `entries` (the values), `chain` (how an entry is sealed), `codec` and `shapes`
(events as JSON), `journal` (the asynchronous front), behind it `ledger` and `tables` (what is
written), `database` (SQLite or PostgreSQL); then `verify`, `export`, `transfer`, `words`.
"""

from bot.store.check import check_export, check_journal
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
from bot.store.erasable import ERASABLE, ERASED, Place
from bot.store.errors import (
    AlreadyTaken,
    CodecError,
    DiskFull,
    ExportRefused,
    JournalDamaged,
    JournalInUse,
    JournalMissing,
    JournalNotEmpty,
    JournalTooNew,
    NotErasable,
    ReadOnly,
    Replayed,
    StaleHead,
    StoreError,
    StoreUnavailable,
)
from bot.store.export import export, read_export
from bot.store.journal import Journal
from bot.store.signing import Ed25519Signer, Signer
from bot.store.transfer import transfer
from bot.store.upcasts import UPCASTS
from bot.store.verify import Check, Deviation, Follower, Report
from bot.store.words import head_words

__all__ = [
    "ERASABLE",
    "ERASED",
    "OPERATOR",
    "TIMER",
    "UPCASTS",
    "AlreadyTaken",
    "Body",
    "Check",
    "Codec",
    "CodecError",
    "Damaged",
    "Deviation",
    "DiskFull",
    "Ed25519Signer",
    "Entry",
    "ExportRefused",
    "Follower",
    "Head",
    "Intake",
    "Journal",
    "JournalDamaged",
    "JournalInUse",
    "JournalMissing",
    "JournalNotEmpty",
    "JournalTooNew",
    "NewEntry",
    "NotErasable",
    "Origin",
    "Outcome",
    "Place",
    "ReadOnly",
    "Replayed",
    "Report",
    "Signer",
    "StaleHead",
    "StoreError",
    "StoreUnavailable",
    "Via",
    "check_export",
    "check_journal",
    "export",
    "head_words",
    "read_export",
    "storable_id",
    "transfer",
]
