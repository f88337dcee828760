# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keep the catalogues in one order: ``python -m bot.texts.tidy`` rewrites them, section by section.

A section is the first word of a sentence's name (``refusal``, ``say``, ``help`` …). Translators
and helpers may add sentences anywhere; this puts them in their place, and says which language
lacks which. A test fails while a catalogue is untidy.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import normalize, read_po

LOCALE = Path(__file__).parent / "locale"
_LICENCE = """\
# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""
_HEADERS = ("Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms")


def key_of(message: Message) -> str:
    """Return the name of a sentence, the same for singular and plural."""
    return str(message.id if isinstance(message.id, str) else message.id[0])


def render(catalogue: Catalog) -> str:
    """Write ``catalogue`` in its one order."""
    headers = dict(catalogue.mime_headers)
    lines = [_LICENCE, 'msgid ""', 'msgstr ""']
    lines += [f'"{name}: {headers[name]}\\n"' for name in _HEADERS if name in headers]
    messages = sorted((one for one in catalogue if one.id), key=key_of)
    for section, group in groupby(messages, key=lambda one: key_of(one).partition(".")[0]):
        lines += ["", f"# ── {section} " + "─" * (70 - len(section))]
        for message in group:
            lines += ["", *_entry(message)]
    return "\n".join(lines) + "\n"


def _entry(message: Message) -> list[str]:
    notes = [f"#. {note}" for note in message.auto_comments]
    if isinstance(message.id, str):
        return [*notes, f"msgid {_quoted(message.id)}", f"msgstr {_quoted(message.string)}"]
    singular, plural = message.id
    forms = [f"msgstr[{n}] {_quoted(form)}" for n, form in enumerate(message.string or ())]
    return [*notes, f"msgid {_quoted(singular)}", f"msgid_plural {_quoted(plural)}", *forms]


def _quoted(text: object) -> str:
    return normalize(str(text), width=96)


def read(path: Path) -> Catalog:
    """Read one catalogue; a broken line raises `babel.messages.pofile.PoFileError`."""
    with path.open("rb") as lines:
        return read_po(lines, locale=path.parent.parent.name, abort_invalid=True)


def main() -> int:
    """Rewrite the catalogues; return 1 if a language lacks a sentence."""
    paths = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    keys = {}
    for path in paths:
        catalogue = read(path)
        path.write_text(render(catalogue), encoding="utf-8")
        keys[path] = {key_of(message) for message in catalogue if message.id and message.string}
    everything = set().union(*keys.values())
    lacking = {path: sorted(everything - found) for path, found in keys.items()}
    for path, missing in lacking.items():
        for key in missing:
            sys.stdout.write(f"{path.parent.parent.name}: no sentence for {key}\n")
    return int(any(lacking.values()))


if __name__ == "__main__":
    sys.exit(main())
