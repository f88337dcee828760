# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Invitations by mail, against a real mail server on loopback: STARTTLS, login, refusals."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from papers import LETTERHEAD
from real_synapse import free_port
from sample_events import SIGNER
from sample_journal import KAYA, MAYOR, planned

from bot.archive import Archive
from bot.council.mail import MailSettings, Security
from bot.desk import Desk
from bot.domain import events as e
from bot.domain.ids import BodyId, MeetingId
from bot.domain.meeting import Meeting
from bot.mailer import Attachment, Letter, NotSent, send
from bot.postbox import AGAIN, Postbox
from bot.store import TIMER, Codec, Journal, NewEntry
from bot.texts import Texts

MEETING = MeetingId("2026-07")
PASSWORD = "not a secret"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LETTER = Letter(
    to="ayse@example.org",
    subject="Einladung: 7. Sitzung",
    text="Grüße",
    reference="abc",
    at=NOON,
    attachments=(Attachment(name="einladung.pdf", data=b"%PDF-1.7", mime="application/pdf"),),
)


@dataclass
class Mailbox:
    """What a mail server of the library aiosmtpd was given."""

    letters: list[EmailMessage] = field(default_factory=list)
    refuses: str = ""
    """The answer to every recipient; empty: all are welcome."""
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        made = message_from_bytes(envelope.content, policy=default)
        assert isinstance(made, EmailMessage)
        self.letters.append(made)
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


def authenticate(
    server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any
) -> AuthResult:
    known = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=known, handled=False)


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1 that signs itself; return it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "mail.pem", folder / "mail.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def settings(mailbox: Mailbox, tmp_path: Path) -> Iterator[MailSettings]:
    """Run the server; it takes letters after STARTTLS and login only."""
    pem, key = certificate(tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(pem, key)
    server = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=tls,
        require_starttls=True,
        authenticator=authenticate,
        auth_required=True,
    )
    server.start()
    secret = tmp_path / "mail.secret"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    port = server.port
    yield MailSettings(
        host="127.0.0.1",
        port=port,
        security=Security.STARTTLS,
        sender="rat@example.org",
        addresses={KAYA: "ayse@example.org"},
        user="rat",
        password_file=secret,
        certificates=pem,
    )
    server.stop()


async def test_a_letter_goes_out_sealed_on_its_way_with_its_papers(
    settings: MailSettings, mailbox: Mailbox
) -> None:
    await send(settings, LETTER)
    (letter,) = mailbox.letters
    assert mailbox.encrypted == [True]
    assert (letter["To"], letter["From"]) == ("ayse@example.org", "rat@example.org")
    assert letter["Message-ID"] == "<abc@example.org>"
    (paper,) = letter.iter_attachments()
    assert (paper.get_filename(), paper.get_content()) == ("einladung.pdf", b"%PDF-1.7")


async def test_a_server_nobody_vouches_for_gets_no_password(
    settings: MailSettings, mailbox: Mailbox
) -> None:
    with pytest.raises(NotSent) as error:
        await send(replace(settings, certificates=None), LETTER)
    assert not error.value.final
    assert mailbox.letters == []


async def test_a_wrong_password_or_one_others_can_read_sends_nothing(
    settings: MailSettings, mailbox: Mailbox
) -> None:
    assert settings.password_file is not None
    settings.password_file.write_text("wrong")
    with pytest.raises(NotSent, match="refused 535") as error:
        await send(settings, LETTER)
    assert not error.value.final  # the operator can mend it
    settings.password_file.chmod(0o644)
    with pytest.raises(NotSent, match="UnsafeSecretError"):
        await send(settings, LETTER)
    assert mailbox.letters == []


@pytest.mark.parametrize(("answer", "final"), [("550 nobody", True), ("450 later", False)])
async def test_a_refused_recipient_is_final_or_not_as_the_server_says(
    answer: str, final: bool, settings: MailSettings, mailbox: Mailbox
) -> None:
    mailbox.refuses = answer
    with pytest.raises(NotSent, match=answer[:3]) as error:
        await send(settings, LETTER)
    assert error.value.final is final


# The whole way: from the journal's invitation to the letter and back into the journal.


@dataclass
class Office:
    desk: Desk
    archive: Archive
    now: datetime = NOON

    @property
    def meeting(self) -> Meeting:
        return self.desk.meetings[MEETING]

    def postbox(self, settings: MailSettings) -> Postbox:
        texts = Texts.load("Europe/Berlin")
        return Postbox(desk=self.desk, archive=self.archive, texts=texts, settings=settings)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with await Journal.open(
        str(tmp_path / "journal.db"), codec=Codec[e.Event](e.Event), signer=SIGNER
    ) as journal:
        batch: list[NewEntry[e.Event]] = [
            NewEntry(stream=f"rat/{MEETING}", event=r.event, at=r.at, origin=TIMER)
            for r in planned().records
        ]
        await journal.append(batch)
        archive = Archive(
            journal=journal, body="rat", folder=tmp_path, letterhead=lambda: LETTERHEAD
        )
        desk = Desk(journal, BodyId("rat"), lambda: made.now)
        await desk.open()
        made = Office(desk=desk, archive=archive)
        yield made


async def test_who_has_an_address_gets_the_public_notice_and_a_calendar_entry_once(
    office: Office, settings: MailSettings, mailbox: Mailbox
) -> None:
    """Given non-public items, no letter names them; that it was sent stands in the journal."""
    postbox = office.postbox(settings)
    await postbox.post(settings)
    await postbox.post(settings)
    (letter,) = mailbox.letters
    names = [part.get_filename() or "" for part in letter.iter_attachments()]
    assert names[0].startswith("bekanntmachung-")
    assert names[1].endswith(".ics")
    secret = [item.title for item in office.meeting.agenda if not item.public]
    assert secret
    calendar = [part for part in letter.iter_attachments() if part.get_filename() == names[1]]
    body = letter.get_body()
    assert body is not None
    read = f"{body.get_content()} {letter['Subject']} {calendar[0].get_content()}"
    assert [title for title in secret if title in read] == []
    assert office.meeting.paperwork.mailed[KAYA].sent
    assert MAYOR not in office.meeting.paperwork.mailed


async def test_where_the_body_allows_it_the_whole_invitation_goes(
    office: Office, settings: MailSettings, mailbox: Mailbox
) -> None:
    allowed = replace(settings, confidential=True)
    await office.postbox(allowed).post(allowed)
    (letter,) = mailbox.letters
    first = next(letter.iter_attachments())
    assert str(first.get_filename()).startswith("einladung-")


async def test_a_server_that_is_away_is_tried_again_and_written_down_once(
    office: Office, settings: MailSettings, mailbox: Mailbox
) -> None:
    away = replace(settings, port=1)
    postbox = office.postbox(away)
    await postbox.post(away)
    await postbox.post(away)  # too soon: nothing is tried
    head = office.desk.head(MEETING)
    assert not office.meeting.paperwork.mailed[KAYA].final
    office.now += AGAIN
    await postbox.post(away)
    assert office.desk.head(MEETING) == head  # the same failure says nothing new
    office.now += AGAIN
    await postbox.post(settings)
    assert office.meeting.paperwork.mailed[KAYA].sent
    assert len(mailbox.letters) == 1
