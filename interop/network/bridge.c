/* A bad link between two network namespaces, for kernels without netem.

       bridge NEAR FAR DEVICE LOSS DELAY SEED

   It makes a TUN device called DEVICE in each of the namespaces NEAR and FAR and carries IPv4 packets from one to the
   other. LOSS is the share of packets that vanish, from 0 to 1, and DELAY the milliseconds that the others are
   underway, each way. Packets keep their order. Each direction draws its losses from a row of random numbers of its
   own, so that with the same SEED the n-th packet of a direction has the same fate again.

   It says {"event":"ready"} when the devices are there; addresses and routes are for others to set. Whatever is written
   to its input is answered by what it has carried so far; a number, moreover, has everything vanish that is sent within
   so many milliseconds. When the input ends, it and its devices are gone. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum {
    /* Of one packet: the MTU of a TUN device. */
    LARGEST = 1500,
    /* Of packets underway in one direction: 200 ms of 240 Mbit/s. */
    PLACES = 4096,
};

struct packet {
    int64_t due_ns;
    size_t length;
    unsigned char bytes[LARGEST];
};

/* One direction: a ring, for all packets take equally long. */
struct direction {
    int from, to;
    uint64_t random;
    unsigned first, count;
    unsigned long passed, lost, away;
    /* How much later than due a packet was at the worst: what this program was kept from its work. */
    int64_t latest_ns;
    struct packet ring[PLACES];
};

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* SplitMix64, as a number from 0 up to 1. */
static double next_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (double)((z ^ z >> 31) >> 11) / (double)(UINT64_C(1) << 53);
}

/* Enters the namespace; what is opened afterwards belongs to it. */
static int open_device(const char *namespace, const char *name) {
    char path[128];
    snprintf(path, sizeof path, "/run/netns/%s", namespace);
    int entrance = open(path, O_RDONLY | O_CLOEXEC);
    if (entrance < 0 || setns(entrance, CLONE_NEWNET) != 0) fail(path);
    close(entrance);
    int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (device < 0) fail("/dev/net/tun");
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    if (ioctl(device, TUNSETIFF, &request) != 0) fail(name);
    return device;
}

static void take(struct direction *way, double loss, int64_t delay_ns, int64_t away_until_ns) {
    for (;;) {
        /* There is always one place more than packets underway. */
        struct packet *packet = &way->ring[(way->first + way->count) % PLACES];
        ssize_t length = read(way->from, packet->bytes, sizeof packet->bytes);
        if (length <= 0) return;
        /* The kernel itself says a few things by IPv6, at times of its own, which must not draw. */
        if (packet->bytes[0] >> 4 != 4) continue;
        int64_t now = now_ns();
        if (now < away_until_ns) {
            way->away++;
            continue;
        }
        if (next_random(&way->random) < loss || way->count == PLACES - 1) {
            way->lost++;
            continue;
        }
        packet->due_ns = now + delay_ns;
        packet->length = (size_t)length;
        way->count++;
    }
}

static void deliver(struct direction *way) {
    while (way->count > 0 && way->ring[way->first].due_ns <= now_ns()) {
        struct packet *packet = &way->ring[way->first];
        /* EIO while the device is not up yet: nobody is there to hear it. */
        if (write(way->to, packet->bytes, packet->length) < 0 && errno != EIO) fail("write");
        int64_t late_ns = now_ns() - packet->due_ns;
        if (late_ns > way->latest_ns) way->latest_ns = late_ns;
        way->passed++;
        way->first = (way->first + 1) % PLACES;
        way->count--;
    }
}

static int64_t wait_ns(const struct direction *ways) {
    int64_t due = INT64_MAX;
    for (int i = 0; i < 2; i++)
        if (ways[i].count > 0 && ways[i].ring[ways[i].first].due_ns < due) due = ways[i].ring[ways[i].first].due_ns;
    if (due == INT64_MAX) return due;
    int64_t left = due - now_ns();
    return left > 0 ? left : 0;
}

int main(int count, char **arguments) {
    static struct direction ways[2];
    if (count != 7) {
        fprintf(stderr, "usage: bridge NEAR FAR DEVICE LOSS DELAY SEED\n");
        return 2;
    }
    double loss = atof(arguments[4]);
    int64_t delay_ns = atoll(arguments[5]) * INT64_C(1000000);
    uint64_t seed = strtoull(arguments[6], NULL, 10);
    int near = open_device(arguments[1], arguments[3]);
    int far = open_device(arguments[2], arguments[3]);
    ways[0].from = ways[1].to = near;
    ways[0].to = ways[1].from = far;
    ways[0].random = seed;
    ways[1].random = ~seed;
    setvbuf(stdout, NULL, _IOLBF, 0);
    int64_t away_until_ns = 0;
    puts("{\"event\":\"ready\"}");

    for (;;) {
        struct pollfd watched[3] = {
            {.fd = ways[0].from, .events = POLLIN},
            {.fd = ways[1].from, .events = POLLIN},
            {.fd = STDIN_FILENO, .events = POLLIN},
        };
        int64_t wait = wait_ns(ways);
        struct timespec until = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
        if (ppoll(watched, 3, wait == INT64_MAX ? NULL : &until, NULL) < 0 && errno != EINTR) fail("ppoll");
        for (int i = 0; i < 2; i++) {
            take(&ways[i], loss, delay_ns, away_until_ns);
            deliver(&ways[i]);
        }
        if (watched[2].revents != 0) {
            char asked[64] = {0};
            if (read(STDIN_FILENO, asked, sizeof asked - 1) <= 0) return 0;
            int64_t away_ms = atoll(asked);
            if (away_ms > 0) away_until_ns = now_ns() + away_ms * INT64_C(1000000);
            int64_t latest_ns = ways[0].latest_ns > ways[1].latest_ns ? ways[0].latest_ns : ways[1].latest_ns;
            printf("{\"event\":\"carried\",\"passed\":%lu,\"lost\":%lu,\"away\":%lu,\"latestMs\":%lld}\n",
                   ways[0].passed + ways[1].passed, ways[0].lost + ways[1].lost, ways[0].away + ways[1].away,
                   (long long)(latest_ns / 1000000));
        }
    }
}
