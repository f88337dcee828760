# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Private names of aiortc and pylibsrtp, all in this file; tests/contract holds them.

aiortc: its SCTP association is used without the package's `__init__`, which would load PyAV and
with it ffmpeg's decoders into a process that must not be able to decode. The submodule is loaded
under a name of ours, and gets an empty stand-in for the DTLS module it only needs for types.
pylibsrtp: packets are sealed in place in the send buffer instead of being copied twice.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, Protocol

import pylibsrtp
from pylibsrtp._binding import ffi as srtp_ffi
from pylibsrtp._binding import lib as srtp_lib

_ALIAS = "bridge.media._aiortc"

SRTP_OK: int = srtp_lib.srtp_err_status_ok
srtp_protect: Callable[[Any, Any, Any], int] = srtp_lib.srtp_protect
"""(session, buffer, length in and out) → 0, sealing the packet in place."""


def srtp_handle(session: pylibsrtp.Session) -> Any:
    """The C handle of a session, valid as long as the session lives."""
    return session._srtp[0]


def srtp_address(handle: Any) -> int:
    """The address of a session's C handle, for code that is not cffi's."""
    return int(srtp_ffi.cast("uintptr_t", handle))


def srtp_protect_address() -> int:
    """The address of the function `srtp_protect`."""
    return int(srtp_ffi.cast("uintptr_t", srtp_ffi.addressof(srtp_lib, "srtp_protect")))


def srtp_pointers(memory: bytearray, size: int) -> list[Any]:
    """A C pointer to every slot of `size` bytes in `memory`; keep both alive together."""
    base = srtp_ffi.from_buffer(memory)
    return [base + offset for offset in range(0, len(memory), size)]


def srtp_length() -> Any:
    """An `int *` for `srtp_protect`."""
    return srtp_ffi.new("int *")


class DtlsForSctp(Protocol):
    """What `RTCSctpTransport` asks of the DTLS transport below it."""

    state: str
    _role: str

    async def _send_data(self, data: bytes) -> None: ...
    def _register_data_receiver(self, receiver: Any) -> None: ...
    def _unregister_data_receiver(self, receiver: Any) -> None: ...


def _load_sctp() -> ModuleType:
    spec = importlib.util.find_spec("aiortc")
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError("aiortc is not installed")
    package = ModuleType(_ALIAS)
    package.__path__ = list(spec.submodule_search_locations)
    dtls: Any = ModuleType(f"{_ALIAS}.rtcdtlstransport")
    dtls.RTCDtlsTransport = object
    sys.modules[_ALIAS] = package
    sys.modules[dtls.__name__] = dtls
    # The two import each other, and only this order works.
    importlib.import_module(f"{_ALIAS}.rtcdatachannel")
    return importlib.import_module(f"{_ALIAS}.rtcsctptransport")


_sctp: Any = _load_sctp()
SctpTransport: Any = _sctp.RTCSctpTransport
SctpCapabilities: Any = _sctp.RTCSctpCapabilities
DataChannel: Any = _sctp.RTCDataChannel
DataChannelParameters: Any = _sctp.RTCDataChannelParameters


async def sctp_receive(association: Any, data: bytes) -> None:
    """Feed one DTLS payload into the association."""
    await association._handle_data(data)
