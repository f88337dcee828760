# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names for things, so that a seat is never mistaken for a motion."""

from __future__ import annotations

from typing import NewType

BodyId = NewType("BodyId", str)
"""A municipal body (Gremium), a short slug such as ``rat``."""

MeetingId = NewType("MeetingId", str)
"""One meeting (Sitzung) of a body, such as ``2026-03``."""

SeatId = NewType("SeatId", str)
"""A place on the roster: a mandate, or a function such as the clerk's; short, such as ``7``."""

ItemId = NewType("ItemId", str)
"""An agenda item (Tagesordnungspunkt, TOP); stays the same when items are re-ordered."""

MotionId = NewType("MotionId", str)
"""A motion or an amendment (Antrag, Änderungsantrag), such as ``A2``."""

BallotId = NewType("BallotId", str)
"""One vote of the body (Abstimmung), such as ``V4``."""

ElectionId = NewType("ElectionId", str)
"""One office the body elects to (Wahl), such as ``W1``."""

ProceduralId = NewType("ProceduralId", str)
"""A motion on the course of business (Antrag zur Geschäftsordnung), such as ``G1``."""

DisturbanceId = NewType("DisturbanceId", str)
"""A disturbance (Störung) of a meeting, such as ``S1``."""

ItemRequestId = NewType("ItemRequestId", str)
"""A request for an item on the agenda (Antrag auf Aufnahme), such as ``B1``."""

CirculationId = NewType("CirculationId", str)
"""A decision without a meeting (Umlaufverfahren), such as ``U1``."""

UrgentId = NewType("UrgentId", str)
"""A decision taken for the body because it could not wait (Eilentscheidung), such as ``D1``."""

MeasureId = NewType("MeasureId", str)
"""A measure to keep order (Ordnungsmaßnahme), such as ``R1``."""

QuestionId = NewType("QuestionId", str)
"""A resident's question (Einwohnerfrage), such as ``E1``."""

UserId = NewType("UserId", str)
"""A Matrix user id, ``@name:server``. The server's word: who it is, the roster says."""

DeviceId = NewType("DeviceId", str)
"""A Matrix device id."""

Key = NewType("Key", str)
"""A public key, unpadded base64, as Matrix writes it."""
