# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The media plane: a packet comes in at `port`, is opened by `transport`, and `router` copies it.

    port.py transport.py   one UDP port for everybody; STUN, DTLS and SRTP of one peer
    router.py              the path of every packet: no await, no object made per packet
    uplink.py downlink.py  a stream as it comes from its publisher, as it goes to one receiver
    peer.py                what one participant sends and receives, and its sections of the SDP
    foreign.py             private names of other people's libraries, held by a contract test

There is no decoder here: frames are sealed end to end and stay so.
"""
