# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The conference bridge: forwards sealed media, speaks LiveKit's protocol."""
