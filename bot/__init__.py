# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The meeting bot: a council's session, end-to-end encrypted, from invitation to minutes.

A map, in the order in which a vote travels through the package:

- `bot.matrix` reads the encrypted event and decides whose device is believed,
- `bot.reception` finds out who is asking, `bot.hearing` what is meant: `bot.chat` turns words into
  a command,
- `bot.desk` takes one command at a time to `bot.domain`, which decides by `bot.profiles`,
- `bot.store` writes the events down before anybody hears of them,
- `bot.reactions` and `bot.views` say what follows, `bot.stage` does it,
- `bot.paper` makes the minutes at the end.

Beside the way: `bot.texts` holds every sentence people read, `bot.homeserver` runs the
embedded Synapse, `bot.play` performs the sample evening, `bot.cli` is the `gremium` command.

`bot.domain`, `bot.chat`, `bot.reactions` and `bot.views` are pure: no I/O, no clock, no
logging, no foreign library. `lint-imports` keeps that true.
"""
