# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Data packets: who may send them, in whose name they arrive, and at whom they are aimed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from livekit.protocol import models

from bridge.errors import NotAllowed
from bridge.participant import Participant


def stamp(packet: models.DataPacket, sender: Participant, *, clear: bool) -> None:
    """Write the true sender into a packet, whatever it claims; `clear` admits unencrypted ones.

    Raises `NotAllowed` without permission, or for clear content where that is refused.
    """
    if not sender.info.permission.can_publish_data:
        raise NotAllowed("no permission to send data")
    kind = packet.WhichOneof("value")
    if kind != "encrypted_packet" and not clear:
        raise NotAllowed("this room takes end-to-end encrypted data only")
    packet.participant_sid = sender.sid
    packet.participant_identity = sender.identity
    if kind == "user":
        packet.user.participant_sid = sender.sid
        packet.user.participant_identity = sender.identity


def receivers(
    packet: models.DataPacket, people: Iterable[Participant], sids: Iterable[str]
) -> Iterator[Participant]:
    """Those of `people` it is for; without a destination that is everybody."""
    wanted = {*packet.destination_identities, *packet.user.destination_identities}
    wanted_sids = {*sids, *packet.user.destination_sids}
    everybody = not (wanted or wanted_sids)
    for one in people:
        if everybody or one.identity in wanted or one.sid in wanted_sids:
            yield one
