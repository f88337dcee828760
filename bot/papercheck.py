# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Do the minutes follow from the journal? Makes every kept paper again and compares the bytes.

Which papers there must be, and up to which entry each of them reaches, follows from the journal by
the same reactions the bot itself acts on. A paper that differs, a paper nobody published, and a
paper that is gone are three different findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from bot import letterheads
from bot.archive import make_anew, paper_name
from bot.domain import events as e
from bot.domain.evolve import evolve
from bot.domain.ids import MeetingId
from bot.domain.meeting import Meeting
from bot.domain.roster import Body
from bot.domain.roster import evolve as evolve_body
from bot.effects import Publish
from bot.paper.document import Document, Letterhead
from bot.paper.edition import edition
from bot.reactions import BodyTurn, Turn, body_effects, meeting_effects
from bot.store import Check, Codec, CodecError, Deviation, Entry

SUFFIXES = ("html", "pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A paper the journal says was published."""

    body: str
    meeting: MeetingId | None
    """None: it follows from the stream of the body."""
    wanted: Publish
    templates: str = ""
    """With which templates it was made; empty: before that was kept."""

    @property
    def name(self) -> str:
        return paper_name(self.meeting, self.wanted)

    def path(self, folder: Path, suffix: str) -> Path:
        """Return where it is kept below a data folder or an export."""
        return folder / "papers" / self.body / (self.meeting or "") / f"{self.name}.{suffix}"


@dataclass(slots=True)
class _Course:
    """One stream while it is read."""

    entries: list[Entry] = field(default_factory=list)
    state: Meeting = field(default_factory=Meeting)
    body: Body = field(default_factory=Body)
    due: list[Due] = field(default_factory=list)
    excerpt: bool = False
    """Bodies were left out, so nothing can be made from it."""


class Papers:
    """Reads along with a check (`bot.store.Follower`) and judges the papers in ``folder``.

    An excerpt, from which bodies were left out, cannot make papers; they are passed over then.
    """

    def __init__(self, folder: Path | None, codec: Codec[e.Event] | None = None) -> None:
        self._folder = folder
        self._codec = codec or Codec[e.Event](e.Event)
        self._courses: dict[str, _Course] = {}
        self._unreadable: Deviation | None = None
        self._municipalities: dict[str, set[str]] = {}
        self.followed = 0
        """Papers found equal, counted once for HTML and PDF."""
        self.missing: list[str] = []
        """Papers that were published and are not in the folder any more."""
        self.otherwise: list[Due] = []
        """Papers this version of the program makes otherwise; another one has made them."""
        self.excerpts: list[str] = []
        """Streams from which bodies were left out."""

    def entry(self, entry: Entry) -> None:
        """Take the next sound entry."""
        if self._unreadable is not None:
            return
        body, _, meeting = entry.stream.partition("/")
        if entry.body is None:
            self._left_out(entry.stream)
            return
        try:
            event = self._codec.event(entry)
        except CodecError as error:
            self._unreadable = _follows(
                entry.stream, entry.seq, "an event this version can read", str(error).rstrip(".")
            )
            return
        if isinstance(event, e.BodyEstablished | e.CharterChanged):
            self._municipalities.setdefault(body, set()).add(event.municipality)
        if meeting and isinstance(event, e.MeetingEvent):
            self._note(entry, event)
        if not meeting and isinstance(event, e.BodyEvent):
            self._note_of_body(entry, event)

    def due(self) -> tuple[Due, ...]:
        """Return every paper the journal tells of, so far."""
        return tuple(due for course in self._courses.values() for due in course.due)

    def anew(self, before: Papers | None = None) -> dict[Path, bytes]:
        """Make each kept paper anew that does not follow any more: path and bytes.

        For after an erasure. The letterhead is the one with which the paper followed `before`, or
        the newest of the body. Raises LetterheadDamaged.
        """
        made: dict[Path, bytes] = {}
        for stream, course in sorted(self._courses.items()):
            for due in course.due:
                if kept := self._kept(due):
                    proven = before._with_which(stream, due, kept) if before is not None else None
                    made |= self._anew(stream, course, due, kept, proven)
        return made

    def _anew(
        self,
        stream: str,
        course: _Course,
        due: Due,
        kept: Mapping[str, bytes],
        proven: Letterhead | None,
    ) -> dict[Path, bytes]:
        tried = [proven] if proven is not None else list(self._letterheads(due.body))
        documents = [self._make(course.entries, due.wanted, letterhead) for letterhead in tried]
        if not documents or not all(
            _difference(stream, due, document, kept) for document in documents
        ):
            return {}
        both = {"html": documents[0].html, "pdf": documents[0].pdf}
        return {due.path(self._folder or Path(), suffix): both[suffix] for suffix in kept}

    def _with_which(self, stream: str, due: Due, kept: Mapping[str, bytes]) -> Letterhead | None:
        course = self._courses[stream]
        for letterhead in self._letterheads(due.body):
            made = self._make(course.entries, due.wanted, letterhead)
            if _difference(stream, due, made, kept) is None:
                return letterhead
        return None

    def _kept(self, due: Due) -> dict[str, bytes]:
        folder = self._folder or Path()
        return {
            suffix: path.read_bytes()
            for suffix in SUFFIXES
            if (path := due.path(folder, suffix)).exists()
        }

    def finish(self) -> Deviation | None:
        """Tell the first paper that does not follow."""
        if self._unreadable is not None or self._folder is None:
            return self._unreadable
        stranger = self._stranger(self._folder)
        if stranger is not None:
            return stranger
        try:
            for stream, course in sorted(self._courses.items()):
                deviation = None if course.excerpt else self._judge(stream, course)
                if deviation is not None:
                    return deviation
        except letterheads.LetterheadDamaged as error:
            return _follows("letterheads", None, "a letterhead", str(error).rstrip("."))
        return None

    def _left_out(self, stream: str) -> None:
        if stream not in self.excerpts:
            self.excerpts.append(stream)
        self._courses.setdefault(stream, _Course()).excerpt = True

    def _note(self, entry: Entry, event: e.MeetingEvent) -> None:
        course = self._courses.setdefault(entry.stream, _Course())
        if course.excerpt:
            return
        before, course.state = course.state, evolve(course.state, event)
        course.entries.append(entry)
        turn = Turn(
            before=before,
            after=course.state,
            event=event,
            seq=entry.seq,
            hash=entry.hash,
            at=entry.at,
        )
        body, _, meeting = entry.stream.partition("/")
        course.due.extend(
            Due(
                body=body,
                meeting=MeetingId(meeting),
                wanted=effect,
                templates=getattr(event, "templates", ""),
            )
            for effect in meeting_effects(turn)
            if isinstance(effect, Publish)
        )

    def _note_of_body(self, entry: Entry, event: e.BodyEvent) -> None:
        course = self._courses.setdefault(entry.stream, _Course())
        if course.excerpt:
            return
        before, course.body = course.body, evolve_body(course.body, event)
        course.entries.append(entry)
        if not isinstance(event, e.UrgentExtractIssued | e.CirculationExtractIssued):
            return  # nothing else of the body's own comes to a paper
        turn = BodyTurn(
            before=before,
            after=course.body,
            event=event,
            seq=entry.seq,
            hash=entry.hash,
            at=entry.at,
        )
        course.due.extend(
            Due(body=entry.stream, meeting=None, wanted=effect, templates=event.templates)
            for effect in body_effects(turn)
            if isinstance(effect, Publish)
        )

    def _judge(self, stream: str, course: _Course) -> Deviation | None:
        for due in course.due:
            kept = self._kept(due)
            if len(kept) < len(SUFFIXES):
                self.missing.append(due.name)
            deviation = self._compare(stream, course, due, kept) if kept else None
            here = due.templates == edition() or not any(self._letterheads(due.body))
            if deviation and here:
                return deviation
            if deviation:
                self.otherwise.append(due)
            self.followed += bool(kept) and deviation is None
        return None

    def _compare(
        self, stream: str, course: _Course, due: Due, kept: Mapping[str, bytes]
    ) -> Deviation | None:
        """Make the paper anew with every letterhead there ever was; one of them must do."""
        deviation = None
        for letterhead in self._letterheads(due.body):
            made = self._make(course.entries, due.wanted, letterhead)
            deviation = _difference(stream, due, made, kept)
            if deviation is None:
                return None
        return deviation or _follows(
            stream,
            due.wanted.through,
            "the letterhead the paper was made with",
            f"none for {due.name} that bears the municipality's name",
        )

    def _letterheads(self, body: str) -> Iterator[Letterhead]:
        """Walk the letterheads that bear a name the journal gives the municipality."""
        names = self._municipalities.get(body, set())
        for letterhead in letterheads.known(self._folder or Path(), body):
            if not letterhead.municipality or not names or letterhead.municipality in names:
                yield letterhead

    def _make(self, entries: Sequence[Entry], wanted: Publish, letterhead: Letterhead) -> Document:
        through = [entry for entry in entries if entry.seq <= wanted.through]
        return make_anew(through, self._codec.event, wanted, letterhead)

    def _stranger(self, folder: Path) -> Deviation | None:
        """Find a file among the papers that no entry tells of; not in what is only an excerpt."""
        known = {due.path(folder, suffix) for due in self.due() for suffix in SUFFIXES}
        for path in sorted((folder / "papers").rglob("*.*")):
            stream = "/".join(path.relative_to(folder / "papers").parts[:-1])
            excerpt = stream in self.excerpts
            if path.is_file() and path not in known and not excerpt:
                found = f"{path.relative_to(folder)}, which no entry tells of"
                return _follows(stream, None, "only papers the bot published", found)
        return None


def _difference(
    stream: str, due: Due, made: Document, kept: Mapping[str, bytes]
) -> Deviation | None:
    wanted = {"html": made.html, "pdf": made.pdf}
    for suffix, data in kept.items():
        if data != wanted[suffix]:
            return _follows(
                stream,
                due.wanted.through,
                f"{due.name}.{suffix} with SHA-256 {_digest(wanted[suffix])}",
                f"a file with {_digest(data)}",
            )
    return None


def _follows(stream: str, seq: int | None, expected: str, found: str) -> Deviation:
    return Deviation(check=Check.FOLLOWS, stream=stream, seq=seq, expected=expected, found=found)


def _digest(data: bytes) -> str:
    return f"{sha256(data).hexdigest()[:16]}…"
