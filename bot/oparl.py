# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A body's public meetings as OParl 1.1 objects. Pure: the journal's values in, JSON objects out.

Each object has a permanent address below the base address the operator names. OParl has no field
for votes; they stand in fields of our own, with the prefix ``gremium:`` (OP-10). What is not public
is not there at all (OP-11): no item, no title, no count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.minutes import BallotRecord, ItemRecord, Minutes, Part, minutes
from bot.domain.records import Recorded
from bot.domain.roster import Body
from bot.domain.values import Result, Role, VoteMode

SCHEMA = "https://schema.oparl.org/1.1/"
PAGE = 100
"""Objects on one page of a list."""
Object = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One meeting as the public may know it."""

    value: Minutes
    created: datetime
    modified: datetime


def held(records: Sequence[Recorded]) -> Held | None:
    """Return a meeting once it was invited to; before that nobody outside knows of it."""
    value = minutes(records)
    if value.convocation is None:
        return None
    return Held(value=value, created=value.convocation.sent, modified=records[-1].at)


def objects(base: str, body: Body, meetings: Iterable[Held]) -> dict[str, Object]:
    """Return every object and list by its path below ``base``, such as ``meeting/2026-03``."""
    return _Site(base.rstrip("/"), body, tuple(meetings)).all()


class _Site:
    def __init__(self, base: str, body: Body, meetings: tuple[Held, ...]) -> None:
        self._base = base
        self._body = body
        self._zone = ZoneInfo(body.time_zone)
        self._meetings = meetings
        made = [one.created for one in meetings]
        self._created = min(made) if made else None
        self._modified = max((one.modified for one in meetings), default=None)

    def all(self) -> dict[str, Object]:
        people = [self._person(seat.id, seat.name) for seat in self._members()]
        held = [self._meeting(one) for one in self._meetings]
        items = [item for one in held for item in one.get("agendaItem", [])]
        places = [one["location"] for one in held if "location" in one]
        listed: Mapping[str, list[Object]] = {
            "bodies": [self._body_object()],
            "organizations": [self._organization()],
            "persons": people,
            "meetings": held,
            "papers": [],
            "agenda-items": items,
            "consultations": [],
            "files": [],
            "locations": places,
            "legislative-terms": [],
            "memberships": [one["membership"][0] for one in people],
        }
        found = {"system": self._system()}
        for name, known in listed.items():
            found |= self._list(name, known)
            found |= {self._path(one): one for one in known}
        return found

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
            membership=[self._url(f"membership/{seat.id}") for seat in self._members()],
            meeting=self._url("meetings"),
        )

    def _person(self, seat: str, name: str) -> Object:
        known = next(one for one in self._members() if one.id == seat)
        membership = self._object(
            f"membership/{seat}",
            "Membership",
            person=self._url(f"person/{seat}"),
            organization=self._url("organization"),
            role=known.role.value,
            votingRight=known.votes,
        )
        return self._object(
            f"person/{seat}", "Person", body=self._url("body"), name=name, membership=[membership]
        )

    def _meeting(self, one: Held) -> Object:
        value = one.value
        present = [line for line in value.roll if line.came and line.role is not Role.GUEST]
        state = "durchgeführt" if value.closed else "eingeladen"
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
            agendaItem=[
                self._item(
                    one, order, line.number, line.item.title, self._record(value, line.item.id)
                )
                for order, line in enumerate(known for known in value.agenda if known.item.public)
            ],
        )

    def _item(
        self, one: Held, order: int, number: str, title: str, record: ItemRecord | None
    ) -> Object:
        ballots = [ballot for ballot in record.ballots if ballot.result] if record else []
        adopted = [ballot for ballot in ballots if ballot.result and ballot.result.adopted]
        calls = record.calls if record else ()
        meeting = one.value.meeting
        return self._object(
            f"meeting/{meeting}/item/{number}",
            "AgendaItem",
            at=one,
            meeting=self._url(f"meeting/{meeting}"),
            order=order,
            number=number,
            name=title,
            public=True,
            result="; ".join(record.notes) if record else "",
            resolutionText=adopted[-1].question if adopted else "",
            start=self._moment(calls[0].since) if calls else None,
            end=self._moment(calls[-1].until) if calls else None,
            **{"gremium:vote": [self._vote(one, one.result) for one in ballots if one.result]},
        )

    def _vote(self, ballot: BallotRecord, result: Result) -> Object:
        counted: Object = {
            "id": ballot.id,
            "subject": ballot.subject.kind.value,
            "yes": result.yes,
            "no": result.no,
            "abstain": result.abstain,
            "adopted": result.adopted,
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

    # What all have in common.

    def _object(self, path: str, kind: str, *, at: Held | None = None, **fields: Any) -> Object:
        """Return an object without empty fields; a list that must be there may be empty."""
        created = self._moment(at.created if at else self._created)
        modified = self._moment(at.modified if at else self._modified)
        shown = {
            name: value
            for name, value in fields.items()
            if value not in (None, "") and (value != [] or name == "legislativeTerm")
        }
        stamps = {"created": created, "modified": modified} if created and modified else {}
        return {"id": self._url(path), "type": f"{SCHEMA}{kind}", **shown, **stamps}

    def _list(self, name: str, known: Sequence[Object]) -> dict[str, Object]:
        """Return the pages of a list; the first one under the name, the others numbered."""
        pages = [known[n : n + PAGE] for n in range(0, len(known), PAGE)] or [[]]
        paths = [name, *(f"{name}/page/{n}" for n in range(2, len(pages) + 1))]
        made = {}
        for n, (path, data) in enumerate(zip(paths, pages, strict=True)):
            links = {
                "first": self._url(paths[0]),
                "self": self._url(path),
                "last": self._url(paths[-1]),
            }
            if n:
                links["prev"] = self._url(paths[n - 1])
            if n + 1 < len(paths):
                links["next"] = self._url(paths[n + 1])
            made[path] = {
                "data": list(data),
                "pagination": {
                    "totalElements": len(known),
                    "elementsPerPage": PAGE,
                    "currentPage": n + 1,
                    "totalPages": len(pages),
                },
                "links": links,
            }
        return made

    def _record(self, value: Minutes, item: str) -> ItemRecord | None:
        return next((r for r in value.of(Part.PUBLIC) if r.item and r.item.id == item), None)

    def _members(self) -> list[Any]:
        return [seat for seat in self._body.seats.values() if seat.role is not Role.GUEST]

    def _url(self, path: str) -> str:
        return f"{self._base}/{path}.json"

    def _path(self, one: Object) -> str:
        return str(one["id"]).removeprefix(f"{self._base}/").removesuffix(".json")

    def _moment(self, at: datetime | None) -> str | None:
        """Return ``2026-11-26T19:00:00+01:00``: without fractions and without Z (OP-01)."""
        return at.astimezone(self._zone).replace(microsecond=0).isoformat() if at else None
