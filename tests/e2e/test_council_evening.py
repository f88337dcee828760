# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The evening `make run` shows, on a real Synapse: every member a real encrypted device.

One evening, played once; each test looks at another side of what it left.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import pytest
import pytest_asyncio
from command_line import run
from real_synapse import Homeserver, running_synapse

from bot.app import App, Settings, open_app
from bot.council import Council, load_council
from bot.domain import events as e
from bot.domain.evolve import replay
from bot.domain.ids import BallotId, MeetingId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.values import Choice, Mark, VoteMode
from bot.homeserver.admin import Account as AdminAccount
from bot.homeserver.admin import AdminClient
from bot.login import Account
from bot.matrix.seeds import KeyFile
from bot.play import SAMPLE_COUNCIL, SAMPLE_EVENING
from bot.play.evening import clock_for, play
from bot.play.outcome import PlayResult, records
from bot.store import Codec, Entry, Journal, check_journal

pytestmark = [pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="module")]
LONGEST = 150.0
"""Seconds of processor time an evening may take, everybody's together, on one or two cores."""
SECRET_WORDS = ("850.000 Euro", "Ilmtaler Holzbau", "Notstromaggregat", "Ortsteile vorher")
"""Said in rooms only; whoever finds them on the server has broken the encryption."""
LEAST_SECRET = 10
"""Characters; shorter words are no secrets."""
BOT = AdminAccount(user="gremium", password="a-password-for-the-bot")


@dataclass(frozen=True)
class Evening:
    """What was played, and what it left."""

    council: Council
    result: PlayResult
    again: PlayResult
    meeting: Meeting
    entries: tuple[Entry, ...]
    events: tuple[e.Event, ...]
    told: tuple[str, ...]
    log: str
    data: Path
    homeserver: Path
    seconds: float
    """Of processor time, of the bot, the members and the homeserver together."""

    def cast(self, ballot: str) -> Counter[SeatId]:
        """Return how often each seat voted in a ballot."""
        votes = (v for v in self.events if isinstance(v, e.VoteCast) and v.ballot == ballot)
        return Counter(vote.seat for vote in votes)


class _Heard(logging.Handler):
    """Everything anybody logs, at every level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def everything_logged() -> Iterator[_Heard]:
    """The log of the whole module, from DEBUG on."""
    root, heard = logging.getLogger(), _Heard()
    before = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    yield heard
    root.setLevel(before)
    root.removeHandler(heard)


@asynccontextmanager
async def running_bot(synapse: Homeserver, council: Council, data: Path) -> AsyncIterator[App]:
    """The bot of the sample council at work."""
    key = data / "identity.key"
    settings = Settings(
        data=data,
        homeserver=synapse.url,
        account=Account(user=BOT.user, password=BOT.password),
        councils=(council,),
        lock=KeyFile(path=key) if key.exists() else KeyFile.create(key),
        now=clock_for(council, SAMPLE_EVENING, data),
    )
    async with open_app(settings) as app:
        running = asyncio.create_task(app.run())
        try:
            yield app
            assert not running.done()
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evening(
    tmp_path_factory: pytest.TempPathFactory, everything_logged: _Heard
) -> AsyncIterator[Evening]:
    """The evening, played, and played once more on what it left."""
    folder = tmp_path_factory.mktemp("evening")
    council, data, told = load_council(SAMPLE_COUNCIL), folder / "data", list[str]()
    data.mkdir()
    with running_synapse(folder / "homeserver") as synapse:
        async with AdminClient(synapse.url) as admin:
            operator = AdminAccount(user="operator", password="a-password-for-the-operator")
            secret = synapse.registration_secret
            await admin.ensure_bot(BOT, operator=operator, shared_secret=secret)

            async def perform(app: App) -> PlayResult:
                return await play(
                    app,
                    homeserver=synapse.url,
                    admin=admin,
                    shared_secret=secret,
                    evening=SAMPLE_EVENING,
                    data=data,
                    tell=told.append,
                )

            began = process_time() + synapse.processor_seconds()
            async with running_bot(synapse, council, data) as app:
                result = await perform(app)
                seconds = process_time() + synapse.processor_seconds() - began
                recorded = await records(app.chambers[0], MeetingId(result.meetings[0]))
                meeting = replay(record.event for record in recorded)
            async with running_bot(synapse, council, data) as app:
                again = await perform(app)
    codec = Codec[e.Event](e.Event)
    async with await Journal.open(str(data / "journal.db"), codec=codec, signer=None) as journal:
        entries = [one async for name in _streams(journal) async for one in journal.read(name)]
        keys = [bytes.fromhex(key) for key in await journal.keys()]
        report = await check_journal(journal, keys=keys)
    assert report.ok, report.deviation
    yield Evening(
        council=council,
        result=result,
        again=again,
        meeting=meeting,
        entries=tuple(entries),
        events=tuple(codec.event(entry) for entry in entries),
        told=tuple(told),
        log="\n".join(everything_logged.lines),
        data=data,
        homeserver=folder / "homeserver",
        seconds=seconds,
    )


async def _streams(journal: Journal[e.Event]) -> AsyncIterator[str]:
    for stream in await journal.streams():
        yield stream


async def test_the_evening_is_played_in_time(evening: Evening) -> None:
    """A newcomer watches it; it must not become long."""
    assert evening.result.complete
    assert evening.seconds < LONGEST


async def test_seven_votes_end_as_they_were_cast(evening: Evening) -> None:
    """Yes, no, abstentions and verdict of each, folded from the journal alone."""
    found = [
        (b.result.yes, b.result.no, b.result.abstain, b.result.adopted)
        for b in evening.meeting.ballots.values()
        if b.result
    ]
    assert found == [
        (6, 15, 3, False),
        (18, 5, 1, True),
        (21, 1, 2, True),
        (18, 5, 0, True),
        (19, 3, 2, True),
        (23, 0, 0, True),
        (19, 3, 0, True),
    ]


async def test_every_vote_is_counted_once(evening: Evening) -> None:
    """One entry for each seat and ballot, but for those who changed their mind."""
    voted = {ballot: evening.cast(ballot) for ballot in ("V1", "V2", "V3", "V4", "V5", "V6", "V7")}
    sizes = {ballot: len(seats) for ballot, seats in voted.items()}
    assert sizes == {"V1": 24, "V2": 24, "V3": 24, "V4": 23, "V5": 24, "V6": 23, "V7": 22}
    twice = {(b, seat) for b, seats in voted.items() for seat, n in seats.items() if n > 1}
    assert twice == {("V3", "9"), ("V3", "12")}
    assert evening.meeting.ballots[_ballot("V3")].votes[SeatId("12")].choice is Choice.ABSTAIN


async def test_who_came_late_and_left_early_stands_in_the_journal(evening: Evening) -> None:
    """Arrival, leave and excuse with their reasons; two without a device by the clerk."""
    meeting = evening.meeting
    assert not meeting.is_present(SeatId("13"))
    assert meeting.attendance[SeatId("13")].reason == "Erkrankung"
    assert not meeting.is_present(SeatId("20"))
    arrived = [v for v in evening.events if isinstance(v, e.MemberArrived)]
    assert [str(v.seat) for v in arrived if v.late] == ["17"]
    assert sorted(str(v.seat) for v in arrived if v.channel == "clerk") == ["24", "25"]


async def test_recused_members_have_no_vote(evening: Evening) -> None:
    """Neither in the hall nor behind closed doors."""
    assert SeatId("9") not in evening.meeting.ballots[_ballot("V4")].votes
    assert SeatId("21") not in evening.meeting.ballots[_ballot("V7")].votes


async def test_the_main_motion_reads_as_amended(evening: Evening) -> None:
    """The adopted amendment is worked in, the rejected one is not."""
    texts = [motion.text for motion in evening.meeting.motions.values()]
    assert texts[0] == (
        "Die Turnhalle der Grundschule Ilmblick wird im Jahr 2027 für höchstens "
        "850.000 Euro saniert."
    )


async def test_what_must_not_count_is_on_record(evening: Evening) -> None:
    """A reaction, an edit and a plaintext message: refused and reported."""
    incidents = [v for v in evening.events if isinstance(v, e.IncidentRecorded)]
    assert [(v.kind, str(v.seat)) for v in incidents] == [
        ("reaction", "7"),
        ("edit", "16"),
        ("plaintext", "11"),
    ]


async def test_how_each_member_was_enrolled_is_on_record(evening: Evening) -> None:
    """By code, one by comparison, one on first use with a mark that stays."""
    enrolled = [v for v in evening.events if isinstance(v, e.MemberEnrolled)]
    assert Counter(v.how for v in enrolled) == {"code": 22, "sas": 1, "first_use": 1}
    assert evening.meeting.marks[SeatId("8")] is Mark.FIRST_USE
    assert len({v.master for v in enrolled}) == 24


async def test_the_journal_goes_forward_in_time(evening: Evening) -> None:
    """The played clock never goes back, and nothing played lies in the future."""
    streams: dict[str, list[Entry]] = {}
    for entry in evening.entries:
        streams.setdefault(entry.stream, []).append(entry)
    for entries in streams.values():
        times = [entry.at for entry in entries]
        assert times == sorted(times)
    assert evening.meeting.notice is not None
    assert evening.meeting.notice.full_days == 7
    assert not evening.meeting.notice.urgent


async def test_the_papers_are_there(evening: Evening) -> None:
    """Invitation, and minutes in two parts that are kept apart."""
    names = Counter(paper.name.split("-2")[0] for paper in evening.result.papers)
    wanted = ("einladung", "niederschrift-entwurf", "niederschrift-entwurf-nichtoeffentlich")
    assert [names[name] for name in wanted] == [1, 1, 1]
    for paper in evening.result.papers:
        assert paper.read_bytes().startswith(b"%PDF-")
    html = {
        p.stem.split("-2")[0]: p.with_suffix(".html").read_text() for p in evening.result.papers
    }
    public, closed = html["niederschrift-entwurf"], html["niederschrift-entwurf-nichtoeffentlich"]
    assert "Ilmtaler Holzbau" in closed
    assert "Ilmtaler Holzbau" not in public
    assert "Ortsteile vorher nicht gehört" in public
    assert "Karl-Heinz Böttger" in public


async def test_a_recorded_vote_names_everybody(evening: Evening) -> None:
    """Open votes give numbers in the public minutes; votes by name give names."""
    ballot = evening.meeting.ballots[_ballot("V5")]
    assert ballot.mode is VoteMode.RECORDED
    against = {seat for seat, vote in ballot.votes.items() if vote.choice is Choice.NO}
    assert against == {"22", "23", "25"}


async def test_the_log_tells_nothing_about_people_and_votes(evening: Evening) -> None:
    """Names, passwords, codes and what was said appear in no log, at no level."""
    accounts = (evening.data / "demo-accounts.txt").read_text(encoding="utf-8")
    secrets = [line.split(": ", 1)[1] for line in accounts.splitlines() if line.startswith("  P")]
    assert len(secrets) == 24
    names = [seat.name for seat in evening.council.seats]
    names += [surname for name in names if len(surname := name.split()[-1]) > 4]
    for word in (*SECRET_WORDS, *secrets, *names, BOT.password, "Spätschicht"):
        assert word not in evening.log, f"{word} stands in the log"  # the log itself is huge


async def test_nothing_an_evening_writes_down_opens_anything(evening: Evening) -> None:
    """No access token, key, password or passphrase in a log, on the terminal or in a diagnosis."""
    doctor = await asyncio.to_thread(
        run, "doctor", "--data", evening.data, "--council", SAMPLE_COUNCIL, "--offline"
    )
    written = {
        "log": evening.log,
        "terminal": "\n".join(evening.told),
        "doctor": doctor.output,
        **{str(log): log.read_text("utf-8") for log in evening.homeserver.rglob("*.log")},
    }
    assert len(written) > 3, "the homeserver wrote no log"
    opening = secrets_of(evening)
    kinds = Counter(kind for kind, _ in opening)
    assert kinds["password or recovery key"] == 24 + 24  # the members' own tokens end with the play
    assert kinds["access token"]
    assert kinds["the bot's login"] == 2
    assert kinds["identity.key"] == 1
    found = [
        (where, kind)
        for where, text in written.items()
        for kind, secret in opening
        if secret in text
    ]
    assert found == []


async def test_the_homeservers_log_and_a_diagnosis_name_nobody_and_no_vote(
    evening: Evening,
) -> None:
    """Matrix ids of demo accounts are what a homeserver works with; names and words are not."""
    doctor = await asyncio.to_thread(
        run, "doctor", "--data", evening.data, "--council", SAMPLE_COUNCIL, "--offline"
    )
    assert "warnings" in doctor.output
    logs = [log.read_text("utf-8") for log in evening.homeserver.rglob("*.log")]
    names = [seat.name for seat in evening.council.seats]
    for text in (doctor.output, *logs):
        for word in (*SECRET_WORDS, *names, "Spätschicht"):
            assert word not in text, f"{word} stands there"


async def test_the_homeserver_learns_nothing_that_was_said(evening: Evening) -> None:
    """Its database, its media and its logs hold no word of the rooms."""
    for path in evening.homeserver.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            for word in SECRET_WORDS:
                assert word.encode() not in held, path


async def test_the_accounts_are_for_the_owner_only(evening: Evening) -> None:
    """Passwords and recovery keys, readable by nobody else."""
    assert evening.result.accounts is not None
    assert evening.result.accounts.stat().st_mode & 0o777 == 0o600


async def test_played_again_nothing_new_happens(evening: Evening) -> None:
    """A restart on the same data says so and shows the same."""
    assert evening.again == evening.result
    assert "schon gespielt" in evening.told[-1]


def secrets_of(evening: Evening) -> list[tuple[str, str]]:
    """Return everything of this evening that opens something, each with what it is."""
    accounts = (evening.data / "demo-accounts.txt").read_text(encoding="utf-8")
    kinds = ("  Passwort: ", "  Wiederherstellungsschlüssel: ")
    lines = [line.partition(": ")[2] for line in accounts.splitlines() if line.startswith(kinds)]
    assert len(lines) == 24 + 24, "not every password and recovery key is looked for"
    login = json.loads((evening.data / "login.json").read_text(encoding="utf-8"))
    found = [("password or recovery key", line) for line in lines if len(line) >= LEAST_SECRET]
    found += [("the bot's login", login[key]) for key in ("token", "store_key")]
    found += [("the bot's password", BOT.password)]
    for path in evening.data.rglob("*.key"):
        found += [(path.name, path.read_text(encoding="utf-8").strip())]
    for path in (evening.homeserver / "secrets").rglob("*"):
        found += [(path.name, path.read_text(encoding="utf-8").split()[-1])]
    for path in evening.homeserver.rglob("homeserver.db"):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT token FROM access_tokens").fetchall()
        found += [("access token", token) for (token,) in rows]
    return [(kind, secret) for kind, secret in found if len(secret) >= LEAST_SECRET]


def _ballot(name: str) -> BallotId:
    return BallotId(name)
