# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Office documents people hand in: zip archives that may hold a bomb, a program or a lure.

Taken are OOXML (ISO/IEC 29500) and OpenDocument (ISO/IEC 26300) texts, tables and slides.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from io import BytesIO
from xml.etree import ElementTree as Xml
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.paper.refused import PaperRefused

MOST_PARTS = 3_000
LARGEST_UNPACKED = 300_000_000
_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
_MAIN = {
    "word/document.xml": f"{_OOXML}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OOXML}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OOXML}.presentationml.presentation",
}
SUFFIXES = {
    _MAIN["word/document.xml"]: "docx",
    _MAIN["xl/workbook.xml"]: "xlsx",
    _MAIN["ppt/presentation.xml"]: "pptx",
    f"{_ODF}.text": "odt",
    f"{_ODF}.spreadsheet": "ods",
    f"{_ODF}.presentation": "odp",
}
_PROGRAMS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|basic/|scripts/|activex/)", re.I)
_PROGRAM_ENDINGS = (".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".scr", ".jar", ".lnk")
_XML_ENDINGS = (".xml", ".rels", ".rdf")
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCRYPTED = 0x1
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def examine(data: bytes) -> str:
    """Return the type of an office document. Raises PaperRefused."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            _moderate(parts, len(data))
            _plain_names(parts)
            kind = _kind(packed, {part.filename for part in parts})
            for part in parts:
                if part.filename.casefold().endswith(_XML_ENDINGS):
                    _sound(part.filename, packed.read(part))
            return kind
    except (
        BadZipFile,
        KeyError,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise PaperRefused("damaged") from error


def _moderate(parts: Iterable[ZipInfo], size: int) -> None:
    parts = list(parts)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise PaperRefused("encrypted")
    # Parts that lie over each other unpack the same bytes many times.
    overlapping = sum(part.compress_size for part in parts) > size
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or overlapping or unpacked > LARGEST_UNPACKED:
        raise PaperRefused("bomb")


def _plain_names(parts: Iterable[ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len({name.casefold() for name in names}) < len(names):
        raise PaperRefused("damaged")  # which of the two is read, each program decides for itself
    for name in names:
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
            raise PaperRefused("damaged")
        if _PROGRAMS.search(name) or name.casefold().endswith(_PROGRAM_ENDINGS):
            raise PaperRefused("program")


def _kind(packed: ZipFile, names: set[str]) -> str:
    main = [kind for part, kind in _MAIN.items() if part in names]
    if "[Content_Types].xml" in names and len(main) == 1:
        if b"macroEnabled" in packed.read("[Content_Types].xml"):
            raise PaperRefused("program")
        return main[0]
    if "mimetype" in names and not main:
        kind = packed.read("mimetype").decode("ascii", "replace").strip()
        if kind in SUFFIXES:
            if b":encryption-data" in packed.read("META-INF/manifest.xml"):
                raise PaperRefused("encrypted")
            return kind
    raise PaperRefused("wrong_type")


def _sound(name: str, xml: bytes) -> None:
    """Refuse XML that declares anything, or points out of the document to more than a web page."""
    wide = xml.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"))
    text = xml.replace(b"\0", b"") if wide else xml
    if _DECLARES.search(text) or re.search(
        rb"encoding\s*=\s*[\"'](?!utf-?(8|16))", text[:200], re.I
    ):
        raise PaperRefused("lure")
    if not name.casefold().endswith(".rels"):
        return
    try:
        root = Xml.fromstring(xml)  # noqa: S314 - nothing is declared in it, as was just seen
    except Xml.ParseError as error:
        raise PaperRefused("damaged") from error
    for one in root.iter(_RELATIONSHIP):
        outside = one.get("TargetMode", "").casefold() == "external"
        if outside and not one.get("Type", "").casefold().endswith("/hyperlink"):
            raise PaperRefused("lure")
