# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fixtures every test may ask for: `synapse` (a real homeserver) and `postgres` (a real server)."""

pytest_plugins = ["real_synapse", "postgres"]
