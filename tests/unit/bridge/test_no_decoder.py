# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bridge's process cannot decode: neither a module nor a mapped library that could is there."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.unit

RUN = """
import asyncio, sys
from bridge.control.keys import Keys
from bridge.control.removals import Removals
from bridge.control.tokens import Tokens
from bridge.media.sctp import DataChannels
from bridge.server import build
from bridge.settings import Settings
from aiohttp import web

async def main():
    settings = Settings(media_host=("127.0.0.1",), media_port=0)
    removals = Removals()
    app = build(settings, Tokens(Keys({"k": "s" * 32}), removals), removals)
    runner = web.AppRunner(app)
    await runner.setup()
    channels = DataChannels(lambda data: None, lambda *a: None, lambda e: None, opens=True)
    await asyncio.sleep(0.1)
    channels.close()
    await runner.cleanup()

asyncio.run(main())
print(*sorted(sys.modules))
print(open("/proc/self/maps").read())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/maps")
def test_a_running_bridge_has_no_decoder_in_its_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN], capture_output=True, text=True, timeout=120, check=True
    )
    modules, _, maps = done.stdout.partition("\n")
    loaded = {name.partition(".")[0] for name in modules.split()}

    assert "bridge" in loaded
    assert not loaded & {"av", "aiortc", "numpy", "PIL", "cv2", "opuslib"}
    assert "livekit.rtc" not in modules.split()
    for library in ("avcodec", "libvpx", "libopus", "openh264", "x264", "dav1d", "livekit_ffi"):
        assert library not in maps
