# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fan-out in C (`fanout.c`), where it has been built; `load` says None everywhere else.

    python -m bridge.media.native      build it, with the C compiler of this machine

The library lies beside this file and needs nothing but libc: SRTP is called by the address
pylibsrtp knows. A library that does not fit (another release, another machine) is not used.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, SupportsIndex

import cffi

from bridge.media.fanout import Fanout, Packet, Route
from bridge.media.foreign import srtp_address, srtp_protect_address
from bridge.media.outbox import Outbox, Target

log = logging.getLogger(__name__)

SOURCE = Path(__file__).with_name("fanout.c")
FLAGS = ("-O2", "-Wall", "-Wextra", "-shared", "-fPIC")
OFF = "GREMIUM_NO_NATIVE"
"""Environment variable that keeps the bridge in Python."""

_ffi = cffi.FFI()
_ffi.cdef(
    """
    struct box { unsigned char *memory; void *messages; void *vector;
                 uint64_t sent, dropped; int32_t fd, count; };
    struct route { struct box *box; void *session; void *address; };
    struct lane { struct route *route; uint64_t sent, octets;
                  uint32_t ssrc, ts_off, last_ts, delay, delay_before;
                  uint16_t seq_off, seq_first, last_seq, picture_off, last_picture, delay_first;
                  uint8_t tl0_off, last_tl0, payload_type, time_id, orientation_id, delay_id; };
    struct packet { const unsigned char *payload; uint32_t size, ts, picture, tl0, sent_at;
                    uint16_t seq; uint8_t marker; int16_t orientation; };
    unsigned gremium_sizes(void);
    void gremium_flush(struct box *box);
    void gremium_commit(struct box *box, uint32_t size, void *address);
    void gremium_fan_out(struct lane **lanes, int count, const struct packet *packet,
                         void *protect);
    """
)


def library() -> Path:
    """Where the library of this very source lies once it is built."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]
    return SOURCE.with_name(f"_fanout-{digest}.so")


def build() -> Path | None:
    """Compile the library; None where there is no compiler. Raises `OSError` if it fails."""
    compiler = shutil.which("cc")
    made = library()
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    if not made.exists():
        fresh = made.with_suffix(f".{os.getpid()}")
        command = [compiler, *FLAGS, "-o", str(fresh), str(SOURCE)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise OSError(f"{SOURCE.name} does not compile here:\n{done.stderr}")
        fresh.replace(made)
    return made


def load() -> NativeFanout | None:
    """The fan-out in C, or None: not built, switched off, or built for something else."""
    made = library()
    if os.environ.get(OFF) or not made.exists():
        return None
    try:
        lib = _ffi.dlopen(str(made))
        sizes = lib.gremium_sizes()
    except (OSError, AttributeError):
        log.warning("%s cannot be loaded here; packets are forwarded in Python", made.name)
        return None
    names = ("box", "route", "lane", "packet")
    ours = sum(_ffi.sizeof(f"struct {name}") << 8 * place for place, name in enumerate(names))
    return NativeFanout(lib) if sizes == ours else None


class NativeOutbox(Outbox):
    """An outbox whose packets C may queue too."""

    __slots__ = ("_handle", "box")

    def __init__(self, sock: socket.socket, lib: Any) -> None:
        self._handle = lib
        self.box = _ffi.new("struct box *")
        super().__init__(sock)
        self.box.memory = _ffi.cast("unsigned char *", int(self.base))
        self.box.messages = _ffi.cast("void *", self.messages_at)
        self.box.vector = _ffi.cast("void *", self.vector_at)
        self.box.fd = sock.fileno()

    @property
    def count(self) -> int:
        """Packets waiting."""
        return int(self.box.count)

    @count.setter
    def count(self, value: int) -> None:
        self.box.count = value

    @property
    def sent(self) -> int:
        """Packets the kernel took."""
        return int(self.box.sent)

    @sent.setter
    def sent(self, value: int) -> None:
        self.box.sent = value

    @property
    def dropped(self) -> int:
        """Packets the kernel did not take."""
        return int(self.box.dropped)

    @dropped.setter
    def dropped(self, value: int) -> None:
        self.box.dropped = value

    def commit(self, size: int, target: Target) -> None:
        """The packet in slot `count` is ready: `size` bytes for `target`."""
        self._targets[self.box.count] = target
        self._handle.gremium_commit(self.box, size, _ffi.cast("void *", target.pointer))

    def flush(self) -> None:
        """Send what is queued."""
        if self.box.count:
            self._handle.gremium_flush(self.box)


class NativeRoute(Route):
    """A route C can read."""

    __slots__ = ("c",)

    def __init__(self) -> None:
        super().__init__()
        self.c = _ffi.new("struct route *")

    def aim(self, target: Target | None) -> None:
        """Send to `target` from now on; packets queued for the old one leave first."""
        if self.target is not None:
            self.target.outbox.flush()
        super().aim(target)
        if target is None:
            self.c.box = _ffi.NULL
        else:
            self.c.address = _ffi.cast("void *", target.pointer)
            self.c.box = target.outbox.box  # type: ignore[attr-defined]

    def seal(self, session: Any) -> None:
        """Seal with this SRTP session; None stops."""
        super().seal(session)
        self.c.session = _ffi.cast("void *", srtp_address(session)) if session else _ffi.NULL


class NativeLanes(list[Any]):
    """Lanes with the array of pointers C takes, made anew when they changed."""

    array: Any = None

    def append(self, lane: Any) -> None:
        """One more."""
        super().append(lane)
        self.array = None

    def remove(self, lane: Any) -> None:
        """One less."""
        super().remove(lane)
        self.array = None

    def pop(self, index: SupportsIndex = -1) -> Any:
        """One less."""
        self.array = None
        return super().pop(index)


class NativeFanout(Fanout):
    """The way in C."""

    name = "native"

    def __init__(self, lib: Any) -> None:
        self._lib = lib
        self._packet = _ffi.new("struct packet *")
        self._protect = _ffi.cast("void *", srtp_protect_address())

    def outbox(self, sock: socket.socket) -> Outbox:
        """The queue of packets in front of a socket."""
        return NativeOutbox(sock, self._lib)

    def route(self) -> Route:
        """A way to a peer nothing is known of yet."""
        return NativeRoute()

    def lane(self, route: Route) -> Any:
        """A stream to one receiver, all numbers 0."""
        if not isinstance(route, NativeRoute):
            raise TypeError("a lane of C needs a route of C")
        lane = _ffi.new("struct lane *")
        lane.route = route.c  # kept alive by the transport, and that by the downlink
        return lane

    def lanes(self, some: Iterable[Any] = ()) -> list[Any]:
        """Streams that are fed by the same packets."""
        return NativeLanes(some)

    def send(self, packet: Packet, lanes: list[Any]) -> None:
        """Queue `packet` for every lane."""
        if not lanes:
            return
        array = lanes.array  # type: ignore[attr-defined]
        if array is None:
            array = lanes.array = _ffi.new("struct lane *[]", list(lanes))  # type: ignore[attr-defined]
        told = self._packet
        told.seq, told.ts, told.marker, payload, told.picture, told.tl0 = packet[:6]
        told.sent_at, told.orientation = packet[6:]
        told.size = len(payload)
        with _ffi.from_buffer(payload) as start:
            told.payload = _ffi.cast("unsigned char *", start)
            self._lib.gremium_fan_out(array, len(lanes), told, self._protect)


def main() -> int:
    """Build and say what came of it."""
    try:
        made = build()
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"built {made}" if made else "no C compiler here: packets are forwarded in Python")
    return 0


if __name__ == "__main__":
    sys.exit(main())
