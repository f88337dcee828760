/* SPDX-FileCopyrightText: 2026 The Gremium contributors
 * SPDX-License-Identifier: EUPL-1.2
 *
 * The all-native forwarder the bridge is measured against: receive, open, and for each receiver
 * copy, renumber, seal, send. No interpreter, no layers, no history, no feedback.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define SLOT 2048
#define SLOTS 256
#define BURST 64

typedef int (*srtp_t)(void *session, void *packet, int *length);

static unsigned char in[BURST][SLOT], out[SLOTS][SLOT];
static struct mmsghdr arrived[BURST], leaving[SLOTS];
static struct iovec arrived_at[BURST], leaving_at[SLOTS];
static int waiting;
static uint64_t sent;

static void flush(int fd) {
    for (int done = 0; done < waiting;) {
        int taken = sendmmsg(fd, leaving + done, waiting - done, 0);
        if (taken > 0) sent += taken;
        done += taken > 0 ? taken : 1;
    }
    waiting = 0;
}

static double clock_of(clockid_t which) {
    struct timespec now;
    clock_gettime(which, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

/* Session `rx[n]` opens what has SSRC `first + n`. Returns packets sent; CPU seconds in *cpu. */
uint64_t forward(int fd, int senders, void **rx, uint32_t first, int receivers, void **tx,
                 void *name, uint32_t name_size, void *protect, void *unprotect, double seconds,
                 double *cpu) {
    double end = clock_of(CLOCK_MONOTONIC) + seconds, began = clock_of(CLOCK_THREAD_CPUTIME_ID);
    sent = 0;
    for (int n = 0; n < BURST; n++) {
        arrived_at[n] = (struct iovec){in[n], SLOT};
        arrived[n].msg_hdr = (struct msghdr){.msg_iov = arrived_at + n, .msg_iovlen = 1};
    }
    for (int n = 0; n < SLOTS; n++) {
        leaving_at[n].iov_base = out[n];
        leaving[n].msg_hdr = (struct msghdr){.msg_iov = leaving_at + n, .msg_iovlen = 1,
                                             .msg_name = name, .msg_namelen = name_size};
    }
    while (clock_of(CLOCK_MONOTONIC) < end) {
        struct pollfd ready = {fd, POLLIN, 0};
        if (poll(&ready, 1, 10) <= 0) continue;
        int count = recvmmsg(fd, arrived, BURST, MSG_DONTWAIT, NULL);
        for (int n = 0; n < count; n++) {
            int length = arrived[n].msg_len;
            uint32_t ssrc = in[n][8] << 24 | in[n][9] << 16 | in[n][10] << 8 | in[n][11];
            if (length < 12 || ssrc - first >= (uint32_t)senders) continue;
            if (((srtp_t)unprotect)(rx[ssrc - first], in[n], &length)) continue;
            for (int to = 0; to < receivers; to++) {
                unsigned char *packet = out[waiting];
                int size = length;
                memcpy(packet, in[n], length);
                packet[9] ^= 1;
                if (((srtp_t)protect)(tx[to], packet, &size)) continue;
                leaving_at[waiting].iov_len = size;
                if (++waiting == SLOTS) flush(fd);
            }
        }
        flush(fd);
    }
    *cpu = clock_of(CLOCK_THREAD_CPUTIME_ID) - began;
    return sent;
}
