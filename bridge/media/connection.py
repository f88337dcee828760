# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One peer connection: which SSRC is which track, and what its descriptions say.

`answer` serves the single connection of v1 and the publisher's of v0, where the client offers;
`offer` and `take_answer` serve the subscriber's of v0, where the bridge does.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from bridge.codecs import codec_of
from bridge.errors import PeerBroke
from bridge.media import rtcp, rtp, sdp
from bridge.media.arrival import Arrival
from bridge.media.bandwidth import Resends
from bridge.media.downlink import Downlink
from bridge.media.transport import Transport
from bridge.media.uplink import Uplink
from bridge.media.uptrack import UpSection, UpTrack
from bridge.tracks import Subscription, Track

if TYPE_CHECKING:
    from bridge.media.plane import Plane

MAX_SSRCS = 64
_OPUS = "minptime=10;useinbandfec=1"
_VIDEO_OFFER = (
    (96, "vp8", ""),
    (102, "h264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
    (98, "vp9", "profile-id=0"),
)
"""Each with the number after its own for what is sent again."""
_OFFER_EXTENSIONS = {rtp.MID: 1, rtp.ABS_SEND_TIME: 2, rtp.ORIENTATION: 3, rtp.PLAYOUT_DELAY: 4}

Find = Callable[[str, str], Track | None]
"""(client's track id, kind) → the announced track it belongs to."""


class Connection:
    """The bridge's end of one RTCPeerConnection."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.transport = Transport(plane.port, plane.identity)
        self.transport.on_rtp = self._on_rtp
        self.transport.on_rtcp = self._on_rtcp
        self.up: dict[str, UpTrack] = {}
        """Published, by mid."""
        self.down: dict[str, Downlink] = {}
        """Forwarded, by mid."""
        self.waiting: list[Subscription] = []
        """Want a section."""
        self._fresh: list[Downlink] = []
        """Have a section the client may not know of yet."""
        self.unclaimed: set[str] = set()
        """Track ids the client wants to send and has not announced."""
        self.estimate: Callable[[int, float], None] | None = None
        self.resends = Resends()
        """What all pictures together may be sent again."""
        self.offered: set[str] = set()
        """All track ids of the last offer."""
        self.receivable: frozenset[str] = frozenset()
        """Video codecs the client can receive, by its last offer; empty if that does not say."""
        self.remote_ufrag = ""
        self._by_ssrc: dict[int, tuple[UpTrack, Uplink]] = {}
        self._down_by_ssrc: dict[int, Downlink] = {}
        self._arrivals: dict[int, Arrival] = {}
        self._declared: dict[int, str] = {}
        self.bound_as: dict[str, str] = {}
        """The id a published track had in the offer that bound it, by mid; maybe not its own."""
        self._mid_id = self._rid_id = 0
        self._used: set[str] = set()
        """Sections that must be seen inactive once before another track may use them."""
        self._session, self._version = secrets.randbits(53), 0
        self._sections: list[sdp.Section] = []

    # ── the client offers ───────────────────────────────────────────────────────────

    def answer(self, text: str, find: Find) -> tuple[str, list[Track], list[Track]]:
        """Answer an offer; returns the text, the tracks bound by it and those ended by it."""
        offer = sdp.parse(text, max_sections=self.plane.settings.limits.sections)
        if not offer.fingerprints:
            raise PeerBroke("an offer without fingerprint")
        if offer.setup == "passive":
            raise PeerBroke("the bridge is the DTLS server")
        if self.remote_ufrag and offer.ufrag != self.remote_ufrag:
            self.transport.restart_ice()
        self.remote_ufrag = offer.ufrag
        self._sections = offer.sections
        self.receivable = sdp.receivable(offer.sections)
        self.unclaimed.clear()
        self.offered = {section.track_id for section in offer.sections if section.sends()}
        bound: list[Track] = []
        ended: list[Track] = []
        written = [self._answered(section, find, bound, ended) for section in offer.sections]
        self._version += 1
        local = self._local("passive")
        answer = sdp.write(written, local, session=self._session, version=self._version)
        self.transport.expect(offer.fingerprints)
        return answer, bound, ended

    def missing_sections(self) -> tuple[int, int]:
        """Audio and video sections the waiting subscriptions lack."""
        free = {"audio": 0, "video": 0}
        for section in self._sections:
            if section.kind in free and section.receives() and section.mid not in self.down:
                free[section.kind] += 1
        videos = sum(1 for one in self.waiting if one.track.is_video)
        audios = len(self.waiting) - videos
        return max(0, audios - free["audio"]), max(0, videos - free["video"])

    def awaiting_clean(self) -> bool:
        """Somebody waits for a section that was just shown inactive for the first time."""
        return bool(self.waiting) and self.missing_sections() == (0, 0)

    def mid_to_track(self) -> dict[str, str]:
        """Which section carries which track, both ways."""
        found = {mid: down.subscription.track.sid for mid, down in self.down.items()}
        return found | {mid: up.track.sid for mid, up in self.up.items()}

    def _answered(
        self, section: sdp.Section, find: Find, bound: list[Track], ended: list[Track]
    ) -> sdp.Written:
        if section.kind == "application":
            return sdp.Written(section)
        self._mid_id = section.extensions.get(rtp.MID, self._mid_id)
        self._rid_id = section.extensions.get(rtp.RID, self._rid_id)
        if section.sends():
            return self._receiving(section, find, bound, ended)
        if (old := self.up.pop(section.mid, None)) is not None:
            self._forget_up(old)
            ended.append(old.track)
        if section.receives():
            return self._sending(section)
        if (gone := self.down.pop(section.mid, None)) is not None:
            self._detach(gone)
        self._used.discard(section.mid)
        return self._idle(section)

    def _receiving(
        self, section: sdp.Section, find: Find, bound: list[Track], ended: list[Track]
    ) -> sdp.Written:
        known = self.up.get(section.mid)
        if known is not None and section.track_id not in ("", self.bound_as.get(section.mid)):
            fresh = find(section.track_id, section.kind)
            if fresh is not None and fresh is not known.track:
                self._forget_up(known)
                del self.up[section.mid]
                ended.append(known.track)
                known = None
        track = known.track if known is not None else find(section.track_id, section.kind)
        if track is None:
            self.unclaimed.add(section.track_id)
            return self._idle(section)
        codec = self._publish_codec(section, track)
        if codec is None:
            ended.append(track)
            return self._idle(section)
        extensions = _shared(section, rtp.EXTENSIONS)
        rids = tuple(section.rids) if section.kind == "video" else ()
        if known is None:
            up = UpTrack(
                track,
                self.transport,
                UpSection(
                    mid=section.mid,
                    payload_type=codec.number,
                    codec=codec.name,
                    clock=codec.clock,
                    rids=rids,
                    level_id=extensions.get(rtp.AUDIO_LEVEL, 0),
                    orientation_id=extensions.get(rtp.ORIENTATION, 0),
                ),
            )
            self.up[section.mid] = up
            self.bound_as[section.mid] = section.track_id
            self.plane.publish(up)
            bound.append(track)
        if not rids:
            self._declared |= {ssrc: section.mid for ssrc in section.ssrcs}
        return sdp.Written(
            section, codec, "recvonly", extensions, rids=self.up[section.mid].section.rids
        )

    def _publish_codec(self, section: sdp.Section, track: Track) -> sdp.Codec | None:
        if section.kind == "audio":
            codec = sdp.choose_codec(section, ["opus"])
            if codec is not None:
                stereo = ";stereo=1;sprop-stereo=1" if track.info.stereo else ""
                dtx = "" if track.info.disable_dtx else ";usedtx=1"
                codec = sdp.Codec(codec.number, "opus", 48_000, 2, _OPUS + stereo + dtx, ["nack"])
            return codec
        codec = sdp.choose_codec(section, track.codecs)
        if codec is not None:
            track.info.mime_type = f"video/{codec.name.upper()}"
        return codec

    def _sending(self, section: sdp.Section) -> sdp.Written:
        down = self.down.get(section.mid)
        if down is None and section.mid in self._used:
            self._used.discard(section.mid)  # this answer shows it inactive
            return self._idle(section)
        if down is None:
            down = self._assign(section)
        if down is None:
            return self._idle(section)
        return self._written_down(section, down, section.codecs[down.payload_type])

    def _assign(self, section: sdp.Section) -> Downlink | None:
        for subscription in self.waiting:
            if ("video" if subscription.track.is_video else "audio") != section.kind:
                continue
            codec = sdp.choose_codec(section, [codec_of(subscription.track.info.mime_type)])
            if codec is None:
                continue
            self.waiting.remove(subscription)
            return self._attach(subscription, section, codec)
        return None

    def _idle(self, section: sdp.Section) -> sdp.Written:
        """A section without a track; libwebrtc remembers its extensions for later offers."""
        return sdp.Written(
            section, self._any_codec(section), extensions=_shared(section, rtp.TO_RECEIVERS)
        )

    def _any_codec(self, section: sdp.Section) -> sdp.Codec | None:
        return sdp.choose_codec(section, ["opus"] if section.kind == "audio" else ["vp8"])

    # ── the bridge offers ───────────────────────────────────────────────────────────

    def offer(self) -> str:
        """A fresh offer with every waiting subscription in a section."""
        if not self._sections:
            self._sections.append(
                sdp.Section("application", protocol="UDP/DTLS/SCTP", mid="0", direction="sendrecv")
            )
        for subscription in [*self.waiting]:
            self.waiting.remove(subscription)
            self._offered(subscription)
        written = []
        for section in self._sections:
            down = self.down.get(section.mid)
            if section.kind == "application" or down is None:
                self._used.discard(section.mid)
                written.append(self._idle(section))
                continue
            codec = section.codecs[down.payload_type]
            written.append(self._written_down(section, down, codec))
        self._version += 1
        local = self._local("actpass")
        return sdp.write(written, local, session=self._session, version=self._version)

    def take_answer(self, text: str) -> frozenset[str]:
        """The client's answer to our offer; returns the video codecs it can receive."""
        answer = sdp.parse(text, max_sections=self.plane.settings.limits.sections)
        if not answer.fingerprints:
            raise PeerBroke("an answer without fingerprint")
        # Pion, as in LiveKit's Go client, waits for the call of whoever is ICE-lite.
        self.transport.expect(answer.fingerprints, calls=answer.setup == "passive")
        for section in answer.sections:
            down = self.down.get(section.mid)
            codec = section.codecs.get(down.payload_type) if down is not None else None
            if down is not None and (codec is None or sdp.resent_as(section, codec) is None):
                self._resend_plainly(down)
        self.begin()
        return sdp.receivable(answer.sections)

    def _offered(self, subscription: Subscription) -> None:
        kind = "video" if subscription.track.is_video else "audio"
        section = next(
            (
                one
                for one in self._sections
                if one.kind == kind and one.mid not in self.down and one.mid not in self._used
            ),
            None,
        )
        if section is None:
            section = sdp.Section(kind, mid=str(len(self._sections)))
            section.extensions = dict(_OFFER_EXTENSIONS)
            if kind == "audio":
                section.codecs = {111: sdp.Codec(111, "opus", 48_000, 2, _OPUS, ["nack"])}
            else:
                for number, name, fmtp in _VIDEO_OFFER:
                    codec = sdp.Codec(number, name, 90_000, 1, fmtp, list(sdp.FEEDBACK))
                    again = sdp.Codec(number + 1, "rtx", 90_000, 1, f"apt={number}")
                    section.codecs |= {number: codec, number + 1: again}
            self._sections.append(section)
        chosen = sdp.choose_codec(section, [codec_of(subscription.track.info.mime_type)])
        if chosen is not None:
            self._attach(subscription, section, chosen)

    # ── sections and streams ────────────────────────────────────────────────────────

    def unsubscribe(self, subscription: Subscription) -> bool:
        """Stop at once; True when a section has to be negotiated away."""
        if subscription in self.waiting:
            self.waiting.remove(subscription)
            return False
        for mid, down in self.down.items():
            if down.subscription is subscription:
                self._detach(down)
                del self.down[mid]
                self._used.add(mid)
                return True
        return False

    def retract(self, track: Track) -> None:
        """Forget a published track."""
        for mid, up in [*self.up.items()]:
            if up.track is track:
                self._forget_up(up)
                del self.up[mid]

    def restart(self) -> None:
        """New ICE credentials for a client that lost its network."""
        self.transport.restart_ice()

    def close(self) -> None:
        """Free everything."""
        for up in self.up.values():
            self._forget_up(up)
        for down in self.down.values():
            self._detach(down)
        self.up.clear()
        self.down.clear()
        self.waiting.clear()
        self.transport.close()

    def begin(self) -> None:
        """Forward what was negotiated: the client knows by now which stream is which track."""
        fresh, self._fresh = self._fresh, []
        for down in fresh:
            up = self.plane.uptrack(down.subscription.track)
            if up is not None and self.down.get(down.mid) is down:
                self.plane.attach(up, down)

    def _attach(
        self, subscription: Subscription, section: sdp.Section, codec: sdp.Codec
    ) -> Downlink | None:
        """Give it the section; nothing flows before `begin`."""
        if self.plane.uptrack(subscription.track) is None:
            return None
        known, video = section.extensions, section.kind == "video"
        ids = (
            known.get(rtp.ABS_SEND_TIME, 0),
            known.get(rtp.ORIENTATION, 0) if video else 0,
            known.get(rtp.PLAYOUT_DELAY, 0) if video else 0,
        )
        again = sdp.resent_as(section, codec)
        down = Downlink(
            subscription,
            self.transport,
            mid=section.mid,
            payload_type=codec.number,
            extensions=ids if max(ids) < 15 else (0, 0, 0),  # noqa: PLR2004  # one-byte form
            again=again.number if again is not None else 0,
            resends=self.resends,
        )
        self.down[section.mid] = down
        self._down_by_ssrc[down.ssrc] = down
        self._arrivals[down.ssrc] = down.arrival
        if down.again is not None:
            self._arrivals[down.again.ssrc] = down.again.arrival
        self._fresh.append(down)
        return down

    def _detach(self, down: Downlink) -> None:
        self._down_by_ssrc.pop(down.ssrc, None)
        self._arrivals.pop(down.ssrc, None)
        self._resend_plainly(down)
        self.plane.detach(down)

    def _resend_plainly(self, down: Downlink) -> None:
        """Without a second stream: the client cannot, or there is no first any more."""
        if down.again is not None:
            self._arrivals.pop(down.again.ssrc, None)
            down.again = None

    def _forget_up(self, up: UpTrack) -> None:
        for ssrc in up.uplinks:
            self._by_ssrc.pop(ssrc, None)
            self.transport.audio_ssrcs.discard(ssrc.to_bytes(4, "big"))
        self._declared = {s: mid for s, mid in self._declared.items() if mid != up.section.mid}
        self.plane.withdraw(up)

    def _written_down(self, section: sdp.Section, down: Downlink, codec: sdp.Codec) -> sdp.Written:
        track = down.subscription.track
        if section.kind == "audio":
            # libwebrtc asks for lost sound again only where the answer says so.
            codec = sdp.Codec(codec.number, "opus", 48_000, 2, _OPUS, ["nack"])
        return sdp.Written(
            section,
            codec,
            "sendonly",
            _shared(section, rtp.TO_RECEIVERS),
            stream=f"{track.publisher.sid}|{down.subscription.stream}",
            track=track.sid,
            ssrc=down.ssrc,
            cname=track.publisher.sid,
            again=sdp.resent_as(section, codec) if down.again is not None else None,
            again_ssrc=down.again.ssrc if down.again is not None else 0,
        )

    def _local(self, setup: str) -> sdp.Local:
        port = self.plane.port
        return sdp.Local(
            ufrag=self.transport.credentials.ufrag,
            pwd=self.transport.credentials.pwd,
            fingerprint=self.plane.identity.fingerprint,
            candidates=tuple((host, port.port) for host in port.candidates()),
            setup=setup,
            largest_message=self.plane.settings.limits.data_bytes,
        )

    # ── packets ─────────────────────────────────────────────────────────────────────

    def _on_rtp(self, data: bytes, now: float) -> None:
        span = rtp.payload_span(data)
        ssrc = int.from_bytes(data[8:12], "big")
        route = self._by_ssrc.get(ssrc) or self._bind(data, ssrc)
        if route is not None:
            route[0].packet(route[1], data, span, now)

    def _bind(self, data: bytes, ssrc: int) -> tuple[UpTrack, Uplink] | None:
        """An unknown stream: its first packets name section and layer."""
        found = rtp.extensions(data)
        mid = found.get(self._mid_id, b"").decode("ascii", "replace") if self._mid_id else ""
        rid = found.get(self._rid_id, b"").decode("ascii", "replace") if self._rid_id else ""
        up = self.up.get(mid or self._declared.get(ssrc, ""))
        if up is None:
            return None
        link = up.uplink(ssrc, rid)
        if link is None:
            return None
        if len(self._by_ssrc) >= MAX_SSRCS:
            raise PeerBroke("too many streams")
        route = self._by_ssrc[ssrc] = (up, link)
        if not up.track.is_video:
            self.transport.audio_ssrcs.add(data[8:12])
        return route

    def _on_rtcp(self, data: bytes, now: float) -> None:
        for message in rtcp.parse(data):
            match message:
                case rtcp.SenderReport(ssrc=ssrc, ntp=ntp, rtp=stamp):
                    if (route := self._by_ssrc.get(ssrc)) is not None:
                        route[0].sender_report(route[1], ntp, stamp, now)
                case rtcp.Report(ssrc=ssrc):
                    if (arrival := self._arrivals.get(ssrc)) is not None:
                        arrival.report(message)
                case rtcp.Nack(ssrc=ssrc, lost=missing):
                    if (down := self._down_by_ssrc.get(ssrc)) is not None:
                        down.resend(missing, now)
                        self.plane.port.flush_soon()
                case rtcp.KeyFrameWanted(ssrc=ssrc):
                    self._key_frame_wanted(ssrc, now)
                case rtcp.Bandwidth(bitrate=bitrate):
                    if self.estimate is not None:
                        self.estimate(bitrate, now)

    def _key_frame_wanted(self, ssrc: int, now: float) -> None:
        down = self._down_by_ssrc.get(ssrc)
        if down is None or down.current is None or not down.may_ask_key_frame(now):
            return
        down.current.track.want_key_frame(down.current, now)


def _shared(section: sdp.Section, wanted: tuple[str, ...]) -> dict[str, int]:
    return {uri: section.extensions[uri] for uri in wanted if uri in section.extensions}
