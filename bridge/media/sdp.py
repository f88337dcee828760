# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Session descriptions, read line by line into what the bridge needs, and written from it.

Assumed: RFC 8866, RFC 8843 (BUNDLE of everything), RFC 8853 (simulcast by rid). Left out: lines
nobody here needs are skipped, so unknown attributes never hurt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bridge.errors import PeerBroke

MAX_LINES = 20_000
FEEDBACK = ("nack", "nack pli", "ccm fir", "goog-remb")
_TOKEN = re.compile(r"^[A-Za-z0-9!#$%&'*+\-.^_`{|}~:/=@?\[\]]{1,256}$")
_NUMBER = re.compile(r"^[0-9]{1,10}$")


@dataclass(slots=True)
class Codec:
    """One payload type of a section."""

    number: int
    name: str = ""
    clock: int = 0
    channels: int = 1
    fmtp: str = ""
    feedback: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """One `m=` section; `direction` is the writer's view."""

    kind: str
    port: int = 9
    protocol: str = "UDP/TLS/RTP/SAVPF"
    mid: str = ""
    direction: str = "sendrecv"
    codecs: dict[int, Codec] = field(default_factory=dict)
    extensions: dict[str, int] = field(default_factory=dict)
    rids: list[str] = field(default_factory=list)
    track_id: str = ""
    ssrcs: list[int] = field(default_factory=list)
    ufrag: str = ""
    fingerprints: list[tuple[str, str]] = field(default_factory=list)

    def sends(self) -> bool:
        """The writer wants to send here."""
        return self.port != 0 and self.direction in ("sendonly", "sendrecv")

    def receives(self) -> bool:
        """The writer is ready to receive here."""
        return self.port != 0 and self.direction in ("recvonly", "sendrecv")


@dataclass(slots=True)
class Description:
    """A whole session description."""

    sections: list[Section]
    setup: str = ""

    @property
    def fingerprints(self) -> list[tuple[str, str]]:
        """Those of the first section that has any; with BUNDLE there is one transport."""
        return next((one.fingerprints for one in self.sections if one.fingerprints), [])

    @property
    def ufrag(self) -> str:
        """The writer's ICE ufrag; a new one means an ICE restart."""
        return next((one.ufrag for one in self.sections if one.ufrag), "")


def parse(text: str, *, max_sections: int) -> Description:
    """Read a description; raises `PeerBroke` for one that no client writes."""
    lines = text.splitlines()
    if len(lines) > MAX_LINES or not lines or lines[0].strip() != "v=0":
        raise PeerBroke("no session description")
    session = Section("session")
    description = Description([])
    current = session
    for line in lines:
        if len(line) < 2 or line[1] != "=":  # noqa: PLR2004
            continue
        if line[0] == "m":
            if len(description.sections) >= max_sections:
                raise PeerBroke("too many media sections")
            current = _media(line[2:], session)
            description.sections.append(current)
        elif line[0] == "a":
            name, _, value = line[2:].partition(":")
            if name == "setup":
                description.setup = value
            _attribute(current, name, value)
    mids = [section.mid for section in description.sections]
    if len(set(mids)) != len(mids) or not all(mids):
        raise PeerBroke("media sections without a name of their own")
    return description


def _media(value: str, session: Section) -> Section:
    parts = value.split()
    if len(parts) < 4 or not _NUMBER.match(parts[1]):  # noqa: PLR2004
        raise PeerBroke("broken media line")
    if parts[0] not in ("audio", "video", "application"):
        raise PeerBroke("unknown kind of media")
    section = Section(
        parts[0],
        port=int(parts[1]),
        protocol=_token(parts[2]),
        ufrag=session.ufrag,
        fingerprints=list(session.fingerprints),
    )
    if parts[0] != "application":
        for number in parts[3:][:128]:
            payload_type = _integer(number, 127)
            section.codecs[payload_type] = Codec(payload_type)
    return section


def _attribute(section: Section, name: str, value: str) -> None:  # noqa: C901  # a table of lines
    match name:
        case "mid":
            section.mid = _token(value)
        case "bundle-only":
            section.port = (
                section.port or 9
            )  # port 0 means here: on the group's transport (RFC 8843)
        case "sendonly" | "recvonly" | "sendrecv" | "inactive":
            section.direction = name
        case "rtpmap" | "fmtp" | "rtcp-fb":
            _codec_line(section, name, value)
        case "extmap":
            number, _, uri = value.partition(" ")
            uri = uri.split()[0] if uri.split() else ""
            section.extensions[uri] = _integer(number.partition("/")[0], 255)
        case "rid":
            rid, _, direction = value.partition(" ")
            if direction.startswith("send") and len(section.rids) < 3:  # noqa: PLR2004
                section.rids.append(_token(rid))
        case "msid":
            section.track_id = value.split()[1] if len(value.split()) > 1 else ""
        case "ssrc":
            text, _, rest = value.partition(" ")
            ssrc = _integer(text, 0xFFFFFFFF)
            if ssrc not in section.ssrcs and len(section.ssrcs) < 16:  # noqa: PLR2004
                section.ssrcs.append(ssrc)
            if rest.startswith("msid:") and not section.track_id and len(rest.split()) > 1:
                section.track_id = rest.split()[1]
        case "ice-ufrag":
            section.ufrag = value
        case "fingerprint":
            algorithm, _, digest = value.partition(" ")
            section.fingerprints.append((algorithm.lower(), digest.strip()))
        case _:
            return


def _codec_line(section: Section, name: str, value: str) -> None:
    number, _, rest = value.partition(" ")
    if number == "*":
        return
    codec = section.codecs.get(_integer(number, 127))
    if codec is None:
        return
    if name == "fmtp":
        codec.fmtp = _clean(rest)
    elif name == "rtcp-fb":
        if rest in FEEDBACK and rest not in codec.feedback:
            codec.feedback.append(rest)
    else:
        parts = rest.split("/")
        codec.name = parts[0].lower()
        codec.clock = _integer(parts[1], 1_000_000) if len(parts) > 1 else 0
        codec.channels = _integer(parts[2], 16) if len(parts) > 2 else 1  # noqa: PLR2004


def _integer(text: str, most: int) -> int:
    if not _NUMBER.match(text) or int(text) > most:
        raise PeerBroke("a number in the session description is none")
    return int(text)


def _token(text: str) -> str:
    if not _TOKEN.match(text):
        raise PeerBroke("a name in the session description is none")
    return text


def _clean(text: str) -> str:
    return text if len(text) <= 512 and text.isprintable() else ""  # noqa: PLR2004


def choose_codec(section: Section, wanted: Iterable[str]) -> Codec | None:
    """The first codec of `wanted` (lower case) the section offers in a form we can pass on."""
    for name in wanted:
        for codec in section.codecs.values():
            if codec.name != name:
                continue
            if name == "h264" and "packetization-mode=1" not in codec.fmtp:
                continue
            if name == "vp9" and "profile-id" in codec.fmtp and "profile-id=0" not in codec.fmtp:
                continue
            return codec
    return None


def resent_as(section: Section, codec: Codec) -> Codec | None:
    """The payload type under which what is lost of `codec` may be sent again (RFC 4588)."""
    for one in section.codecs.values():
        if one.name == "rtx" and f"apt={codec.number}" in one.fmtp.replace(" ", "").split(";"):
            return one
    return None


def receivable(sections: Iterable[Section]) -> frozenset[str]:
    """Video codecs the writer can receive in a form we can pass on, lower case."""
    names: set[str] = set()
    for section in sections:
        if section.kind == "video" and section.receives():
            offered = {codec.name for codec in section.codecs.values()}
            names |= {name for name in offered if name and choose_codec(section, [name])}
    return frozenset(names)


# ── writing ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """What every section of ours says about the transport."""

    ufrag: str
    pwd: str
    fingerprint: str
    candidates: tuple[tuple[str, int], ...]
    setup: str
    largest_message: int = 65_536
    """Bytes of a data channel message that is taken in; a client refuses to send a larger one."""


@dataclass(slots=True)
class Written:
    """One section of ours."""

    section: Section
    codec: Codec | None = None
    direction: str = "inactive"
    extensions: dict[str, int] = field(default_factory=dict)
    rids: tuple[str, ...] = ()
    stream: str = ""
    track: str = ""
    ssrc: int = 0
    cname: str = ""
    again: Codec | None = None
    """What is lost is sent again in this form, in a stream of its own."""
    again_ssrc: int = 0


def write(sections: list[Written], local: Local, *, session: int, version: int) -> str:
    """The description as text."""
    bundle = " ".join(one.section.mid for one in sections if one.section.port)
    lines = [
        "v=0",
        f"o=- {session} {version} IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {bundle}",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS *",
        "a=ice-lite",
    ]
    for one in sections:
        lines += _written(one, local)
    return "\r\n".join(lines) + "\r\n"


def _transport(local: Local) -> list[str]:
    lines = [f"a=ice-ufrag:{local.ufrag}", f"a=ice-pwd:{local.pwd}"]
    lines += [f"a=fingerprint:sha-256 {local.fingerprint}", f"a=setup:{local.setup}"]
    for index, (host, port) in enumerate(local.candidates):
        priority = 126 << 24 | (65_535 - index) << 8 | 255
        lines.append(f"a=candidate:{index + 1} 1 udp {priority} {host} {port} typ host")
    return [*lines, "a=end-of-candidates"]


def _written(one: Written, local: Local) -> list[str]:
    section = one.section
    if section.kind == "application":
        return [
            f"m=application {section.port and 9} {section.protocol} webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{section.mid}",
            *(_transport(local) if section.port else []),
            "a=sctp-port:5000",
            f"a=max-message-size:{local.largest_message}",
        ]
    codec = one.codec or next(iter(section.codecs.values()), Codec(0))
    codecs = [codec, one.again] if one.again is not None else [codec]
    numbers = " ".join(str(each.number) for each in codecs)
    lines = [
        f"m={section.kind} {section.port and 9} {section.protocol} {numbers}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{section.mid}",
    ]
    if not section.port:
        return [*lines, "a=inactive"]
    lines += [*_transport(local), "a=rtcp-mux", "a=rtcp-rsize", f"a={one.direction}"]
    for each in codecs:
        lines += _written_codec(section.kind, each)
    lines += [f"a=extmap:{number} {uri}" for uri, number in one.extensions.items()]
    lines += [f"a=rid:{rid} recv" for rid in one.rids]
    if one.rids:
        lines.append(f"a=simulcast:recv {';'.join(one.rids)}")
    if one.ssrc:
        lines.append(f"a=msid:{one.stream} {one.track}")
        again = [one.again_ssrc] if one.again is not None else []
        if again:
            lines.append(f"a=ssrc-group:FID {one.ssrc} {one.again_ssrc}")
        for ssrc in (one.ssrc, *again):
            lines.append(f"a=ssrc:{ssrc} cname:{one.cname}")
            lines.append(f"a=ssrc:{ssrc} msid:{one.stream} {one.track}")
    return lines


def _written_codec(kind: str, codec: Codec) -> list[str]:
    lines = []
    channels = f"/{codec.channels}" if codec.channels > 1 else ""
    if codec.name:
        upper = kind == "video" and codec.name != "rtx"
        name = codec.name.upper() if upper else codec.name
        lines.append(f"a=rtpmap:{codec.number} {name}/{codec.clock}{channels}")
    if codec.fmtp:
        lines.append(f"a=fmtp:{codec.number} {codec.fmtp}")
    return lines + [f"a=rtcp-fb:{codec.number} {feedback}" for feedback in codec.feedback]
