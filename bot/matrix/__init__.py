# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Matrix, end-to-end encrypted: the only home of nio and vodozemac.

http.py      requests to the homeserver, errors as exceptions
signing.py   canonical JSON, Ed25519
"""
