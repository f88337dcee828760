# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the operator decides about rooms and media, and the limits peers run into."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Upper bounds; whoever exceeds one is refused or closed, nobody else is."""

    rooms: int = 200
    participants: int = 200
    """Per room."""
    tracks: int = 24
    """Published by one participant; LiveKit's clients are tried with twenty."""
    message_bytes: int = 262_144
    """One signalling message."""
    messages_per_second: float = 50.0
    """Signalling messages of one participant, with a burst of ten seconds' worth."""
    sockets_per_address: int = 120
    """Signalling sockets from one IP address; councils sit behind one NAT."""
    data_bytes: int = 65_536
    """One data packet."""
    data_bytes_per_second: float = 1_500_000.0
    """Data packets of one participant."""
    sections: int = 400
    """Media sections in one session description."""
    stun_per_second: float = 2000.0
    """Known STUN messages from one IP address that are looked at; councils sit behind one NAT."""
    metadata_bytes: int = 65_536
    """Metadata, or all attributes together, of one participant or room."""
    name_letters: int = 256
    """Name of one participant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IceServer:
    """A STUN or TURN server handed to clients."""

    urls: tuple[str, ...]
    secret: str = ""
    """Shared secret of coturn's `use-auth-secret`; credentials are made per participant."""
    lifetime: int = 86_400
    """Seconds an ephemeral credential is valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything rooms and media need to know from the configuration."""

    limits: Limits = field(default_factory=Limits)
    media_host: tuple[str, ...] = ("0.0.0.0", "::")  # noqa: S104  # media is for everybody
    media_port: int = 7882
    """UDP port for all media; 0 takes a free one."""
    public_addresses: tuple[str, ...] = ()
    """Addresses written into candidates; empty = the addresses of this machine."""
    ice_servers: tuple[IceServer, ...] = ()
    compiled: bool = True
    """Forward with the fan-out in C where it has been built; False: always in Python."""
    clear_rooms: tuple[str, ...] = ()
    """Name patterns (`*`, `?`) of rooms where unencrypted media are welcome: the gallery."""
    empty_timeout: int = 300
    """Seconds a room that nobody ever entered lives."""
    departure_timeout: int = 20
    """Seconds a room lives after the last participant left."""
    ping_interval: int = 5
    ping_timeout: int = 15
    resume_window: float = 15.0
    """Seconds media goes on without a signalling socket."""
    join_timeout: float = 20.0
    """Seconds a participant has to bring media up after it joined."""
    max_publish_bitrate: int = 4_000_000
    """Bit/s advertised to publishers at most (REMB)."""
    video_codecs: tuple[str, ...] = ("VP8", "H264", "VP9")
    token_lifetime: int = 600
    """Seconds a refreshed token is valid."""
