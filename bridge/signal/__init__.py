# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""LiveKit's signalling: join.py reads the request, session.py answers its messages by a table,
socket.py is the WebSocket around it, speakers.py tells who talks.
"""
