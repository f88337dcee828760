# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""One interactive verification by short authentication string, without any input or output.

Matrix specification, "Key verification framework" and "Short Authentication String (SAS)
verification", method `m.sas.v1` with `curve25519-hkdf-sha256`, `sha256` and
`hkdf-hmac-sha256.v2`, with older clients `hkdf-hmac-sha256`. The same machine plays both parts, in
a room or device to device:

    asked ─ready→ ready ─begin→ started ─accept→ keyed ─key─┐
                    └───start→ accepted ─────────────key────┴→ shown ─confirm→ confirmed ─mac─┐
                                                                └──mac→ mac_held ─confirm─────┴→
    verified ─done→ done          (from everywhere: cancel, timeout or a broken rule → cancelled)

Every public method is one step; take `outputs()` after each. Time is an argument, in seconds since
1970. The peer's messages are hostile until proven otherwise: what breaks a rule cancels.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final

from vodozemac import Curve25519PublicKey, EstablishedSas, Sas

from bot.matrix.sas_table import (
    DECIMAL,
    EMOJI,
    HASH,
    KEY_AGREEMENT,
    LIFETIME,
    MACS,
    METHOD,
    NEXT,
    OLD_MAC,
    OVER,
    PREFIX,
    Broken,
    Cancelled,
    Channel,
    Code,
    Json,
    NotNow,
    Output,
    Party,
    Proven,
    Send,
    Show,
    Signal,
    State,
)
from bot.matrix.signing import canonical, encode_base64


class Exchange:
    """One verification. `them` is None until it is known which of their devices answers."""

    def __init__(
        self, *, us: Party, them: Party | None, channel: Channel, keys: Sas, since: float
    ) -> None:
        """Take both parties, a fresh `Sas` and the time of the request."""
        self.us = us
        self.them = them
        self.channel = channel
        self.state = State.ASKED
        self.deadline = since + LIFETIME
        self._keys = keys
        self._public = keys.public_key.to_base64()
        self._outputs: list[Output] = []
        self._last: dict[str, Json] = {}
        self._started_by_us = False
        self._start: Json = {}
        self._commitment = ""
        self._mac = ""
        self._shows: list[str] = []
        self._secret: EstablishedSas | None = None
        self._proven: Proven | None = None

    @property
    def over(self) -> bool:
        """Nothing more will happen."""
        return self.state in OVER

    def outputs(self) -> list[Output]:
        """Return and forget what the last step asks for, in order."""
        outputs, self._outputs = self._outputs, []
        return outputs

    # ── our own steps ───────────────────────────────────────────────────────────────────
    def answer(self, methods: object) -> None:
        """Say ready to their request, or cancel if it offers no method we have."""
        if not isinstance(methods, list) or METHOD not in methods:
            self._cancel(Code.UNKNOWN_METHOD, "the request offers no m.sas.v1")
            return
        self.state = State.READY
        self._send("ready", {"from_device": self.us.device_id, "methods": [METHOD]})

    def begin(self) -> None:
        """Start comparing. Raises NotNow unless both sides are ready."""
        self._own(Signal.BEGIN)
        self._started_by_us = True
        self._start = self._send(
            "start",
            {
                "from_device": self.us.device_id,
                "method": METHOD,
                "key_agreement_protocols": [KEY_AGREEMENT],
                "hashes": [HASH],
                "message_authentication_codes": [*MACS],
                "short_authentication_string": [DECIMAL, EMOJI],
            },
        )

    def confirm(self) -> None:
        """Say that both sides show the same. Raises NotNow unless something is shown."""
        self._own(Signal.CONFIRM)
        self._send_mac()
        self._finish_if_verified()

    def mismatch(self) -> None:
        """Say that the two sides show different things."""
        self.cancel(Code.MISMATCHED_SAS, "the short authentication strings differ")

    def cancel(self, code: Code = Code.USER, reason: str = "cancelled") -> None:
        """Give up; nothing if it is over already."""
        if not self.over:
            self._cancel(code, reason)

    def handle_timer(self, now: float) -> None:
        """Cancel if the time is up."""
        if now >= self.deadline:
            self.cancel(Code.TIMEOUT, f"not finished within {LIFETIME / 60:.0f} minutes")

    # ── the peer's steps ────────────────────────────────────────────────────────────────
    def meet(self, them: Party) -> None:
        """Learn which of their devices says ready to our request."""
        self.them = them

    def receive(self, step: str, content: Mapping[str, Any], now: float) -> None:
        """Take a message of the peer; `step` is its type without `m.key.verification.`."""
        self.handle_timer(now)
        if self.over or self._last.get(step) == content:
            return  # too late, or the same message delivered twice
        self._last[step] = dict(content)
        if step == "cancel":
            self._cancelled_by_peer(content)
            return
        try:
            self._take(step, content)
        except Broken as broken:
            self._cancel(broken.code, broken.reason)

    def _take(self, step: str, content: Mapping[str, Any]) -> None:
        handler = self._HANDLERS.get(step)
        if handler is None:
            return  # a step of a later specification; the table below would not know it either
        if step == "start" and self._ours_wins(content):
            return
        before, signal = self.state, Signal(step)
        after = NEXT.get((before, signal))
        if after is None:
            raise Broken(Code.UNEXPECTED_MESSAGE, f"{signal} does not follow {before}")
        handler(self, content)
        self.state = after
        self._finish_if_verified()

    def _on_ready(self, content: Mapping[str, Any]) -> None:
        if METHOD not in _texts(content, "methods"):
            raise Broken(Code.UNKNOWN_METHOD, "the answer offers no m.sas.v1")

    def _ours_wins(self, content: Mapping[str, Any]) -> bool:
        """Both started at once: the smaller user id wins, for one user the smaller device id."""
        if self.state is not State.STARTED:
            return False
        if content.get("method") != METHOD:
            raise Broken(Code.UNEXPECTED_MESSAGE, "both sides started, with different methods")
        them = self._peer()
        return (self.us.user, self.us.device_id) < (them.user, them.device_id)

    def _on_start(self, content: Mapping[str, Any]) -> None:
        if content.get("from_device") != self._peer().device_id:
            raise Broken(Code.INVALID_MESSAGE, "start names another device")
        offered_macs = _texts(content, "message_authentication_codes")
        macs = [mac for mac in MACS if mac in offered_macs]
        offers = {
            "method": content.get("method") == METHOD,
            "key agreement": KEY_AGREEMENT in _texts(content, "key_agreement_protocols"),
            "hash": HASH in _texts(content, "hashes"),
            "MAC": bool(macs),
            "decimal": DECIMAL in _texts(content, "short_authentication_string"),
        }
        if missing := [name for name, offered in offers.items() if not offered]:
            raise Broken(Code.UNKNOWN_METHOD, f"start offers no common {', '.join(missing)}")
        self._started_by_us = False
        self._start = dict(content)
        self._mac = macs[0]
        theirs = _texts(content, "short_authentication_string")
        self._shows = [kind for kind in (DECIMAL, EMOJI) if kind in theirs]
        self._send(
            "accept",
            {
                "method": METHOD,
                "key_agreement_protocol": KEY_AGREEMENT,
                "hash": HASH,
                "message_authentication_code": self._mac,
                "short_authentication_string": self._shows,
                "commitment": _commitment(self._public, self._start),
            },
        )

    def _on_accept(self, content: Mapping[str, Any]) -> None:
        chosen = {"key_agreement_protocol": KEY_AGREEMENT, "hash": HASH}
        mac = _text(content, "message_authentication_code")
        shows = _texts(content, "short_authentication_string")
        known = not set(shows) - {DECIMAL, EMOJI} and DECIMAL in shows
        known = known and mac in MACS
        if not known or any(content.get(name) != value for name, value in chosen.items()):
            raise Broken(Code.UNKNOWN_METHOD, "accept chose what start did not offer")
        self._shows, self._mac = shows, mac
        self._commitment = _text(content, "commitment")
        self._send("key", {"key": self._public})

    def _on_key(self, content: Mapping[str, Any]) -> None:
        theirs = _text(content, "key")
        if self._started_by_us:
            expected = _commitment(theirs, self._start)
            if not hmac.compare_digest(expected.encode(), self._commitment.encode()):
                raise Broken(Code.MISMATCHED_COMMITMENT, "the key is not the one committed to")
        else:
            self._send("key", {"key": self._public})
        if theirs == self._public:
            raise Broken(Code.INVALID_MESSAGE, "our own key came back")
        try:
            self._secret = self._keys.diffie_hellman(Curve25519PublicKey.from_base64(theirs))
        except ValueError as error:
            raise Broken(Code.INVALID_MESSAGE, "that is no usable key") from error
        shown = self._secret.bytes(self._sas_info(theirs))
        emoji = tuple(shown.emoji_indices) if EMOJI in self._shows else ()
        self._outputs.append(Show(emoji=emoji, decimals=shown.decimals))

    def _on_mac(self, content: Mapping[str, Any]) -> None:
        macs = content.get("mac")
        if not isinstance(macs, dict) or not macs:
            raise Broken(Code.INVALID_MESSAGE, "the MAC message names no keys")
        them = self._peer()
        self._check_mac(",".join(sorted(macs)), "KEY_IDS", _text(content, "keys"))
        keys = {f"ed25519:{them.device_id}": them.ed25519}
        if f"ed25519:{them.device_id}" not in macs:
            raise Broken(Code.KEY_MISMATCH, "the device does not vouch for its own key")
        master = them.master if f"ed25519:{them.master}" in macs else None
        # Both checks, even should somebody have named a device like a master key.
        for name, public in [*keys.items(), (f"ed25519:{master}", master)]:
            if public is not None:
                self._check_mac(public, name, _text(macs, name))
        self._proven = Proven(device_id=them.device_id, ed25519=them.ed25519, master=master)

    def _on_done(self, content: Mapping[str, Any]) -> None:
        if self._proven is not None:  # always so in the only state that takes done
            self._outputs.append(self._proven)

    _HANDLERS: Final[Mapping[str, Callable[[Exchange, Mapping[str, Any]], None]]] = {
        "ready": _on_ready,
        "start": _on_start,
        "accept": _on_accept,
        "key": _on_key,
        "mac": _on_mac,
        "done": _on_done,
    }

    # ── helpers ─────────────────────────────────────────────────────────────────────────
    def _peer(self) -> Party:
        if self.them is None:
            raise Broken(Code.UNEXPECTED_MESSAGE, "which device speaks is not known yet")
        return self.them

    def _shared(self) -> EstablishedSas:
        if self._secret is None:
            raise Broken(Code.UNEXPECTED_MESSAGE, "no key was exchanged yet")
        return self._secret

    def _own(self, signal: Signal) -> None:
        after = NEXT.get((self.state, signal))
        if after is None:
            raise NotNow(f"this verification is {self.state}; it cannot {signal} now")
        self.state = after

    def _send(self, step: str, content: Mapping[str, Any]) -> Json:
        addressed = self.channel.addressed(content)
        self._outputs.append(Send(type=PREFIX + step, content=addressed))
        return addressed

    def _send_mac(self) -> None:
        keys = {f"ed25519:{self.us.device_id}": self.us.ed25519}
        if self.us.master is not None:
            keys[f"ed25519:{self.us.master}"] = self.us.master
        info = self._mac_info(self.us, self._peer())
        macs = {name: self._code(key, info + name) for name, key in keys.items()}
        names = self._code(",".join(sorted(keys)), info + "KEY_IDS")
        self._send("mac", {"mac": macs, "keys": names})

    def _check_mac(self, value: str, name: str, mac: str) -> None:
        expected = self._code(value, self._mac_info(self._peer(), self.us) + name)
        if not hmac.compare_digest(expected.encode(), mac.encode()):
            raise Broken(Code.KEY_MISMATCH, "a key's MAC is wrong")

    def _code(self, value: str, info: str) -> str:
        """Return the message authentication code of the kind both sides agreed on."""
        secret = self._shared()
        if self._mac == OLD_MAC:
            return secret.calculate_mac_invalid_base64(value, info)
        return secret.calculate_mac(value, info)

    def _finish_if_verified(self) -> None:
        if self.state is State.VERIFIED:
            self._send("done", {})

    def _sas_info(self, their_key: str) -> str:
        ours = [self.us.user, self.us.device_id, self._public]
        theirs = [self._peer().user, self._peer().device_id, their_key]
        order = [*ours, *theirs] if self._started_by_us else [*theirs, *ours]
        return "|".join(["MATRIX_KEY_VERIFICATION_SAS", *order, self.channel.transaction])

    def _mac_info(self, sender: Party, receiver: Party) -> str:
        parts = [sender.user, sender.device_id, receiver.user, receiver.device_id]
        return "".join(["MATRIX_KEY_VERIFICATION_MAC", *parts, self.channel.transaction])

    def _cancel(self, code: Code, reason: str) -> None:
        self.state = State.CANCELLED
        self._outputs = [output for output in self._outputs if not isinstance(output, Send)]
        self._send("cancel", {"code": code.value, "reason": reason})
        self._outputs.append(Cancelled(code=code, by_us=True, reason=reason))

    def _cancelled_by_peer(self, content: Mapping[str, Any]) -> None:
        self.state = State.CANCELLED
        code = content.get("code")
        known = Code(code) if isinstance(code, str) and code in set(Code) else Code.OTHER
        self._outputs.append(Cancelled(code=known, by_us=False, reason=""))


def _commitment(public: str, start: Mapping[str, Any]) -> str:
    try:
        return encode_base64(sha256(public.encode() + canonical(start)).digest())
    except (ValueError, TypeError) as error:
        raise Broken(Code.INVALID_MESSAGE, "start is not representable") from error


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str):
        raise Broken(Code.INVALID_MESSAGE, f"{name} is missing or no text")
    return value


def _texts(content: Mapping[str, Any], name: str) -> list[str]:
    value = content.get(name)
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise Broken(Code.INVALID_MESSAGE, f"{name} is missing or no list of texts")
    return value
