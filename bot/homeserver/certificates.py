# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The certificates servers show each other: is ours good, before a partner turns us away?

Read from the files the description names; nothing is asked for them. Whom we trust in turn is
`context_for`.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from bot.homeserver import findings
from bot.homeserver.description import Federation
from bot.homeserver.findings import Finding

SUBJECT = "federation certificate"
RENEW = "Renew it as docs/howto/operator/federation.md shows, then restart the homeserver."


def context_for(authorities: Sequence[str]) -> ssl.SSLContext:
    """Return whom to trust as the homeserver does: these authorities only; without any, the usual.

    Raises OSError (also ssl.SSLError) for a file that cannot be used.
    """
    if not authorities:
        return ssl.create_default_context()
    context = ssl.create_default_context(cafile=authorities[0])
    for more in authorities[1:]:
        context.load_verify_locations(cafile=more)
    return context


async def end_of(host: str, port: int, trust: ssl.SSLContext, within: float) -> datetime:
    """Ask a server for its certificate, and return until when that is good.

    Raises OSError (also ssl.SSLCertVerificationError) and TimeoutError.
    """
    async with asyncio.timeout(within):
        _, writer = await asyncio.open_connection(host, port, ssl=trust)
    shown = writer.get_extra_info("peercert") or {}
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)


def look(federation: Federation, server: str, now: datetime) -> Iterator[Finding]:
    """Judge the certificate that Synapse itself shows other servers, if it does."""
    if federation.certificate is None or federation.private_key is None:
        return
    path = Path(federation.certificate)
    try:
        chain = x509.load_pem_x509_certificates(path.read_bytes())
        trusted = [_read(authority) for authority in federation.authorities]
        key = load_pem_private_key(Path(federation.private_key).read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        why = f"{error.filename} cannot be read" if isinstance(error, OSError) else str(error)
        yield findings.error(SUBJECT, f"The certificate of {server} cannot be used: {why}.", RENEW)
        return
    own = chain[0]
    yield findings.judge_end(SUBJECT, f"{path} ({server})", own.not_valid_after_utc, now, RENEW)
    if now < own.not_valid_before_utc:
        starts = f"{own.not_valid_before_utc:%Y-%m-%d %H:%M} UTC"
        sentence = f"{path} is not valid before {starts}."
        yield findings.error(SUBJECT, sentence, "Set the clock right, or renew it.")
    if _public(own) != key.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    ):
        sentence = f"{path} belongs to another key than {federation.private_key}."
        yield findings.error(
            SUBJECT, sentence, "Put the two files together that were made together."
        )
    host = server.partition(":")[0] if not server.startswith("[") else server[1 : server.find("]")]
    if host not in _names(own):
        sentence = f"{path} is made out to {', '.join(_names(own)) or 'nobody'}, not to {host}."
        yield findings.error(SUBJECT, sentence, RENEW)
    if trusted and not any(_issued(own, by) for by in (*trusted, *chain[1:])):
        sentence = f"{path} was issued by none of federation.authorities: partners refuse it."
        yield findings.error(SUBJECT, sentence, "Have it issued anew, or name its authority.")


def _read(path: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(Path(path).read_bytes())


def _public(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    addresses = extension.value.get_values_for_type(x509.IPAddress)
    return [*extension.value.get_values_for_type(x509.DNSName), *map(str, addresses)]


def _issued(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(by)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
