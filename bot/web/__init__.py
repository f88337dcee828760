# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot's own small web server: access to the conference for MatrixRTC clients, and webhooks.

No act of a member ever comes in here; those come as encrypted events, through the one door.
"""
