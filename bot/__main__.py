# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m bot`` is ``gremium``."""

from bot.cli import main

if __name__ == "__main__":
    main()
