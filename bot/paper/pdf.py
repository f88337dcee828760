# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""HTML → PDF: tagged, PDF/A-3a, with attachments. Only home of WeasyPrint.

Reads no clock, no network and no file but the fonts of the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from typing import Any

from weasyprint import HTML, Attachment
from weasyprint.css import ColorProfile
from weasyprint.urls import URLFetcher

from bot.paper.fonts import drawable

VARIANT = "pdf/a-3a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that travels inside the PDF."""

    name: str
    content: bytes
    description: str
    at: datetime
    """Date of the file, aware."""


def make_pdf(html: str, enclosure: Enclosure | None, identifier: str) -> tuple[bytes, int]:
    """Return the PDF and its number of pages.

    ``identifier`` becomes the first half of the file's /ID; the second is a hash of the content.
    """
    document = HTML(string=drawable(html), url_fetcher=_fetcher(), media_type="print").render(
        pdf_variant=VARIANT, color_profiles={"srgb": _srgb()}
    )
    _claim_accessibility(document.metadata)
    pdf = document.write_pdf(
        pdf_variant=VARIANT,
        pdf_identifier=identifier.encode(),
        # Our own profile is the output intent; WeasyPrint would open its file and not close it.
        output_intent="",
        attachments=[_attachment(enclosure)] if enclosure else None,
    )
    return bytes(pdf), len(document.pages)


def _claim_accessibility(metadata: Any) -> None:
    """Add to the XMP metadata that the file keeps to PDF/UA-1 (ISO 14289-1, 5) as well.

    PDF/A takes a foreign property only with a description of its schema (ISO 19005-3, 6.6.2.3.3).
    """
    write = metadata.generate_rdf_metadata

    def with_claim(*args: Any) -> bytes:
        rdf: bytes = write(*args)
        return rdf.replace(b"</rdf:RDF>", _PDFUA + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = with_claim


_PDFUA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def _srgb() -> Any:
    """Return the colour space of the papers, sRGB as the ICC publishes it."""
    profile = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    return ColorProfile(
        BytesIO(profile), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"])
    )


def _fetcher() -> Any:
    """Nothing is fetched: pictures come inside the page as ``data:`` URLs."""
    return URLFetcher(allowed_protocols={"data"}, timeout=1)


def _attachment(enclosure: Enclosure) -> Any:
    at = enclosure.at.astimezone(UTC)
    return Attachment(
        file_obj=BytesIO(enclosure.content),
        name=enclosure.name,
        description=enclosure.description,
        created=at,
        modified=at,
        # ISO 19005-3, 6.8: the paper was made from this file.
        relationship="Source",
    )
