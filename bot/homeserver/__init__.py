# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The homeserver: its configuration, its life as a child process, its accounts, its health."""
