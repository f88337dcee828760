# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The media plane: a packet comes in at `port`, `transport` opens it, `fanout` copies it.

    port.py transport.py   one UDP port for everybody; STUN, DTLS and SRTP of one peer
    connection.py          one peer connection: which SSRC is which track, its descriptions
    uptrack.py uplink.py   a published track with its gate, one of its streams as it arrives
    downlink.py            a track as it goes to one receiver: which layer, renumbered by what
    fanout.py fanout.c     the path of every packet sent: no await, no object made for it
    outbox.py              packets of one socket, waiting to leave together
    peer.py plane.py       what one participant sends and receives; what goes by the clock
    foreign.py             private names of other people's libraries, held by a contract test

There is no decoder here: frames are sealed end to end and stay so.
"""
