# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small OpenID provider (``oidc-provider-mock``, on Authlib) as a process of its own.

Whoever gives a name at its form is that person; everything else is as in any provider.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

from real_synapse import free_port

START_SECONDS = 60.0


@contextlib.contextmanager
def openid_provider() -> Iterator[str]:
    """Run one on a free loopback port; yields its address, and ends it with the block."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, f"{issuer}/.well-known/openid-configuration")
        yield issuer
    finally:
        process.terminate()
        process.wait(timeout=10)


def settings_for(issuer: str) -> dict[str, Any]:
    """Return settings by which a Synapse has people signed in there, and by nothing else."""
    provider = {
        "idp_id": "stadt",
        "idp_name": "Stadt",
        "issuer": issuer,
        "skip_verification": True,  # of the issuer's https: it is on this machine
        "client_id": "synapse",
        "client_secret": "synapse",
        "scopes": ["openid"],
        "user_mapping_provider": {"config": {"localpart_template": "{{ user.sub }}"}},
    }
    return {"oidc_providers": [provider], "password_config": {"enabled": False}}


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the OpenID provider has ended"
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - http
            if response.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"no OpenID provider after {START_SECONDS} s")
