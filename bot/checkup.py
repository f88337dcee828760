# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium doctor`: looks at an installation from all sides and says what to do.

Each look gives findings (see `bot.homeserver.findings`); nothing is changed. Seats are named by
their number: the result may be sent to whoever helps.
"""

from __future__ import annotations

import shutil
import ssl
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot import faultcheck, visible
from bot.audit import audit_journal
from bot.council import Council, FileRefused, load_council
from bot.domain import events as e
from bot.domain.roster import Body, evolve
from bot.domain.values import Mark, Role
from bot.erasure import unreported
from bot.homeserver import certificates, findings, loader
from bot.homeserver.admin import AdminClient, AdminError
from bot.homeserver.description import Municipality
from bot.homeserver.findings import Finding
from bot.homeserver.inspection import inspect
from bot.homeserver.layout import Layout
from bot.homeserver.rendered import rendered
from bot.installation import OPERATOR, OPERATOR_USER, Installation
from bot.matrix import seeds
from bot.store import Codec, Ed25519Signer, Journal, StoreError
from bot.store.verify import StreamReport

PRIVATE = (
    *("identity.seeds", "journal.seeds", "identity.key", "login.json", "passwords.json"),
    *("journal.db", "installation.json"),
)
LITTLE_SPACE = 500_000_000
NO_SPACE = 50_000_000
OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
PACKAGES = ("gremium", "matrix-nio", "vodozemac", "matrix-synapse", "weasyprint", "SQLAlchemy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What is looked at."""

    home: Installation
    councils: tuple[Path, ...]
    lock: seeds.Lock | None
    """None: nothing is sealed yet."""
    journal: str
    """URL or path; empty if there is none yet."""
    homeserver: str
    """Empty: not known, or not to be asked."""
    token: str
    embedded: bool
    description: Path | None = None
    """Description of the embedded homeserver; None: the one in the data folder."""
    now: Callable[[], datetime]


async def examine(patient: Patient) -> list[Finding]:
    """Return everything that was found, in the order in which a person would look."""
    found = [*_versions(), *_files(patient.home), _space(patient.home.root)]
    councils: list[Council] = []
    found += _councils(patient.councils, councils)
    if patient.embedded:
        description = patient.description or patient.home.description
        found += rendered(Layout.at(patient.home.homeserver), description)
        if (described := _described(patient)) is not None:
            found += certificates.look(described.federation, described.server.name, patient.now())
    found += faultcheck.files(patient.home.root)
    found += _keys(patient)
    found += await _journal(patient)
    found += await _trust(patient, councils)
    found += [finding for council in councils for finding in _law(council, patient.now())]
    found += await _homeserver(patient)
    if patient.homeserver:
        found += await faultcheck.certificate(patient.homeserver, patient.now())
        found += await faultcheck.laid_down(
            patient.home.root, patient.journal, patient.homeserver, patient.token, patient.lock
        )
    return found


def _versions() -> Iterator[Finding]:
    known = []
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            known.append(f"{package} {version(package)}")
    yield findings.fine("versions", ", ".join(known) + ".")


def _files(home: Installation) -> Iterator[Finding]:
    if not home.root.is_dir():
        yield findings.error(
            "data", f"There is no folder {home.root}.", "Name the bot's data folder with --data."
        )
        return
    exposed = [name for name in PRIVATE if _mode(home.root / name) & OPEN_TO_OTHERS]
    for name in exposed:
        path = home.root / name
        yield findings.error(
            "files",
            f"Other users may read {path} (mode {_mode(path):04o}).",
            f"Find out who did, then: chmod 600 {path}",
        )
    if not exposed:
        yield findings.fine("files", "Keys, logins and journal are readable by their owner only.")


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0


def _space(folder: Path) -> Finding:
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    said = f"{free // 1_000_000} MB are free for {folder}."
    if free < NO_SPACE:
        return findings.error("disk", said, "Make room before the next meeting.")
    if free < LITTLE_SPACE:
        return findings.warning("disk", said, "Make room; a full disk stops the meeting.")
    return findings.fine("disk", said)


def _councils(paths: Sequence[Path], loaded: list[Council]) -> Iterator[Finding]:
    if not paths:
        yield findings.warning(
            "council", "No council file is known.", "Name it with --council, or start the bot once."
        )
    for path in paths:
        try:
            council = load_council(path)
        except FileRefused as error:
            yield findings.error("council", str(error), "Correct the file; the bot refuses it.")
            continue
        loaded.append(council)
        for remark in council.remarks:
            line = f", line {remark.line}" if remark.line else ""
            sentence = f"{remark.source}{line}: {remark.sentence}"
            yield findings.warning("council", sentence, "Have the clerk look at it.")
        if not council.remarks:
            yield findings.fine("council", f"{path} is in order ({len(council.seats)} seats).")


def _keys(patient: Patient) -> Iterator[Finding]:
    """Open the seed files with the lock they are said to be sealed with."""
    if (patient.home.root / "identity.seeds.next").exists():
        yield findings.error(
            "keys",
            "A replacement of the bot's identity was begun and not finished.",
            "Continue it with: gremium identity replace",
        )
    began = bool(patient.journal) or (patient.home.root / "login.json").exists()
    for name, what in (("identity.seeds", "identity"), ("journal.seeds", "journal key")):
        path = patient.home.root / name
        if not path.exists():
            yield _no_seeds(path, what, began=began)
            continue
        try:
            if patient.lock is not None:
                seeds.load(path, patient.lock)
        except seeds.SeedsError as error:
            remedy = (
                "Restore key file and seeds from the same backup, or give the right passphrase."
            )
            yield findings.error("keys", str(error), remedy)
        else:
            yield findings.fine("keys", f"The {what} can be opened.")


def _no_seeds(path: Path, what: str, *, began: bool) -> Finding:
    if not began:
        said = f"There is no {path}: the bot's {what} has not been made yet."
        return findings.warning("keys", said, "The first start makes it.")
    remedy = "Restore the file from its backup and do not start without it."
    if path.name == "identity.seeds":
        remedy += " Without a backup: gremium identity restore"
    said = f"There is no {path}, though the bot ran before: its {what} is lost."
    return findings.error("keys", said, remedy)


async def _journal(patient: Patient) -> list[Finding]:
    if not patient.journal:
        return [
            findings.warning("journal", "There is no journal yet.", "The first start makes it.")
        ]
    try:
        if broken_off := await _broken_off(patient):
            return broken_off
        audited = await audit_journal(patient.journal, folder=patient.home.root)
    except StoreError as error:
        return [findings.error("journal", str(error), "See docs/howto/operator/checking.md.")]
    if not audited.ok:
        remedy = "Stop the bot, keep a copy of everything, then restore the last sound backup."
        return [findings.error("journal", audited.line(), remedy)]
    found = [findings.fine("journal", audited.line())]
    for name in audited.missing:
        sentence = f"The paper {name} was published and is not in the folder any more."
        found.append(findings.warning("papers", sentence, "Restore it from the backup."))
    found += _ahead(audited.report.streams, patient.now())
    found += _signer(patient, audited.keys)
    return found


def _ahead(streams: Sequence[StreamReport], now: datetime) -> list[Finding]:
    last = max((stream.head.at for stream in streams), default=now)
    if last <= now:
        return []
    sentence = f"The newest entry is {(last - now).total_seconds():.0f} s ahead of this clock."
    return [findings.error("clock", sentence, "Set the clock right; let it follow a time server.")]


def _signer(patient: Patient, keys: Sequence[bytes]) -> list[Finding]:
    """Compare the key the journal names with the one the bot would sign with."""
    path = patient.home.root / "journal.seeds"
    if patient.lock is None or not keys or not path.exists():
        return []
    try:
        public = Ed25519Signer(seeds.load(path, patient.lock).journal).public
    except seeds.SeedsError:
        return []  # told already
    if public in keys:
        return [findings.fine("keys", "The journal names the key the bot signs with.")]
    return [
        findings.error(
            "keys",
            f"The bot would sign with {public.hex()[:16]}…, the journal names another key.",
            "Journal and keys come from different backups; restore those that belong together.",
        )
    ]


async def _broken_off(patient: Patient) -> list[Finding]:
    """Erasures whose papers still say what the journal does not say any more."""
    codec = Codec[e.Event](e.Event)
    async with await Journal.open(patient.journal, codec=codec, signer=None) as journal:
        streams = [stream for stream in await journal.streams() if "/" not in stream]
        orders = [n for body in streams for n in await unreported(journal, patient.home.root, body)]
    return [
        findings.error(
            "journal",
            f"The erasure that entry {order.seq} of {order.stream} ordered was broken off: the "
            "papers may still hold what was erased.",
            f"Stop the bot and run: gremium retention --erase --body {order.stream}",
        )
        for order in orders
    ]


async def _trust(patient: Patient, councils: Sequence[Council]) -> list[Finding]:
    if not patient.journal:
        return []
    found: list[Finding] = []
    try:
        for body in await bodies(patient.journal):
            council = next((known for known in councils if known.body == body.id), None)
            found += judge_trust(body, council)
    except StoreError:
        return []  # told already
    return found


async def bodies(journal: str) -> list[Body]:
    """Return every body as its stream tells it. Raises StoreError."""
    codec = Codec[e.Event](e.Event)
    folded = []
    async with await Journal.open(journal, codec=codec, signer=None) as opened:
        for stream in await opened.streams():
            if "/" in stream:
                continue
            body = Body()
            async for entry in opened.read(stream):
                event = codec.event(entry)
                if isinstance(event, e.BodyEvent):
                    body = evolve(body, event)
            folded.append(body)
    return folded


def judge_trust(body: Body, council: Council | None) -> Iterator[Finding]:
    """Judge who is enrolled and how. Pure."""
    subject = f"trust in {body.id}"
    marks = {seat: body.mark_of(seat) for seat in body.seats}

    def marked(*wanted: Mark) -> list[str]:
        return [str(seat) for seat, mark in marks.items() if mark in wanted]

    leading = [s for s in body.with_role(Role.CLERK, Role.CHAIR) if marks[s] is not Mark.SUSPENDED]
    if all(marks[seat] is Mark.NOT_ENROLLED for seat in leading):
        yield findings.error(
            subject,
            "Neither chair nor clerk is enrolled, so nobody can enrol the others.",
            "Name their Matrix users in the council file and start with --new-codes.",
        )
    if suspended := marked(Mark.SUSPENDED):
        yield findings.error(
            subject,
            f"The identity of seat {', '.join(suspended)} has changed; nothing from there counts.",
            "Ask the person in another way; if it was a new phone, enrol anew: !aufnehmen",
        )
    if first := marked(Mark.FIRST_USE):
        yield findings.warning(
            subject,
            f"Seat {', '.join(first)} was enrolled unverified.",
            "Compare emoji or hand out a code before a vote that may be contested: !aufnehmen",
        )
    if devices := marked(Mark.ADMITTED_DEVICE):
        yield findings.warning(
            subject,
            f"Seat {', '.join(devices)} speaks by a device that cannot cross-sign.",
            "Offer another client; single devices are withdrawn with !gerät.",
        )
    if council is not None:
        missing = [str(s) for s in council.users if marks.get(s) is Mark.NOT_ENROLLED]
        if missing:
            yield findings.warning(
                subject,
                f"Seat {', '.join(missing)} has a Matrix user and is not enrolled.",
                "The clerk enrols with !aufnehmen.",
            )
    verified = len(marked(Mark.VERIFIED))
    yield findings.fine(subject, f"{verified} of {len(marks)} seats are enrolled and verified.")


def _law(council: Council, now: datetime) -> Iterator[Finding]:
    rules = council.law.on(now.date())
    unsure = rules.unverified()
    if unsure:
        names = ", ".join(f"{key} ({source.norm})" for key, source in unsure)
        yield findings.warning(
            "law",
            f"{rules.profile}: not read in the official text: {names}.",
            "Have these confirmed with !regel bestätigen; `gremium rules show` lists them.",
        )
    else:
        yield findings.fine("law", f"All values of {rules.profile} were read in the text.")


async def _homeserver(patient: Patient) -> list[Finding]:
    if not patient.homeserver:
        return []
    if not patient.token:
        remedy = "Start the bot once, or give --token-file."
        return [findings.error("login", "The bot has not logged in yet.", remedy)]
    admin_token = await _operator_token(patient) if patient.embedded else None
    try:
        found = await inspect(
            patient.homeserver,
            patient.token,
            now=patient.now,
            admin_token=admin_token,
            tls=_trusted(patient),
        )
        return found + await _seen_by_members(patient)
    finally:
        if admin_token is not None:
            async with AdminClient(patient.homeserver) as admin:
                with suppress(AdminError):
                    await admin.logout(admin_token)


def _described(patient: Patient) -> Municipality | None:
    """Return the embedded homeserver's description; what is wrong with it is told elsewhere."""
    if not patient.embedded:
        return None
    try:
        return loader.load(patient.description or patient.home.description)
    except FileRefused:
        return None


def _trusted(patient: Patient) -> ssl.SSLContext | None:
    """Return whom the embedded homeserver trusts of its partners."""
    described = _described(patient)
    try:
        return certificates.context_for(described.federation.authorities) if described else None
    except OSError:
        return None  # a file that is no certificate; Synapse will say so


async def _seen_by_members(patient: Patient) -> list[Finding]:
    try:
        known = await bodies(patient.journal) if patient.journal else []
        rooms = await _rooms(patient.journal, known) if known else {}
    except StoreError:
        known, rooms = [], {}  # told already
    ours = None
    with suppress(seeds.SeedsError):
        if patient.lock is not None:
            ours = seeds.load(patient.home.root / "identity.seeds", patient.lock)
    return await visible.look(
        patient.homeserver, patient.token, seeds=ours, bodies=known, rooms=rooms
    )


async def _rooms(journal: str, known: Sequence[Body]) -> dict[str, dict[str, str]]:
    """Return the rooms of each body by place. Raises StoreError."""
    codec = Codec[e.Event](e.Event)
    async with await Journal.open(journal, codec=codec, signer=None) as opened:
        return {str(body.id): dict(await opened.get(f"rooms/{body.id}", {})) for body in known}


async def _operator_token(patient: Patient) -> str | None:
    """Log in as the operator of the embedded homeserver; None if that is not possible."""
    if OPERATOR not in (patient.home.read("passwords.json") or {}):
        return None
    async with AdminClient(patient.homeserver) as admin:
        try:
            session = await admin.login(
                OPERATOR_USER, patient.home.password(OPERATOR), device_name="gremium doctor"
            )
        except AdminError:
            return None
        return session.access_token
