# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Papers somebody hands in: honest ones, and every kind of trap we know of.

HONEST["plan.pdf"]()  ->  its bytes
TRAPS["a PDF with a password"].make()
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pikepdf
from docx import Document
from PIL import Image

Make = Callable[[], bytes]
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """A file that must not be taken, under a harmless name."""

    name: str
    make: Make
    reason: str


def pdf(
    change: Callable[[pikepdf.Pdf], object] = lambda _: None, pages: int = 1, **save: object
) -> bytes:
    """Return a PDF with empty pages."""
    out, made = BytesIO(), pikepdf.new()
    made.add_blank_page()
    for _ in range(pages - 1):
        made.pages.append(made.pages[0])
    change(made)
    made.save(out, **save)  # type: ignore[arg-type]
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    out = BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(out, kind)
    return out.getvalue()


def docx() -> bytes:
    out, made = BytesIO(), Document()
    made.add_paragraph("Kosten des Spielplatzes")
    made.save(out)
    return out.getvalue()


def repacked(change: Callable[[dict[str, bytes]], object], start: Make = docx) -> bytes:
    """Return an office document whose parts were changed."""
    with ZipFile(BytesIO(start())) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def opendocument(kind: str = "text", **more: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as made:
        made.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        made.writestr("META-INF/manifest.xml", more.get("manifest", "<manifest/>"))
        made.writestr("content.xml", "<office/>")
    return out.getvalue()


def workbook() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


HONEST: Mapping[str, Make] = {
    "plan.pdf": pdf,
    "foto.png": picture,
    "foto.jpg": lambda: picture("JPEG"),
    "vorlage.docx": docx,
    "tabelle.xlsx": workbook,
    "text.odt": opendocument,
    "liste.csv": lambda: "Straße;Länge\r\nAm Markt;3".encode("cp1252"),
    "breit.csv": lambda: "Straße\tLänge".encode("utf-16"),
    "notiz.txt": "Größe: 3 < 4\n".encode,
}


def _zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(1 << 20)) for _ in range(megabytes)]
    return b"".join([*parts, packer.flush()])


def _stream(data: bytes, **entries: object) -> Callable[[pikepdf.Pdf], object]:
    def add(made: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(made, data)
        for key, value in entries.items():
            stream[f"/{key}"] = value
        made.Root["/Extra"] = made.make_indirect(stream)

    return add


def _action(kind: str) -> Callable[[pikepdf.Pdf], object]:
    def add(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), F="cmd.exe")

    return add


def _hidden_script(made: pikepdf.Pdf) -> None:
    """A script in an annotation's actions, three dictionaries deep."""
    act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, AA=pikepdf.Dictionary(E=act))
    made.pages[0].Annots = pikepdf.Array([note])


def _bomb_of_pixels() -> bytes:
    """A PNG of a few bytes that says it has a quarter of a million points each way."""
    head = struct.pack(">IIBBBBB", 250_000, 250_000, 1, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk
    return start + struct.pack(">I", zlib.crc32(chunk)) + b"\0\0\0\0IEND\xaeB`\x82"


def _big_part(parts: dict[str, bytes]) -> None:
    for n in range(4):
        parts[f"word/media/{n}.bin"] = bytes(80_000_000)


def _overlapping() -> bytes:
    """The directory names the same compressed bytes a thousand times."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", bytes(200_000))
        body = made.getinfo("word/document.xml")
        for n in range(1000):
            again = made.NameToInfo[f"a{n}"] = type(body)(f"a{n}")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(again, field, getattr(body, field))
            made.filelist.append(again)
    return out.getvalue()


def _relation(kind: str) -> Callable[[dict[str, bytes]], object]:
    def add(parts: dict[str, bytes]) -> None:
        one = (
            f'<Relationship Id="r" Type="{OFFICE}/{kind}" Target="https://evil.example/x"'
            ' TargetMode="External"/>'
        )
        whole = f'<Relationships xmlns="{RELATIONSHIPS}">{one}</Relationships>'
        parts["word/_rels/settings.xml.rels"] = whole.encode()

    return add


def _put(name: str, data: bytes = b"x") -> Callable[[dict[str, bytes]], object]:
    return lambda parts: parts.update({name: data})


def _declared(xml: str, encoding: str = "utf-8") -> Callable[[dict[str, bytes]], object]:
    text = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">{xml}]><d>&x;</d>'
    return _put("word/document.xml", text.encode(encoding))


def _locked() -> bytes:
    data = bytearray(docx())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


TRAPS: Mapping[str, Trap] = {
    what: Trap(name=name, make=make, reason=reason)
    for what, (name, make, reason) in {
        "an empty file": ("leer.pdf", bytes, "empty"),
        "51 megabytes": ("groß.pdf", lambda: bytes(51_000_000), "too_large"),
        "a program named as PDF": ("plan.pdf", lambda: b"MZ\x90\0\3\0\0\0", "wrong_type"),
        "a page of the web": ("plan.pdf", lambda: b"\n<HTML><script>x</script>", "wrong_type"),
        "a drawing with a script": ("plan.png", lambda: b"<svg onload='x()'/>", "wrong_type"),
        "text with terminal commands": ("notiz.txt", lambda: b"a\x1b[2Jb", "wrong_type"),
        "6 megabytes of text": ("notiz.txt", lambda: b"x\n" * 3_000_000, "too_large"),
        "any zip archive": ("plan.pdf", lambda: repacked(_plain_zip), "wrong_type"),
        "a zip bomb as document": ("vorlage.docx", lambda: repacked(_big_part), "bomb"),
        "a zip bomb of overlapping parts": ("vorlage.docx", _overlapping, "bomb"),
        "4,000 parts": ("vorlage.docx", lambda: repacked(_many_parts), "bomb"),
        "a path out of the archive": ("v.docx", lambda: repacked(_put("../../x")), "damaged"),
        "an absolute path": ("v.docx", lambda: repacked(_put("/etc/passwd")), "damaged"),
        "a Windows path": ("v.docx", lambda: repacked(_put("..\\x")), "damaged"),
        "half an archive": ("v.docx", lambda: docx()[:900], "damaged"),
        "a macro": ("v.docx", lambda: repacked(_put("word/vbaProject.bin")), "program"),
        "a macro by its type": ("v.docx", lambda: repacked(_macro_type), "program"),
        "a program inside": ("v.docx", lambda: repacked(_put("word/embed/run.EXE")), "program"),
        "a locked document": ("v.docx", _locked, "encrypted"),
        "a locked OpenDocument": (
            "v.odt",
            lambda: opendocument(manifest="<manifest:encryption-data/>"),
            "encrypted",
        ),
        "external entities": ("v.docx", lambda: repacked(_declared("")), "lure"),
        "external entities in UTF-16": (
            "v.docx",
            lambda: repacked(_declared("", "utf-16")),
            "lure",
        ),
        "a billion laughs": (
            "v.docx",
            lambda: repacked(_declared("".join(f'<!ENTITY a{n} "{"&b;" * 9}">' for n in range(9)))),
            "lure",
        ),
        "XML in an encoding that hides things": (
            "v.docx",
            lambda: repacked(_put("word/document.xml", b'<?xml version="1.0" encoding="UTF-7"?>')),
            "lure",
        ),
        "a template from elsewhere": (
            "v.docx",
            lambda: repacked(_relation("attachedTemplate")),
            "lure",
        ),
        "a picture from elsewhere": ("v.docx", lambda: repacked(_relation("image")), "lure"),
        "relations that are no XML": (
            "v.docx",
            lambda: repacked(_put("word/_rels/a.rels", b"<a")),
            "damaged",
        ),
        "a picture of 62 gigapixels": ("foto.png", _bomb_of_pixels, "bomb"),
        "a picture of 4 bytes": ("foto.jpg", lambda: b"\xff\xd8\xff\xe0", "damaged"),
        "a PDF and an archive in one": ("plan.pdf", lambda: pdf() + docx(), "two_in_one"),
        "a picture and an archive in one": ("f.png", lambda: picture() + docx(), "two_in_one"),
        "a PDF with a password": (
            "plan.pdf",
            lambda: pdf(encryption=pikepdf.Encryption(user="a", owner="b")),
            "encrypted",
        ),
        "a PDF everybody may read and nobody print": (
            "plan.pdf",
            lambda: pdf(encryption=pikepdf.Encryption(user="", owner="b")),
            "encrypted",
        ),
        "a PDF of 300 megabytes in 300 kilobytes": (
            "plan.pdf",
            lambda: pdf(_stream(_zeros(300), Filter=pikepdf.Name.FlateDecode)),
            "bomb",
        ),
        "a PDF packed twice": (
            "plan.pdf",
            lambda: pdf(
                _stream(
                    zlib.compress(_zeros(50)),
                    Filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]),
                ),
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
            ),
            "bomb",
        ),
        "a PDF with a picture of 10 gigapixels": (
            "plan.pdf",
            lambda: pdf(_stream(b"x", Subtype=pikepdf.Name.Image, Width=100_000, Height=100_000)),
            "bomb",
        ),
        "a PDF of 5,001 pages": ("plan.pdf", lambda: pdf(pages=5_001), "too_many_pages"),
        "a PDF without pages": ("plan.pdf", lambda: pdf(_no_pages), "damaged"),
        "a PDF that is none": ("plan.pdf", lambda: b"%PDF-1.7 what it costs", "damaged"),
        "half a PDF": ("plan.pdf", lambda: pdf()[:200], "damaged"),
        "a PDF that starts a program": ("plan.pdf", lambda: pdf(_action("Launch")), "program"),
        "a PDF that runs a script": ("plan.pdf", lambda: pdf(_action("JavaScript")), "program"),
        "a PDF with a script in a note": ("plan.pdf", lambda: pdf(_hidden_script), "program"),
        "a PDF that sends a form": ("plan.pdf", lambda: pdf(_action("SubmitForm")), "program"),
    }.items()
}


def _plain_zip(parts: dict[str, bytes]) -> None:
    parts.clear()
    parts["hallo.txt"] = b"x"


def _many_parts(parts: dict[str, bytes]) -> None:
    parts.update({f"word/{n}": b"" for n in range(4_000)})


def _macro_type(parts: dict[str, bytes]) -> None:
    kinds = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = kinds.replace(b"document.main", b"document.macroEnabled.main")


def _no_pages(made: pikepdf.Pdf) -> None:
    del made.pages[0]
