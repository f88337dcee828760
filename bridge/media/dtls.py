# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""DTLS 1.2 server over memory buffers, and the SRTP keys that come out of it (RFC 5764).

The only home of pyOpenSSL. Nothing here knows a socket or a clock: datagrams go in and out.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL
from pylibsrtp import Policy, Session

from bridge.errors import PeerBroke

MTU = 1200
"""Bytes of one DTLS datagram: passes every path IPv6 knows."""
_PLAIN_HEADER = 13


@dataclass(frozen=True, slots=True)
class SrtpProfile:
    """One DTLS-SRTP protection profile: names and key sizes in bytes."""

    openssl: bytes
    libsrtp: int
    key: int
    salt: int


# AES-128-GCM first: one pass, and hardware does most of it.
PROFILES = (
    SrtpProfile(b"SRTP_AEAD_AES_128_GCM", Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 16, 12),
    SrtpProfile(b"SRTP_AEAD_AES_256_GCM", Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 32, 12),
    SrtpProfile(b"SRTP_AES128_CM_SHA1_80", Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 16, 14),
)
_BY_NAME = {profile.openssl: profile for profile in PROFILES}
DIGESTS: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha-256": hashes.SHA256,
    "sha-384": hashes.SHA384,
    "sha-512": hashes.SHA512,
}


class Identity:
    """The bridge's self-signed certificate, new at every start, and its OpenSSL context."""

    def __init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, secrets.token_hex(8))])
        now = datetime.datetime.now(tz=datetime.UTC)
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=365))
            .sign(key, hashes.SHA256())
        )
        self.fingerprint = fingerprint(self.certificate, "sha-256")
        self.context = SSL.Context(SSL.DTLS_METHOD)
        self.context.set_options(SSL.OP_NO_TICKET)
        # Any certificate passes here: the fingerprint in the signalling decides (RFC 8122).
        self.context.set_verify(
            SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_args: True
        )
        self.context.use_certificate(self.certificate)
        self.context.use_privatekey(key)
        self.context.set_cipher_list(
            b"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
            b"ECDHE-ECDSA-CHACHA20-POLY1305"
        )
        self.context.set_tlsext_use_srtp(b":".join(profile.openssl for profile in PROFILES))


def fingerprint(certificate: x509.Certificate, algorithm: str) -> str:
    """`AB:CD:…` as in `a=fingerprint`; `algorithm` is a key of `DIGESTS`."""
    return certificate.fingerprint(DIGESTS[algorithm]()).hex(":").upper()


class Dtls:
    """One peer's handshake and records; after it `rx` and `tx` are the SRTP sessions."""

    def __init__(
        self, identity: Identity, allowed: list[tuple[str, str]], *, calls: bool = False
    ) -> None:
        """`allowed` are the fingerprints from the peer's description: (algorithm, value).

        With `calls` the bridge is the DTLS client and has to `begin`.
        """
        self._ssl = SSL.Connection(identity.context, None)
        self.calls = calls
        if calls:
            self._ssl.set_connect_state()
        else:
            self._ssl.set_accept_state()
        self._ssl.set_ciphertext_mtu(MTU)
        self._allowed = allowed
        self.rx: Session | None = None
        self.tx: Session | None = None
        self.connected = False
        self.closed = False

    def begin(self) -> list[bytes]:
        """The first flight of who calls."""
        try:
            self._ssl.do_handshake()
        except SSL.WantReadError:
            pass
        except SSL.Error as error:
            raise PeerBroke("DTLS handshake failed") from error
        return self._pending()

    def receive(self, datagram: bytes) -> tuple[list[bytes], list[bytes]]:
        """Take in one datagram; returns application data and datagrams to send.

        Raises `PeerBroke` when the certificate is not the one that was signalled.
        """
        data: list[bytes] = []
        try:
            self._ssl.bio_write(datagram)
            if not self.connected:
                self._ssl.do_handshake()
                self._finish()
            while True:
                data.append(self._ssl.recv(65_536))
        except SSL.WantReadError:
            pass
        except SSL.ZeroReturnError:
            self.closed = True
        except SSL.Error as error:
            # A forged record is dropped by OpenSSL itself; what arrives here is a broken peer.
            if not self.connected:
                raise PeerBroke("DTLS handshake failed") from error
        return data, self._pending()

    def send(self, data: bytes) -> list[bytes]:
        """Datagrams that carry `data`; empty before the handshake is done."""
        if not self.connected or self.closed:
            return []
        try:
            self._ssl.send(data)
        except SSL.Error:
            return []
        return self._pending()

    def close(self) -> list[bytes]:
        """Say goodbye; returns the datagrams that do."""
        if self.connected and not self.closed:
            try:
                self._ssl.shutdown()
            except SSL.Error:
                return []
            self.closed = True
            return self._pending()
        return []

    def timeout(self) -> float | None:
        """Seconds until `handle_timeout` wants to be called."""
        return None if self.closed else self._ssl.DTLSv1_get_timeout()

    def handle_timeout(self) -> list[bytes]:
        """Send the last flight again."""
        try:
            self._ssl.DTLSv1_handle_timeout()
        except SSL.Error:
            return []
        return self._pending()

    def _finish(self) -> None:
        certificate = self._ssl.get_peer_certificate(as_cryptography=True)
        if certificate is None or not any(
            algorithm in DIGESTS and fingerprint(certificate, algorithm) == value.upper()
            for algorithm, value in self._allowed
        ):
            raise PeerBroke("the DTLS certificate is not the one that was signalled")
        profile = _BY_NAME.get(self._ssl.get_selected_srtp_profile())
        if profile is None:
            raise PeerBroke("no SRTP profile in common")
        size = 2 * (profile.key + profile.salt)
        keys = self._ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", size)
        client, server = _split(keys, profile)
        theirs, ours = (server, client) if self.calls else (client, server)
        self.rx = Session(_policy(theirs, Policy.SSRC_ANY_INBOUND, profile))
        self.tx = Session(_policy(ours, Policy.SSRC_ANY_OUTBOUND, profile))
        self.connected = True

    def _pending(self) -> list[bytes]:
        try:
            stream = self._ssl.bio_read(1 << 20)
        except SSL.Error:
            return []
        return datagrams(stream)


def _split(keys: bytes, profile: SrtpProfile) -> tuple[bytes, bytes]:
    """RFC 5764 4.2: client key, server key, client salt, server salt."""
    key, salt = profile.key, profile.salt
    client = keys[:key] + keys[2 * key : 2 * key + salt]
    server = keys[key : 2 * key] + keys[2 * key + salt :]
    return client, server


def _policy(key: bytes, direction: int, profile: SrtpProfile) -> Policy:
    policy = Policy(key=key, ssrc_type=direction, srtp_profile=profile.libsrtp)
    policy.window_size = 1024
    # A resent packet is bit for bit the first one, so no nonce meets a second plaintext.
    policy.allow_repeat_tx = True
    return policy


def datagrams(stream: bytes) -> list[bytes]:
    """Cut OpenSSL's output at record borders into datagrams of at most `MTU`."""
    cut: list[bytes] = []
    start = end = 0
    while end < len(stream):
        size = _record_size(stream, end)
        if end > start and end + size - start > MTU:
            cut.append(stream[start:end])
            start = end
        end += size
    if start < len(stream):
        cut.append(stream[start:])
    return cut


def _record_size(stream: bytes, at: int) -> int:
    if stream[at] >> 5 == 1:  # RFC 9147 4: unified header; bit 3 sequence of 2, bit 2 length
        header = 2 + ((stream[at] >> 3) & 1)
        if not stream[at] & 4:
            return len(stream) - at
        return header + 2 + int.from_bytes(stream[at + header : at + header + 2], "big")
    return _PLAIN_HEADER + int.from_bytes(stream[at + 11 : at + _PLAIN_HEADER], "big")
