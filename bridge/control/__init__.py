# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a bridge is led by: access tokens, RoomService calls, webhooks, health and figures.

Speaks LiveKit's server API and nothing of our own, so that a LiveKit server can take its place.
"""
