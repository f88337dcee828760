# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reference page of the protocol spoken: ``docs/reference/bridge-protocol.md``.

Write it with ``python -m bridge.signal.reference``; a test fails while it is stale. What a client
may send is read from the dispatch table; what the bridge sends is found in the code that sends it.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from livekit.protocol import rtc

from bridge import messages, room
from bridge.media import peer
from bridge.signal import session, socket, speakers

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "bridge-protocol.md"

_HEAD = """\
<!-- SPDX-FileCopyrightText: 2026 The Gremium contributors -->
<!-- SPDX-License-Identifier: EUPL-1.2 -->
<!-- Generated from the dispatch table: python -m bridge.signal.reference -->

# Protocol of the bridge

The bridge speaks LiveKit's signalling with the messages of the `livekit-protocol` package: binary
frames hold one `SignalRequest` or `SignalResponse`; a client that sends text frames is answered in
JSON.

| Endpoint | For |
|---|---|
| `GET /rtc/v1` | one peer connection; `join_request` carries the first offer |
| `GET /rtc` | two peer connections, the older form |
| `GET /rtc/v1/validate`, `GET /rtc/validate` | why a connection was refused: 401 and a sentence |

The access token comes as `access_token` in the query or as `Authorization: Bearer`.

## From the client
"""


def page() -> str:
    """Return the page as MyST Markdown."""
    lines = [_HEAD, "| Message | What the bridge does |", "|---|---|"]
    for name in _names(rtc.SignalRequest):
        handler = session.HANDLERS.get(name)
        promise = inspect.getdoc(handler) if handler else "Passed over."
        lines.append(f"| `{name}` | {' '.join((promise or '').split())} |")
    lines += ["", "## From the bridge", "", "| Message | Sent |", "|---|---|"]
    lines += [
        f"| `{name}` | {'yes' if name in sent() else 'never'} |"
        for name in _names(rtc.SignalResponse)
    ]
    return "\n".join(lines) + "\n"


def sent() -> set[str]:
    """Names of the responses some code of the bridge makes."""
    source = "".join(
        inspect.getsource(module) for module in (session, socket, speakers, messages, room, peer)
    )
    return set(re.findall(r"SignalResponse\(\s*(\w+)=", source))


def _names(message: type[rtc.SignalRequest] | type[rtc.SignalResponse]) -> list[str]:
    return [field.name for field in message.DESCRIPTOR.oneofs_by_name["message"].fields]


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
