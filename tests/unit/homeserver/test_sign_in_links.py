# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The module for Synapse that gives out sign-in tokens: its settings, and where both sides meet.

It is loaded as on a homeserver with an environment of its own: copied, under another name, with
nothing else of ours beside it. In a process of its own, as Synapse's imports warn.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot import homeserver
from bot.matrix import signin

BOT = "@gremium:stadt.example"
TOLD = [{"bots": [BOT]}, {}, {"bots": []}, {"bots": BOT}, {"bots": ["gremium"]}, {"bots": [7]}]
LOOK = """
import json, sys
import copied
from synapse.module_api.errors import ConfigError

def read(told):
    try:
        return list(copied.SignInLinks.parse_config(told).bots)
    except ConfigError as error:
        return error.msg

ours = [name for name in sys.modules if name.split(".")[0] == "bot"]
read_ones = [read(told) for told in json.loads(sys.argv[1])]
print(json.dumps({"path": copied.PATH, "key": copied.KEY, "ours": ours, "read": read_ones}))
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("synapse")
    source = Path(str(homeserver.__file__)).with_name("sign_in_links.py")
    (folder / "copied.py").write_bytes(source.read_bytes())
    told = subprocess.run(
        [sys.executable, "-c", LOOK, json.dumps(TOLD)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return dict(json.loads(told.stdout))


def test_it_needs_nothing_else_of_ours(module: dict[str, Any]) -> None:
    assert module["ours"] == []


def test_the_bot_asks_where_the_module_answers_and_for_the_same_reaction(
    module: dict[str, Any],
) -> None:
    assert (module["path"], module["key"]) == (signin.PATH, signin.KEY)
    assert signin.consents(f"{signin.KEY}\N{VARIATION SELECTOR-16}")
    assert not signin.consents("👍")


def test_settings_that_name_no_bot_keep_synapse_from_starting(module: dict[str, Any]) -> None:
    named, *others = module["read"]
    assert named == [BOT]
    assert all("bots must be a list of user ids" in told for told in others)
