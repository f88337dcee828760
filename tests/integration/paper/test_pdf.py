# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The PDF: tagged, archivable, the same every time, and whole whatever people type.

If veraPDF is at hand (``VERAPDF_JAR`` names its command line jar, ``org.verapdf.apps:
greenfield-apps`` on Maven Central; needs Java), it judges every kind of paper as well.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from papers import HEAD, JOURNAL, LETTERHEAD, invited, sample
from sample_journal import ROAD_TEXT, SEATS, evening

from bot.domain import events as e
from bot.domain.minutes import Minutes, Part, minutes
from bot.domain.values import Language, Role, Seat
from bot.paper.document import Document, Letterhead
from bot.paper.render import render, render_invitation

STRANGE = "👩‍👩‍👧 Ωμέγα Жук אבג مرحبا 張 \U0001f98a \x07\u202e e\u0301 ﬁ \U00013000"
JAR = os.environ.get("VERAPDF_JAR", "")
PDF_A = "http://www.aiim.org/pdfa/ns/id/"
PDF_UA = "http://www.aiim.org/pdfua/ns/id/"


def strange(text: str = STRANGE, repeat: int = 1) -> Minutes:
    """Return minutes in which titles, names and motions are ``text``."""
    records = []
    for record in evening():
        event = record.event
        match event:
            case e.RosterTaken(seats=seats):
                event = replace(event, seats=tuple(replace(s, name=text[:80]) for s in seats))
            case e.AgendaItemAdded(item=item):
                event = replace(event, item=replace(item, title=text[:300]))
            case e.MotionMoved() | e.StatementRecorded():
                event = replace(event, text=text * repeat)
            case _:
                pass
        records.append(replace(record, event=event))
    return minutes(records)


@cache
def paper(kind: str) -> Document:
    """Render one of the papers the tests look at."""
    match kind:
        case "public":
            return render(sample(), Part.PUBLIC, LETTERHEAD, journal=JOURNAL, head=HEAD)
        case "non_public":
            return render(sample(), Part.NON_PUBLIC, LETTERHEAD, journal=JOURNAL)
        case "english draft":
            start = minutes(evening(Language.EN)[:-3])
            return render(start, Part.PUBLIC, Letterhead())
        case "invitation":
            return render_invitation(invited(), Part.NON_PUBLIC, LETTERHEAD)
        case "notice":
            return render_invitation(invited(), Part.PUBLIC, LETTERHEAD)
        case _:
            return render(strange(), Part.PUBLIC, LETTERHEAD, journal=JOURNAL)


KINDS = ("public", "non_public", "english draft", "invitation", "notice", "strange")


@pytest.fixture(params=KINDS)
def opened(request: pytest.FixtureRequest) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(paper(request.param).pdf)) as pdf:
        yield pdf


def text_of(document: Document, tmp_path: Path) -> str:
    """Return the text a reader of the PDF can copy."""
    (tmp_path / "paper.pdf").write_bytes(document.pdf)
    program = shutil.which("pdftotext") or pytest.skip("pdftotext (poppler-utils) is not here")
    told = subprocess.run(
        [program, "paper.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    )
    return told.stdout.decode().replace("\u00a0", " ").replace("\u2060", "")


def test_it_claims_pdf_a_3a_and_pdf_ua_1(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as xmp:
        assert xmp[f"{{{PDF_A}}}part"] == "3"
        assert xmp[f"{{{PDF_A}}}conformance"] == "A"
        assert xmp[f"{{{PDF_UA}}}part"] == "1"
    intent = opened.Root.OutputIntents[0]
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3


def test_it_is_tagged_titled_and_has_a_language(opened: pikepdf.Pdf) -> None:
    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert str(opened.Root.Lang) in {"de", "en"}
    assert str(opened.docinfo["/Title"])
    assert "/Outlines" in opened.Root
    tags = set(_tags(opened.Root.StructTreeRoot.K[0]))
    assert {"/Document", "/Part", "/H1", "/H2", "/Table", "/TH", "/TD", "/P"} <= tags


def test_it_runs_nothing_and_links_nowhere(opened: pikepdf.Pdf) -> None:
    assert "/OpenAction" not in opened.Root
    assert "/AA" not in opened.Root
    assert "/JavaScript" not in opened.Root.get("/Names", {})
    for thing in opened.objects:
        if isinstance(thing, pikepdf.Dictionary):
            assert thing.get("/S") not in {"/JavaScript", "/Launch", "/URI", "/SubmitForm"}


def test_every_font_is_inside(opened: pikepdf.Pdf) -> None:
    fonts = [
        thing
        for thing in opened.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
    ]

    assert fonts
    for font in fonts:
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys())


def test_the_journal_travels_inside_unchanged() -> None:
    with pikepdf.open(BytesIO(paper("public").pdf)) as pdf:
        file = pdf.Root.AF[0]
        stream = file.EF.F

        assert str(file.UF) == "journal.jsonl"
        assert file.AFRelationship == "/Source"
        assert stream.read_bytes() == JOURNAL
        assert pdf.attachments["journal.jsonl"].get_file().read_bytes() == JOURNAL
        checksum = bytes(stream.Params.CheckSum)
        assert checksum == hashlib.md5(JOURNAL, usedforsecurity=False).digest()


def test_a_paper_without_a_journal_has_no_attachment() -> None:
    with pikepdf.open(BytesIO(paper("english draft").pdf)) as pdf:
        assert not pdf.attachments


def test_dates_come_from_the_journal() -> None:
    with pikepdf.open(BytesIO(paper("public").pdf)) as pdf:
        # The last entry: approval on 17 December 2026 at 19.15, in UTC.
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261217181500")
        assert str(pdf.docinfo["/ModDate"]) == str(pdf.docinfo["/CreationDate"])
        assert str(pdf.docinfo["/Author"]) == "Gemeinde Altenrode, Gemeinderat"


def test_the_same_journal_gives_the_same_bytes_in_another_process() -> None:
    again = subprocess.run(
        [sys.executable, "-c", _AGAIN], capture_output=True, check=True, text=True, env=_env("1")
    )

    assert again.stdout.strip() == paper("public").digest


def test_another_journal_gives_other_bytes() -> None:
    other = render(sample(), Part.PUBLIC, LETTERHEAD, journal=JOURNAL + b"{}\n", head=HEAD)

    assert other.digest != paper("public").digest
    assert other.html_digest == paper("public").html_digest


def test_pages_are_numbered_and_carry_a_running_head(tmp_path: Path) -> None:
    text = text_of(paper("public"), tmp_path)
    pages = paper("public").pages

    assert pages > 3
    assert all(f"Seite {number} von {pages}" in text for number in range(1, pages + 1))
    assert text.count("Gemeinde Altenrode · 7. Sitzung des Gemeinderates") == pages - 1


def test_umlauts_and_foreign_letters_can_be_read_and_copied(tmp_path: Path) -> None:
    text = text_of(paper("public"), tmp_path)

    for wanted in ("Ayşe Kaya", "Łucja Vogt", "Jörg Weber", "Spielplatz „Am Anger“", "120.000 €"):
        assert wanted in text


def test_letters_no_font_has_are_written_as_numbers(tmp_path: Path) -> None:
    text = text_of(paper("strange"), tmp_path)

    assert "Ωμέγα" in text
    assert "[U+13000]" in text  # an Egyptian hieroglyph: no font of a plain machine draws it
    assert "\U00013000" in paper("strange").html.decode()


def test_a_60_kb_motion_flows_over_pages_and_is_all_there(tmp_path: Path) -> None:
    words = "Der Gemeinderat beschließt "
    long = render(strange(words, repeat=60_000 // len(words)), Part.PUBLIC, LETTERHEAD)

    assert long.pages > 10
    assert text_of(long, tmp_path).count("beschließt") > 2 * (60_000 // len(words))


def test_one_endless_word_does_not_run_over_the_margin(tmp_path: Path) -> None:
    text = text_of(render(strange("W" * 4000), Part.PUBLIC, LETTERHEAD), tmp_path)

    assert max(len(line) for line in text.splitlines()) < 120


def test_the_heads_of_a_long_table_are_repeated_on_each_page(tmp_path: Path) -> None:
    many = tuple(
        Seat(id=seat.id.__class__(f"m{n}"), name=f"Mitglied {n}", role=Role.MEMBER, group="Viele")
        for n, seat in enumerate(SEATS * 9)
    )
    records = []
    for record in evening():
        if isinstance(record.event, e.RosterTaken):
            roster = replace(record.event, seats=(*record.event.seats, *many))
            record = replace(record, event=roster)  # noqa: PLW2901 - the one entry that differs
        records.append(record)

    text = text_of(render(minutes(records), Part.PUBLIC, LETTERHEAD), tmp_path)

    assert text.count("Entschuldigt") > 2
    assert all(f"Mitglied {n}\n" in text for n in range(len(many)))


def test_arms_that_point_elsewhere_fetch_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\n")
    arms = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 9 9"><image xlink:href="{secret.as_uri()}" width="9" height="9"/>'
        '<image href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>'
    )

    document = render(sample(), Part.PUBLIC, Letterhead(arms=arms.encode()))

    assert b"/Subtype /Image" not in document.pdf


def test_the_wording_of_a_motion_is_not_touched() -> None:
    page = paper("public").html.decode().replace("\u00a0", " ")

    assert ROAD_TEXT in page


@pytest.mark.skipif(not JAR or not shutil.which("java"), reason="VERAPDF_JAR or Java is not here")
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_finds_nothing_to_object_to(flavour: str, tmp_path: Path) -> None:
    files = []
    for kind in KINDS:
        files.append(f"{kind.replace(' ', '_')}.pdf")
        (tmp_path / files[-1]).write_bytes(paper(kind).pdf)
    program = ["java", "-cp", JAR, "org.verapdf.apps.GreenfieldCliWrapper", "-v"]

    told = subprocess.run(
        [*program, "-f", flavour, "--format", "text", *files],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
        timeout=240,
    )

    assert [line for line in told.stdout.splitlines() if "FAIL" in line] == []
    assert told.stdout.count("PASS") == len(KINDS)


_AGAIN = """
from papers import HEAD, JOURNAL, LETTERHEAD, sample
from bot.domain.minutes import Part
from bot.paper.render import render
print(render(sample(), Part.PUBLIC, LETTERHEAD, journal=JOURNAL, head=HEAD).digest)
"""


def _env(seed: str) -> dict[str, str]:
    root = Path(__file__).parents[3]
    path = os.pathsep.join((str(root), str(root / "tests" / "support")))
    return {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed, "TZ": "Pacific/Apia"}


def _tags(element: pikepdf.Object) -> Iterator[str]:
    if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
        return
    yield str(element.S)
    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else ():
        yield from _tags(kid)
