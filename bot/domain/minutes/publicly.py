# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the public version of the minutes tells of who was there: what the public could see itself.

Somebody who comes or goes while the public is out does so unseen: when, and whether between two
public parts at all, belongs to the non-public part. The times then are those of the public part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from bot.domain.minutes.persons import Part, Span, Stay


def stays_seen(
    stays: Sequence[Stay], without: Sequence[Span], closed: datetime | None
) -> tuple[Stay, ...]:
    """Return the times of presence as the public saw them; ``without``: when it was out.

    ``closed``: when the meeting ended. Empty if somebody was there without the public alone.
    """
    clipped = (_clipped(stay, without, closed) for stay in _joined(stays, without))
    return tuple(stay for stay in clipped if stay is not None)


def spans_seen(
    spans: Sequence[Span], without: Sequence[Span], closed: datetime | None
) -> tuple[Span, ...]:
    """Return spans, such as those of a substitution, as the public saw them begin and end."""
    clipped = (_seen(span, without, closed) for span in spans)
    return tuple(span for span in clipped if span is not None)


def _joined(stays: Sequence[Stay], without: Sequence[Span]) -> list[Stay]:
    """Take away absences nobody in the public could notice."""
    joined = list(stays[:1])
    for before, after in pairwise(stays):
        gone, back = before.span.until, after.span.since
        unseen = any(
            gone is not None and _within(gone, one) and _within(back, one) for one in without
        )
        if not unseen or before.mode is not after.mode:
            joined.append(after)
            continue
        whole = replace(joined[-1].span, until=after.span.until)
        joined[-1] = replace(joined[-1], span=whole, reason=after.reason, left_in=after.left_in)
    return joined


def _clipped(stay: Stay, without: Sequence[Span], closed: datetime | None) -> Stay | None:
    span = _seen(stay.span, without, closed)
    if span is None:
        return None
    reason = "" if stay.left_in is Part.NON_PUBLIC else stay.reason
    return replace(stay, span=span, reason=reason)


def _seen(span: Span, without: Sequence[Span], closed: datetime | None) -> Span | None:
    """Return a span without what lies unseen at either end; None if nothing is left of it."""
    since, until = span.since, span.until
    for one in without:
        to_the_end = one.until is None or one.until == closed
        if _within(since, one):
            if one.until is None or to_the_end:
                return None
            since = one.until
        if until is not None and one.since < until and _within(until, one):
            until = None if to_the_end else one.since
    if until is not None and until <= since:
        return None
    return Span(since=since, until=until)


def _within(moment: datetime, span: Span) -> bool:
    return span.since <= moment and (span.until is None or moment < span.until)
