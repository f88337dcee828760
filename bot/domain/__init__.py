# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of a council meeting, and nothing else: no I/O, no clock, no randomness, no logging.

Read in this order: `ids`, `values`, `rules`, then what may be asked (`commands`), what may have
happened (`events`) and why not (`refusals`); then what is known (`roster`, `meeting`) and how a
command is judged (`decide`, which lists the topics). `minutes` folds a journal into minutes.
"""
