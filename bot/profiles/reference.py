# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reference pages of the law: ``docs/reference/rules-<land>.md``, one per profile.

Write them with ``python -m bot.profiles.reference``. A test compares the pages with the profiles
and fails while one is stale.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

from bot.domain.rules import Rules, Source, Verified
from bot.domain.values import Base, BodyKind, SubjectKind
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
a body relies on it; who has done so changes `verified` in the file.

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
    return "\n".join([head, *_governed(profile), "", *_rules(profile.rules, notes)])


def _governed(profile: Profile) -> list[str]:
    lines = ["| Kind of body | By |", "|---|---|"]
    for kind in BodyKind:
        if kind in profile.governs:
            lines.append(f"| `{kind}` | {profile.governs[kind] or 'directly'} |")
    return lines


def _rules(rules: Rules, notes: Mapping[str, str]) -> list[str]:
    lines = ["## Rules", ""]
    for key, source in rules.sources.items():
        lines += [f"### `{key}`", ""]
        if key in notes:
            lines += [notes[key], ""]
        lines += [f"- {line}" for line in (*_values(rules, key), *_origin(source))]
        lines.append("")
    return [*lines, *_majority_for(rules)]


def _values(rules: Rules, key: str) -> list[str]:
    match key:
        case "notice":
            return [f"Value: {rules.notice.full_days} full days"]
        case "notice.urgent":
            days = rules.notice.urgent_days_before
            return [f"Value: received at latest {days} days before the day of the meeting"]
        case "quorum":
            quorum = rules.quorum
            return [f"Value: {_share(quorum.share, quorum.base, or_equal=quorum.or_equal)}"]
        case "vote.abstention":
            return [f"Value: {'allowed' if rules.abstention_allowed else 'not allowed'}"]
        case "format":
            return [
                f"Value for `{kind}`: {', '.join(f'`{one}`' for one in formats)}"
                for kind, formats in rules.formats.items()
            ]
        case _:
            majority = rules.majorities.get(key.removeprefix("vote."))
            if majority is None:
                return []
            return [f"Value: {_share(majority.share, majority.base, or_equal=majority.or_equal)}"]


def _share(share: Fraction, base: Base, *, or_equal: bool) -> str:
    return f"{'at least' if or_equal else 'more than'} {share} of the {BASES[base]} (`{base}`)"


def _origin(source: Source) -> tuple[str, str, str]:
    return (
        f"Norm: {source.norm}",
        f"Source: {source.source}; as of {source.as_of}",
        f"Verified: {SURE[source.verified]} (`{source.verified}`)",
    )


def _majority_for(rules: Rules) -> list[str]:
    lines = ["## Which majority for what", "", "| Subject of a vote | Majority |", "|---|---|"]
    lines += [f"| `{kind}` | `{rules.majority_key(kind)}` |" for kind in SubjectKind]
    return [*lines, ""]


def _notes(text: str) -> dict[str, str]:
    """Return the comment that stands directly above each rule, as one paragraph."""
    notes: dict[str, str] = {}
    above: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            above.append(line.lstrip("# "))
            continue
        if line.startswith("[rule.") and above:
            notes[line[len("[rule.") : -1].strip('"')] = " ".join(above)
        above = []
    return notes


if __name__ == "__main__":
    for name, content in pages().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
