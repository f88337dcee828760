# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""All objects of a body, each under its permanent path, and the files they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.ids import ItemId, SeatId
from bot.domain.minutes import BallotRecord
from bot.domain.roster import Body
from bot.domain.values import Result, Role, VoteMode
from bot.oparl import papers
from bot.oparl.held import Content, Held, Kind, Term
from bot.oparl.lists import PAGE, Asked, Object, paged

SCHEMA = "https://schema.oparl.org/1.1/"
LISTS = (
    "bodies", "organizations", "persons", "meetings", "papers", "agenda-items", "consultations",
    "files", "locations", "legislative-terms", "memberships",
)  # fmt: skip
"""Every list there is, by its path."""
NONE: Mapping[str, Any] = {}


def objects(base: str, body: Body, meetings: Iterable[Held]) -> dict[str, Object]:
    """Return every object and list by its path below ``base``, such as ``meeting/2026-03``."""
    return Site(base, body, tuple(meetings)).files()


class Site:
    """What the public may read of one body, made once and then only looked up."""

    def __init__(
        self,
        base: str,
        body: Body,
        meetings: Sequence[Held],
        terms: Sequence[Term] = (),
        *,
        early: bool = False,
    ) -> None:
        """``early``: papers are public with the invitation, not only once their item was called.

        Files handed in on an item (plans, opinions) are public only then: nobody has looked at them
        for this purpose otherwise.
        """
        self._base = base.rstrip("/")
        self._body = body
        self._zone = ZoneInfo(body.time_zone)
        self._meetings = meetings
        made = [one.created for one in meetings]
        self._created = min(made) if made else None
        self._modified = max((one.modified for one in meetings), default=None)
        self._terms = {term.seat.id: term for term in terms if term.seat.role is not Role.GUEST}
        self._papers = tuple(paper for one in meetings for paper in papers.papers(one, early=early))
        self.contents: dict[str, Content] = {}
        """Public files by their path below the base, such as ``content/2026-03/minutes.pdf``."""
        self._listed = self._made()
        self.known: dict[str, Object] = {"system": self._system()}
        """Every object by its path; also those deleted, as tombstones."""
        for several in self._listed.values():
            self.known |= {self._path(one): one for one in several}

    def page(self, name: str, asked: Asked) -> Object:
        """Return what a client asks for of a list. Raises KeyError, QueryRefused."""
        return paged(self._url(name), self._listed[name], asked)

    def files(self) -> dict[str, Object]:
        """Return every object and every page of every list, each by its path, as files have it."""
        found = dict(self.known)
        for name, known in self._listed.items():
            found |= self._pages(name, [one for one in known if "deleted" not in one])
        return found

    def _made(self) -> Mapping[str, list[Object]]:
        people = self._people()
        held = [self._meeting(one) for one in self._meetings]
        places = [one["location"] for one in held if "location" in one]
        gone = [
            self._tombstone(one, self._item_path(one, item), "AgendaItem", at)
            for one in self._meetings
            for item, at in one.gone.items()
        ]
        listed = {
            "bodies": [self._body_object()],
            "organizations": [self._organization()],
            "persons": people,
            "meetings": held,
            "papers": [self._paper(paper) for paper in self._papers],
            "agenda-items": [*(item for one in held for item in one.get("agendaItem", [])), *gone],
            "consultations": [self._consultation(p, p.item) for p in self._papers if p.item],
            "files": [
                *(self._file(file) for paper in self._papers for file in paper.files),
                *(one["resultsProtocol"] for one in held if "resultsProtocol" in one),
            ],
            "locations": places,
            "legislative-terms": [],
            "memberships": [one["membership"][0] for one in people],
        }
        return {name: listed[name] for name in LISTS}

    # Objects.

    def _system(self) -> Object:
        return self._object(
            "system",
            "System",
            oparlVersion=SCHEMA,
            name=self._body.municipality,
            body=self._url("bodies"),
        )

    def _body_object(self) -> Object:
        return self._object(
            "body",
            "Body",
            system=self._url("system"),
            name=self._body.municipality,
            organization=self._url("organizations"),
            person=self._url("persons"),
            meeting=self._url("meetings"),
            paper=self._url("papers"),
            agendaItem=self._url("agenda-items"),
            consultation=self._url("consultations"),
            file=self._url("files"),
            locationList=self._url("locations"),
            legislativeTermList=self._url("legislative-terms"),
            membership=self._url("memberships"),
            legislativeTerm=[],
        )

    def _organization(self) -> Object:
        return self._object(
            "organization",
            "Organization",
            body=self._url("body"),
            name=self._body.name,
            organizationType="Gremium",
            membership=[self._url(f"membership/{seat}") for seat in self._names()],
            meeting=self._url("meetings"),
        )

    def _names(self) -> dict[SeatId, str]:
        """Return everybody whose name is public: on the roster now or once, or in a meeting."""
        names = {
            line.person.seat: line.person.name
            for one in self._meetings
            for line in one.value.roll
            if line.role is not Role.GUEST
        }
        names |= {seat: term.seat.name for seat, term in self._terms.items()}
        seats = self._body.seats.values()
        return names | {seat.id: seat.name for seat in seats if seat.role is not Role.GUEST}

    def _people(self) -> list[Object]:
        roles = {line.person.seat: line for one in self._meetings for line in one.value.roll}
        made = []
        for seat, name in self._names().items():
            term, now = self._terms.get(seat), self._body.seats.get(seat)
            known = now or (term.seat if term else roles[seat])
            until = term.until if term else None
            since = term.since if term else None
            stamps = (self._moment(since), self._moment(until or since))
            membership = self._object(
                f"membership/{seat}",
                "Membership",
                stamps=stamps,
                person=self._url(f"person/{seat}"),
                organization=self._url("organization"),
                role=known.role.value,
                votingRight=known.votes,
                startDate=self._day(since),
                endDate=self._day(until),
            )
            person = self._object(
                f"person/{seat}",
                "Person",
                stamps=stamps,
                body=self._url("body"),
                name=name,
                membership=[membership],
            )
            made.append(person)
        return made

    def _meeting(self, one: Held) -> Object:
        value = one.value
        came = [line for line in value.roll if line.came and value.named(line, public=True)]
        present = [line for line in came if line.role is not Role.GUEST]
        state = "durchgeführt" if value.closed else "eingeladen"
        public = [known for known in value.agenda if known.item.public]
        return self._object(
            f"meeting/{value.meeting}",
            "Meeting",
            at=one,
            name=value.title,
            meetingState=state,
            cancelled=bool(value.cancelled),
            start=self._moment(value.opened or value.starts),
            end=self._moment(value.closed),
            organization=[self._url("organization")],
            participant=[self._url(f"person/{line.person.seat}") for line in present],
            location=self._object(
                f"location/{value.meeting}", "Location", at=one, description=value.place
            ),
            resultsProtocol=self._file(papers.approved(one)) if value.approval else None,
            agendaItem=[
                self._item(one, order, line.number, line.item.id, line.item.title)
                for order, line in enumerate(public)
            ],
        )

    def _item(self, one: Held, order: int, number: str, item: ItemId, title: str) -> Object:
        record = one.record(item)
        ballots = [ballot for ballot in record.ballots if ballot.result] if record else []
        adopted = [ballot for ballot in ballots if ballot.result and ballot.result.adopted]
        calls = record.calls if record else ()
        papers_here = [p for p in self._papers if p.held is one and p.item == item]
        return self._object(
            self._item_path(one, item),
            "AgendaItem",
            at=one,
            meeting=self._url(f"meeting/{one.value.meeting}"),
            order=order,
            number=number,
            name=title,
            public=True,
            consultation=self._url(f"consultation/{papers_here[0].path}") if papers_here else "",
            result="; ".join(record.notes) if record else "",
            resolutionText=adopted[-1].question if adopted else "",
            start=self._moment(calls[0].since) if calls else None,
            end=self._moment(calls[-1].until) if calls else None,
            own={"gremium:vote": [self._vote(one, one.result) for one in ballots if one.result]},
        )

    def _vote(self, ballot: BallotRecord, result: Result) -> Object:
        counted: Object = {
            "id": ballot.id,
            "subject": ballot.subject.kind.value,
            **self._counts(result),
        }
        if ballot.mode is VoteMode.RECORDED:
            counted["gremium:rollCall"] = [
                {
                    "person": self._url(f"person/{vote.person.seat}"),
                    "choice": vote.choice.value if vote.choice else "not_voted",
                }
                for vote in ballot.votes
            ]
        return counted

    def _counts(self, result: Result) -> Object:
        return {
            "yes": result.yes,
            "no": result.no,
            "abstain": result.abstain,
            "adopted": result.adopted,
        }

    def _paper(self, paper: papers.Paper) -> Object:
        files = [self._file(file) for file in paper.files]
        since = self._moment(paper.since)
        return self._object(
            f"paper/{paper.path}",
            "Paper",
            at=paper.held,
            body=self._url("body"),
            name=paper.name,
            reference=paper.reference,
            paperType=paper.type,
            date=self._day(paper.day),
            mainFile=files[0] if files and paper.worded else None,
            auxiliaryFile=files[1:] if paper.worded else files,
            relatedPaper=[self._url(f"paper/{paper.amends}")] if paper.amends else [],
            originatorPerson=[self._url(f"person/{seat}") for seat in paper.movers],
            consultation=[self._consultation(paper, paper.item)] if paper.item else [],
            stamps=(since, None),
            own={"gremium:vote": [self._counts(paper.result)]} if paper.result else NONE,
        )

    def _consultation(self, paper: papers.Paper, item: ItemId) -> Object:
        return self._object(
            f"consultation/{paper.path}",
            "Consultation",
            at=paper.held,
            paper=self._url(f"paper/{paper.path}"),
            agendaItem=self._url(self._item_path(paper.held, item)),
            meeting=self._url(f"meeting/{paper.held.value.meeting}"),
            organization=[self._url("organization")],
            authoritative=paper.decided,
        )

    def _file(self, file: papers.PublicFile) -> Object:
        self.contents[f"content/{file.path}"] = file.content
        told = file.content.text if file.content.kind is Kind.TEXT else ""
        return self._object(
            f"file/{file.path}",
            "File",
            at=file.held,
            stamps=(self._moment(file.since), None),
            name=file.name,
            fileName=file.content.name,
            mimeType=file.content.mime,
            size=file.size,
            sha512Checksum=file.sha512,
            text=told,
            accessUrl=f"{self._base}/content/{file.path}",
            downloadUrl=f"{self._base}/content/{file.path}?download",
            own={"gremium:sha256": file.content.digest},
        )

    def _tombstone(self, one: Held, path: str, kind: str, at: datetime) -> Object:
        """What is no longer public: that it was, and since when it is not (OP-05)."""
        return {
            "id": self._url(path),
            "type": f"{SCHEMA}{kind}",
            "created": self._moment(one.created),
            "modified": self._moment(at),
            "deleted": True,
        }

    # What all have in common.

    def _object(
        self,
        path: str,
        kind: str,
        *,
        at: Held | None = None,
        stamps: tuple[str | None, str | None] = (None, None),
        own: Mapping[str, Any] = NONE,
        **fields: Any,
    ) -> Object:
        """Return an object without empty fields; a list that must be there may be empty."""
        created = stamps[0] or self._moment(at.created if at else self._created)
        modified = stamps[1] or self._moment(at.modified if at else self._modified)
        shown = {
            name: value
            for name, value in {**fields, **own}.items()
            if value not in (None, "") and (value != [] or name == "legislativeTerm")
        }
        stamped = {"created": created, "modified": modified} if created and modified else {}
        return {"id": self._url(path), "type": f"{SCHEMA}{kind}", **shown, **stamped}

    def _pages(self, name: str, known: Sequence[Object]) -> dict[str, Object]:
        """Return the pages of a list as files; the first under the name, the others numbered."""
        last = max(1, -(-len(known) // PAGE))
        paths = [name, *(f"{name}/page/{n}" for n in range(2, last + 1))]
        made = {}
        for n, path in enumerate(paths, start=1):
            page = paged("", known, Asked(page=n))
            near = {"first": 1, "self": n, "last": last, "prev": n - 1, "next": n + 1}
            page["links"] = {link: self._url(paths[near[link] - 1]) for link in page["links"]}
            made[path] = page
        return made

    def _item_path(self, one: Held, item: ItemId) -> str:
        return f"meeting/{one.value.meeting}/item/{item}"

    def _url(self, path: str) -> str:
        return f"{self._base}/{path}.json"

    def _path(self, one: Object) -> str:
        return str(one["id"]).removeprefix(f"{self._base}/").removesuffix(".json")

    def _day(self, at: datetime | None) -> str | None:
        return at.astimezone(self._zone).date().isoformat() if at else None

    def _moment(self, at: datetime | None) -> str | None:
        """Return ``2026-11-26T19:00:00+01:00``: without fractions and without Z (OP-01)."""
        return at.astimezone(self._zone).replace(microsecond=0).isoformat() if at else None
