# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The conference bridge: a LiveKit-protocol SFU that forwards what it cannot see.

rooms.py      every room; room.py participant.py tracks.py  who is there, who may, who sees what
signal/       LiveKit's signalling over WebSocket, one dispatch table
media/        UDP port, ICE-lite, DTLS, SRTP, SCTP, the packet router; nothing here decodes
control/      access tokens, RoomService, webhooks, metrics, configuration, command line
server.py     puts them together into one aiohttp application
"""
