# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sends letters by SMTP: the one home of aiosmtplib.

A letter that was accepted is sent, not received: mail proves nothing more.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from bot.council.mail import MailSettings, Security
from bot.homeserver import secret_files

TIMEOUT_SECONDS = 30.0
PERMANENT = range(500, 600)


class NotSent(Exception):
    """The letter did not go out; ``final``: trying again would not help."""

    def __init__(self, reason: str, *, final: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        """Without any address: a code of the mail server, or what kind of failure."""
        self.final = final


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    name: str
    data: bytes
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one person."""

    to: str
    subject: str
    text: str
    reference: str
    """Names the letter for good: sent twice, mail programs show it once."""
    at: datetime
    attachments: Sequence[Attachment] = ()


async def send(settings: MailSettings, letter: Letter) -> None:
    """Hand the letter to the mail server. Raises NotSent."""
    tls = _context(settings)
    try:
        password = _password(settings)
        async with aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            use_tls=settings.security is Security.TLS,
            start_tls=settings.security is Security.STARTTLS,
            tls_context=tls,
            timeout=TIMEOUT_SECONDS,
        ) as server:
            if settings.user:
                await server.login(settings.user, password)
            await server.send_message(message(settings, letter))
    except aiosmtplib.SMTPRecipientsRefused as error:
        codes = [refused.code for refused in error.recipients]
        final = all(code in PERMANENT for code in codes)
        raise NotSent(f"refused {codes[0] if codes else ''}".strip(), final=final) from None
    except aiosmtplib.SMTPResponseException as error:
        # A wrong password is mended by the operator, so it is worth another try.
        final = error.code in PERMANENT and not isinstance(
            error, aiosmtplib.SMTPAuthenticationError
        )
        raise NotSent(f"refused {error.code}", final=final) from None
    except (
        aiosmtplib.SMTPException,
        ssl.SSLError,
        OSError,
        secret_files.UnsafeSecretError,
    ) as error:
        raise NotSent(type(error).__name__, final=False) from None


def message(settings: MailSettings, letter: Letter) -> EmailMessage:
    """Return the letter as it goes over the wire."""
    made = EmailMessage()
    made["From"] = settings.sender
    made["To"] = letter.to
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(letter.at)
    made["Message-ID"] = f"<{letter.reference}@{settings.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    made.set_content(letter.text)
    for one in letter.attachments:
        main, _, sub = one.mime.partition("/")
        made.add_attachment(one.data, maintype=main, subtype=sub, filename=one.name)
    return made


def _password(settings: MailSettings) -> str:
    if settings.password_file is None:
        return ""
    return secret_files.read(settings.password_file).strip()


def _context(settings: MailSettings) -> ssl.SSLContext | None:
    if settings.security is Security.NONE:
        return None
    cafile = str(settings.certificates) if settings.certificates else None
    return ssl.create_default_context(cafile=cafile)
