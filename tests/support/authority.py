# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A private certificate authority, and a door that shows its certificates before a homeserver.

authority = Authority(tmp_path)
async with Door.before(synapse.url, authority) as door:
    await door.show(ends=-DAY)      # from now on an expired certificate
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


class Authority:
    """Issues certificates for addresses, as the how-to guide for associations says."""

    def __init__(self, folder: Path, name: str = "Association under test") -> None:
        self.folder = folder
        self.certificate = folder / "authority.pem"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        own = self._signed(self._name, self._key.public_key(), None, -DAY, 10 * DAY)
        self.certificate.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def issue(
        self, host: str, *, begins: timedelta = -2 * DAY, ends: timedelta = 60 * DAY
    ) -> tuple[Path, Path]:
        """Write certificate and key for an address, over earlier ones; valid as told from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        issued = self._signed(subject, key.public_key(), host, begins, ends)
        public, secret = self.folder / f"{host}.pem", self.folder / f"{host}.key"
        public.write_bytes(issued.public_bytes(serialization.Encoding.PEM))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        secret.chmod(0o600)
        return public, secret

    def _signed(
        self,
        subject: x509.Name,
        public: ec.EllipticCurvePublicKey,
        host: str | None,
        begins: timedelta,
        ends: timedelta,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + begins)
            .not_valid_after(now + ends)
            .add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
        )
        if host is not None:
            address = x509.IPAddress(ipaddress.ip_address(host))
            builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
        return builder.sign(self._key, hashes.SHA256())


@dataclass
class Door:
    """TLS before a server that speaks plain HTTP; its certificate can be changed while it runs."""

    authority: Authority
    upstream: str
    url: str = ""
    _port: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @classmethod
    @asynccontextmanager
    async def before(cls, upstream: str, authority: Authority) -> AsyncIterator[Door]:
        """Open a door with a good certificate on a free port of loopback."""
        door = cls(authority, upstream)
        await door.show()
        try:
            yield door
        finally:
            await door._close()

    async def show(self, *, host: str = "127.0.0.1", ends: timedelta = 60 * DAY) -> None:
        """From now on show a certificate for `host` that ends so; who is connected is cut off."""
        await self._close()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.authority.issue(host, ends=ends))
        self._server = await asyncio.start_server(self._take, "127.0.0.1", self._port, ssl=context)
        self._port = self._server.sockets[0].getsockname()[1]
        self.url = f"https://127.0.0.1:{self._port}"

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        where = urlsplit(self.upstream)
        there, back = await asyncio.open_connection(where.hostname, where.port)
        try:
            with suppress(OSError, ssl.SSLError, asyncio.CancelledError):
                await asyncio.gather(_pass(reader, back), _pass(there, writer))
        finally:
            back.close()
            writer.close()
            self._open.discard(writer)


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        sink.write(data)
        await sink.drain()
    sink.close()
