/* SPDX-FileCopyrightText: 2026 The Gremium contributors
 * SPDX-License-Identifier: EUPL-1.2
 *
 * One opened packet to many receivers: written, sealed and handed to the kernel without going back
 * to Python in between. bridge/media/fanout.py is the same in Python and what this must equal;
 * bridge/media/native.py declares these structs a second time and checks their sizes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#define SLOT 2048
#define SLOTS 256

/* A socket and the packets waiting to leave by it. */
struct box {
    unsigned char *memory;
    struct mmsghdr *messages;
    struct iovec *vector;
    uint64_t sent, dropped;
    int32_t fd, count;
};

/* Where one peer's packets go; box is NULL while that is not known. */
struct route {
    struct box *box;
    void *session, *address;
};

/* What one receiver's stream is rewritten with, and how far it has got. */
struct lane {
    struct route *route;
    uint64_t sent, octets;
    uint32_t ssrc, ts_off, last_ts, delay, delay_before;
    uint16_t seq_off, seq_first, last_seq, picture_off, last_picture, delay_first;
    uint8_t tl0_off, last_tl0, payload_type, time_id, orientation_id, delay_id;
};

struct packet {
    const unsigned char *payload;
    uint32_t size, ts, picture, tl0, sent_at;
    uint16_t seq;
    uint8_t marker;
    int16_t orientation; /* -1: none */
};

typedef int (*protect_t)(void *session, void *packet, int *length);

unsigned gremium_sizes(void) {
    return sizeof(struct box) | sizeof(struct route) << 8 | sizeof(struct lane) << 16 |
           sizeof(struct packet) << 24;
}

/* What the kernel does not take is lost, as on any network; one address that cannot be reached
 * does not hold up those behind it. */
void gremium_flush(struct box *box) {
    int done = 0, count = box->count;
    box->count = 0;
    while (done < count) {
        int taken = sendmmsg(box->fd, box->messages + done, count - done, 0);
        if (taken < 0) {
            if (errno == EINTR) continue;
            box->dropped++;
            taken = 1;
        } else {
            box->sent += taken;
        }
        done += taken;
    }
}

void gremium_commit(struct box *box, uint32_t size, void *address) {
    int index = box->count++;
    box->vector[index].iov_len = size;
    box->messages[index].msg_hdr.msg_name = address;
    if (box->count == SLOTS) gremium_flush(box);
}

static unsigned char *put16(unsigned char *at, uint16_t value) {
    at[0] = value >> 8;
    at[1] = value;
    return at + 2;
}

static unsigned char *put32(unsigned char *at, uint32_t value) {
    return put16(put16(at, value >> 16), value);
}

/* RFC 8285 4.2, one-byte form: absolute send time and, if there are any, orientation and delay. */
static unsigned char *extensions(unsigned char *at, const struct lane *lane,
                                 const struct packet *packet) {
    int turned = lane->orientation_id && packet->orientation >= 0;
    int before = (uint16_t)(packet->seq + lane->seq_off - lane->delay_first) >= 0x8000;
    uint32_t delay = !lane->delay_id ? 0 : before ? lane->delay_before : lane->delay;
    int size = (lane->time_id ? 4 : 0) + (turned ? 2 : 0) + (delay ? 4 : 0);
    if (!size) return at;
    unsigned char *end = put16(put16(at, 0xBEDE), (size + 3) / 4) + (size + 3) / 4 * 4;
    at += 4;
    if (lane->time_id) {
        *at++ = lane->time_id << 4 | 2;
        *at++ = packet->sent_at >> 16;
        at = put16(at, packet->sent_at);
    }
    if (turned) {
        *at++ = lane->orientation_id << 4;
        *at++ = packet->orientation;
    }
    if (delay) {
        *at++ = lane->delay_id << 4 | 2;
        *at++ = delay >> 16;
        at = put16(at, delay);
    }
    while (at < end) *at++ = 0;
    return end;
}

static void send_one(struct lane *lane, const struct packet *packet, protect_t protect) {
    struct route *route = lane->route;
    struct box *box = route->box;
    if ((uint16_t)(packet->seq - lane->seq_first) >= 0x8000) return; /* from before the switch */
    if (!box || !route->session) return;
    unsigned char *start = box->memory + (size_t)box->count * SLOT;
    uint16_t seq = packet->seq + lane->seq_off;
    uint32_t ts = packet->ts + lane->ts_off;
    unsigned char *at = put16(start + 2, seq);
    unsigned char *tail = at = put32(put32(at, ts), lane->ssrc);
    at = extensions(at, lane, packet);
    start[0] = (at > tail ? 0x90 : 0x80) | (packet->size ? 0 : 0x20);
    start[1] = packet->marker | lane->payload_type;
    uint16_t picture = 0;
    uint8_t tl0 = 0;
    if (packet->size) {
        memcpy(at, packet->payload, packet->size);
        if (packet->picture) {
            picture = (at[packet->picture] << 8 | at[packet->picture + 1]) + lane->picture_off;
            picture &= 0x7FFF;
            if (lane->picture_off) put16(at + packet->picture, 0x8000 | picture);
        }
        if (packet->tl0) {
            tl0 = at[packet->tl0] + lane->tl0_off;
            at[packet->tl0] = tl0;
        }
        at += packet->size;
    } else {
        *at++ = 1; /* padding that probed the way to us: its number is kept, its bytes are not */
    }
    int length = at - start;
    if (protect(route->session, start, &length)) return;
    lane->sent++;
    lane->octets += at - tail;
    if ((uint16_t)(seq - lane->last_seq) < 0x8000) {
        lane->last_seq = seq;
        lane->last_ts = ts;
        if (packet->picture) {
            lane->last_picture = picture;
            if (packet->tl0) lane->last_tl0 = tl0;
        }
    }
    gremium_commit(box, length, route->address);
}

void gremium_fan_out(struct lane **lanes, int count, const struct packet *packet, void *protect) {
    for (int n = 0; n < count; n++) send_one(lanes[n], packet, (protect_t)protect);
}
