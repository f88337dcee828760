# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium rules`: the law a body meets by, with the paragraph each value rests on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import profiles
from bot.cli import options
from bot.cli.output import progress, say
from bot.cli.trouble import Unusable
from bot.cli.yearbook import read_shelf
from bot.council import Council, load_council
from bot.domain.evolve import replay
from bot.domain.rulebook import RULEBOOK, spoken
from bot.domain.rules import Effective, Layer, Rules, Verified, confirmed
from bot.domain.values import BodyKind
from bot.installation import Installation
from bot.yearbook import NothingThere


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
@click.option("--body", help="A body of this installation, by its id.")
@options.data
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d", "%d.%m.%Y"]),
    help="The day of the meeting.  [default: today]",
)
@click.option("--key", help="Only this rule, such as quorum or vote.simple.")
@click.option(
    "--unverified", is_flag=True, help="Only what nobody has read in the official text yet."
)
def show(
    land: str | None,
    kind: str,
    council: Path | None,
    body: str | None,
    data: Path,
    day: datetime | None,
    key: str | None,
    unverified: bool,
) -> None:
    """Show the rules of a Land, of a council file, or of a body of this installation.

    Of a body with what its office has confirmed, and what it has resolved for a meeting of the day.
    """
    if [land, council, body].count(None) != 2:  # noqa: PLR2004 - one of three
        raise click.UsageError("Give one of --land, --council and --body.")
    if body is not None:
        law = _council_of(body, data).law
    elif council is not None:
        law = load_council(council).law
    else:
        law = profiles.law_of(land or "", BodyKind(kind))
    on = day.date() if day else _today()
    found = law.on(on)
    if body is not None:
        found = _as_decided(found, body, data, on)
    lines = _lines(found)
    if key in RULEBOOK and key not in lines:
        say(f"Nothing is set on {key} here; a council file may set it.")
        return
    if key is not None and key not in lines:
        raise Unusable(f"There is no rule {key!r}. Known: {', '.join(lines)}.")
    unread = {name for name, _ in found.unverified()}
    for name, line in lines.items():
        if key in (None, name) and (name in unread or not unverified):
            say(line)
    if key is not None:
        _explain(found.effective(key))
    unsure = found.unverified()
    if unsure and key is None:
        progress(f"note: {len(unsure)} values were not read in the official text; confirm them.")


def _council_of(body: str, data: Path) -> Council:
    """Return the council of an installation. Raises Unusable, and what its file raises."""
    known = Installation.at(data).recall()
    councils = [load_council(Path(path)) for path in (known.councils if known else ())]
    for council in councils:
        if council.body == body:
            return council
    names = ", ".join(council.body for council in councils) or "none"
    raise Unusable(f"There is no body {body!r} in {data}. Known: {names}.")


def _as_decided(found: Rules, body: str, data: Path, day: date) -> Rules:
    """Return the rules as the journal has them; as they are where the bot has not begun one yet."""
    try:
        known = read_shelf(data, "", body)
    except (NothingThere, Unusable):
        return found
    for records in known.meetings.values():
        meeting = replay(record.event for record in records)
        if meeting.starts and meeting.starts.astimezone(ZoneInfo(meeting.time_zone)).date() == day:
            found = meeting.law()
    return confirmed(found, known.body.confirmations)


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _explain(known: Effective | None) -> None:
    """Say where one value comes from and for which days it holds."""
    if known is None:
        return
    source = known.source
    say(f"  norm: {source.norm}")
    say(f"  source: {source.source}" + (f", as of {source.as_of}" if source.as_of else ""))
    say(f"  set by: {_LAYERS[source.layer]}")
    say(f"  holds: from {source.valid_from or '-'} until {source.valid_until or 'further notice'}")
    say(f"  verified: {source.verified}")


_LAYERS = {
    Layer.LAW: "the law",
    Layer.OWN: "the body's own provisions",
    Layer.RESOLUTION: "a resolution for one meeting",
}


def _lines(found: Rules) -> dict[str, str]:
    known = [found.effective(name) for name in found.sources]
    return {one.key: _line(one) for one in known if one}


def _line(known: Effective) -> str:
    source = known.source
    sure = "" if source.verified is Verified.FOUND else f" [{source.verified}]"
    return f"{known.key:<28}{spoken(known.key, known.value):<36} {source.norm}{sure}"
