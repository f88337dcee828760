# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reference pages of the law: ``docs/reference/rules-<land>.md``, one per profile.

Write them with ``python -m bot.profiles.reference``. A test compares the pages with the profiles
and fails while one is stale.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from bot.domain.rulebook import spoken
from bot.domain.rules import Verified
from bot.domain.values import Base, BodyKind, Majority, SubjectKind
from bot.profiles.entry import Entry
from bot.profiles.reader import Profile, read_profile
from bot.tomlfile import TomlFile

FOLDER = Path(__file__).parents[2] / "docs" / "reference"

BASES: Mapping[Base, str] = {
    Base.YES_VS_NO: "valid votes, abstentions not counted",
    Base.VOTES_CAST: "votes cast, abstentions counted",
    Base.PRESENT: "members present and entitled to vote",
    Base.MEMBERS: "statutory number of members",
}
SURE: Mapping[Verified, str] = {
    Verified.FOUND: "read in the official text",
    Verified.SECONDARY: "read in somebody else's account",
    Verified.RECALLED: "**not read yet**",
    Verified.CONFIRMED: "confirmed by the body's office",
}
UNITS: Mapping[str, str] = {
    "notice": "{} full days",
    "notice.urgent": "received at latest {} days before the day of the meeting",
    "public.notice": "{} days before the day of the meeting",
    "quorum.recusal.members": "{} members suffice",
    "quorum.second": "{} members suffice",
}
_HEAD = """\
<!-- SPDX-FileCopyrightText: 2026 The Gremium contributors -->
<!-- SPDX-License-Identifier: EUPL-1.2 -->
<!-- Generated from bot/profiles/{file}: python -m bot.profiles.reference -->

# Rules: {name}

What `bot/profiles/{file}` says, as of {as_of}. The rules of a meeting are taken from it, with the
body's own provisions on top, when the meeting is planned; they are written into the journal with
it, so a later change of the law changes no earlier minutes. In a meeting `!regel` shows them.

A rule that is marked **not read yet** must be compared with the official text by a person before
a body relies on it; chair or clerk say so with `!regel bestätigen`, which is journalled.

## Governed bodies
"""


def pages() -> dict[str, str]:
    """Return every page as MyST Markdown, by file name."""
    found = sorted(file.name for file in files(__package__).iterdir())
    return {f"rules-{name[:-5]}.md": page(name) for name in found if name.endswith(".toml")}


def page(file: str) -> str:
    """Return the page of one profile."""
    text = (files(__package__) / file).read_text("utf-8")
    toml = TomlFile.parse(text, file)
    profile, notes = read_profile(toml), _notes(text)
    head = _HEAD.format(
        file=file,
        name=profile.names[0] if profile.land.isupper() else profile.land,
        as_of=toml.table["as_of"],
    )
    return "\n".join([head, *_governed(profile), "", *_rules(profile, notes)])


def _governed(profile: Profile) -> list[str]:
    lines = ["| Kind of body | By |", "|---|---|"]
    for kind in BodyKind:
        if kind in profile.governs:
            lines.append(f"| `{kind}` | {profile.governs[kind] or 'directly'} |")
    return lines


def _rules(profile: Profile, notes: Mapping[str, str]) -> list[str]:
    lines = ["## Rules", ""]
    for key, versions in profile.entries.items():
        lines += [f"### `{key}`", ""]
        if key in notes:
            lines += [notes[key], ""]
        for entry in versions:
            lines += [f"- {line}" for line in (*_values(entry), *_origin(entry))]
            lines.append("")
    return [*lines, *_majority_for(profile)]


def _values(entry: Entry) -> list[str]:
    lines = [f"Value: {_said(entry)}"] if entry.value is not None else []
    lines += [
        f"Value for `{kind}`: {spoken(entry.key, value)}" for kind, value in entry.by_kind.items()
    ]
    return lines


def _said(entry: Entry) -> str:
    match entry.value:
        case Majority(share=share, base=base, or_equal=or_equal):
            word = "at least" if or_equal else "more than"
            return f"{word} {share} of the {BASES[base]} (`{base}`)"
        case str(word):
            return f"`{word}`"
        case _:
            return UNITS.get(entry.key, "{}").format(spoken(entry.key, entry.value))


def _origin(entry: Entry) -> tuple[str, ...]:
    lines = [
        f"Norm: {entry.norm}",
        f"Source: {entry.source}; as of {entry.as_of}",
        f"Verified: {SURE[entry.verified]} (`{entry.verified}`)",
    ]
    if entry.valid_from or entry.valid_until:
        begins, ends = entry.valid_from or "the beginning", entry.valid_until or "further notice"
        lines.append(f"Holds from {begins} until {ends}")
    if entry.open:
        lines.append("Left to the body's own provisions")
    return tuple(lines)


def _majority_for(profile: Profile) -> list[str]:
    lines = ["## Which majority for what", "", "| Subject of a vote | Majority |", "|---|---|"]
    lines += [f"| `{k}` | `{profile.majority_for.get(k, 'simple')}` |" for k in SubjectKind]
    return [*lines, ""]


def _notes(text: str) -> dict[str, str]:
    """Return the comment that stands directly above each rule, as one paragraph."""
    notes: dict[str, str] = {}
    above: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            above.append(line.lstrip("# "))
            continue
        if line.lstrip("[").startswith("rule.") and above:
            key = line.strip("[]").removeprefix("rule.").strip('"')
            notes[key] = " ".join(filter(None, (notes.get(key), *above)))
        above = []
    return notes


if __name__ == "__main__":
    for name, content in pages().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
