# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Matrix, end-to-end encrypted: the only home of nio and vodozemac.

gateway.py       Gateway: the one class callers use; read its docstring first
login.py         login_password, with_token -> Login
events.py        what comes out: TextMessage, PollAnswer, Suspicious, Proof, ...
ports.py         what callers give: TokenStore, IndexLedger, may_receive, on_verification

inbox.py         one turn of the sync loop      intake.py      open, prove, judge one event
history.py       gaps and spans of the past     reading.py     decrypted content -> value
outbox.py        sealed sending                 keyring.py     who gets the room's key
housekeeping.py  create, invite, remove         rooms.py       what servers say about rooms
identities.py    signature chains of users      media.py       sealed attachments
machine.py       nio's Olm machine, wrapped     keystore.py    nio's store, wrapped
http.py          requests, errors, patience     signing.py     canonical JSON, Ed25519
"""
