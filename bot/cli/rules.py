# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium rules`: the law a body meets by, with the paragraph each value rests on."""

from __future__ import annotations

from pathlib import Path

import click

from bot import profiles
from bot.cli import options
from bot.cli.output import progress, say
from bot.cli.trouble import Unusable
from bot.council import load_council
from bot.domain.rules import Rules, Verified
from bot.domain.values import BodyKind, Majority


@click.group(short_help="The law a body meets by.")
def rules() -> None:
    """Show rule values with their norm, and how sure we are of each."""


@rules.command()
@click.option("--land", help="Such as TH, Thüringen or neutral. Known profiles: see the error.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in BodyKind]),
    default=BodyKind.COUNCIL.value,
    show_default=True,
    help="Kind of body.",
)
@click.option("--council", type=options.FILE, help="With what this council's file adds to the law.")
@click.option("--key", help="Only this rule, such as quorum or vote.simple.")
def show(land: str | None, kind: str, council: Path | None, key: str | None) -> None:
    """Show the rules of a Land, or of a council file."""
    if (land is None) == (council is None):
        raise click.UsageError("Give either --land or --council.")
    if council is not None:
        found = load_council(council).rules
    else:
        found = profiles.load(land or "", BodyKind(kind))
    lines = _lines(found)
    if key is not None and key not in lines:
        raise Unusable(f"There is no rule {key!r}. Known: {', '.join(lines)}.")
    for name, line in lines.items():
        if key in (None, name):
            say(line)
    unsure = [name for name, _ in profiles.unverified(found)]
    if unsure and key is None:
        progress(f"note: {len(unsure)} values were not read in the official text; confirm them.")


def _lines(found: Rules) -> dict[str, str]:
    values = {
        "notice": f"{found.notice.full_days} full days",
        "notice.urgent": f"{found.notice.urgent_days_before} days before",
        "quorum": _share(
            Majority(
                share=found.quorum.share, base=found.quorum.base, or_equal=found.quorum.or_equal
            )
        ),
        **{f"vote.{name}": _share(majority) for name, majority in found.majorities.items()},
    }
    names = dict.fromkeys((*values, *found.sources))
    return {name: _line(found, name, values.get(name, "")) for name in names}


def _line(found: Rules, name: str, value: str) -> str:
    source = found.sources.get(name)
    if source is None:
        return f"{name:<24}{value}"
    sure = "" if source.verified is Verified.FOUND else f" [{source.verified}]"
    return f"{name:<24}{value:<36}{source.norm}{sure}"


def _share(majority: Majority) -> str:
    word = "at least" if majority.or_equal else "more than"
    return f"{word} {majority.share} of {majority.base}"
