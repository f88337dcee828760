# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Outgoing packets of one socket, written and sealed in place and sent by `sendmmsg`.

Where the C library has no `sendmmsg` in the known layout, packets leave one by one.
"""

from __future__ import annotations

import ipaddress
import socket
import struct
import sys
from typing import Any

import cffi

from bridge.media.foreign import srtp_length, srtp_pointers

SLOT = 2048
"""Bytes: a packet of any path plus the longest SRTP trailer."""
SLOTS = 256
LARGEST = 1500 - 28
"""Bytes of a packet before sealing that are still forwarded."""

_ffi = cffi.FFI()
_ffi.cdef(
    """
    struct iovec { void *iov_base; size_t iov_len; };
    struct msghdr { void *msg_name; unsigned int msg_namelen; struct iovec *msg_iov;
                    size_t msg_iovlen; void *msg_control; size_t msg_controllen; int msg_flags; };
    struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
    int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags);
    """
)
_MSG_WORDS = 8
_LAYOUT_KNOWN = sys.platform == "linux" and _ffi.sizeof("struct mmsghdr") == 8 * _MSG_WORDS


def sockaddr(address: tuple[Any, ...], family: int) -> bytes:
    """The C form of an address for a socket of `family`."""
    host, port = address[0], address[1]
    if family == socket.AF_INET:
        return struct.pack("=HH", family, socket.htons(port)) + socket.inet_aton(host) + bytes(8)
    packed = ipaddress.IPv6Address(host.partition("%")[0]).packed
    scope = address[3] if len(address) > 3 else 0  # noqa: PLR2004
    return struct.pack("=HHI", family, socket.htons(port), 0) + packed + struct.pack("=I", scope)


class Target:
    """Where packets go: an address and its C form, kept alive together."""

    __slots__ = ("address", "outbox", "pointer", "raw")

    def __init__(self, outbox: Outbox, address: tuple[Any, ...]) -> None:
        self.outbox = outbox
        self.address = address
        self.raw = _ffi.new("char[]", sockaddr(address, outbox.family) + b"\0")
        self.pointer = int(_ffi.cast("uintptr_t", self.raw))


class Outbox:
    """`SLOTS` packets in one block of memory; `flush` hands them to the kernel in one call."""

    __slots__ = (
        "_hold",
        "_iov",
        "_lib",
        "_messages",
        "_targets",
        "_vector",
        "_words",
        "base",
        "count",
        "dropped",
        "family",
        "length",
        "memory",
        "messages_at",
        "pointers",
        "sent",
        "sock",
        "vector_at",
    )

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.family = sock.family
        self.memory = bytearray(SLOT * SLOTS)
        self.pointers = srtp_pointers(self.memory, SLOT)
        self.length = srtp_length()
        self.count = self.sent = self.dropped = 0
        self._targets: list[Target | None] = [None] * SLOTS
        self._lib: Any = _ffi.dlopen(None) if _LAYOUT_KNOWN else None
        self._hold = _ffi.from_buffer(self.memory)
        self.base = int(_ffi.cast("uintptr_t", self._hold))
        """Addresses of the packets, of their lengths and of the kernel's list of them."""
        self._vector = _ffi.new("struct iovec[]", SLOTS)
        self._messages = _ffi.new("struct mmsghdr[]", SLOTS)
        size = 16 if self.family == socket.AF_INET else 28
        for index in range(SLOTS):
            self._vector[index].iov_base = _ffi.cast("void *", self.base + index * SLOT)
            header = self._messages[index].msg_hdr
            header.msg_namelen = size
            header.msg_iov = self._vector + index
            header.msg_iovlen = 1
        self.vector_at = int(_ffi.cast("uintptr_t", self._vector))
        self.messages_at = int(_ffi.cast("uintptr_t", self._messages))
        self._words = memoryview(_ffi.buffer(self._messages)).cast("B").cast("Q")
        self._iov = memoryview(_ffi.buffer(self._vector)).cast("B").cast("Q")

    def commit(self, size: int, target: Target) -> None:
        """The packet in slot `count` is ready: `size` bytes for `target`."""
        index = self.count
        self._iov[2 * index + 1] = size
        self._words[_MSG_WORDS * index] = target.pointer
        self._targets[index] = target
        self.count = index + 1
        if self.count == SLOTS:
            self.flush()

    def put(self, data: bytes, target: Target) -> None:
        """Queue a datagram that is sealed already."""
        at = self.count * SLOT
        self.memory[at : at + len(data)] = data
        self.commit(len(data), target)

    def flush(self) -> None:
        """Send what is queued; what the kernel does not take is lost, as on any network."""
        count = self.count
        if not count:
            return
        self.count = 0
        if self._lib is None:
            self._one_by_one(count)
            return
        done = 0
        handle = self.sock.fileno()
        while done < count:
            taken = self._lib.sendmmsg(handle, self._messages + done, count - done, 0)
            if taken < 0:
                # One unreachable address must not hold up the others behind it.
                self.dropped += 1
                taken = 1
            else:
                self.sent += taken
            done += taken

    def _one_by_one(self, count: int) -> None:
        for index in range(count):
            target = self._targets[index]
            at = index * SLOT
            size = self._iov[2 * index + 1]
            if target is None:
                continue
            try:
                self.sock.sendto(memoryview(self.memory)[at : at + size], target.address)
                self.sent += 1
            except OSError:
                self.dropped += 1
