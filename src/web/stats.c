/* stats.c - counters of all web workers, in memory they share. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/stats.h"

#include <stdatomic.h>
#include <sys/mman.h>

/* Upper bounds in microseconds; the last bucket is for all above. */
static const int64_t bounds[] = {250,   500,    1000,   2500,   5000,    10000,  25000,
                                 50000, 100000, 250000, 500000, 1000000, 5000000};

enum { N_BOUNDS = sizeof bounds / sizeof bounds[0], N_STATUS = 600 };

struct stats {
    atomic_ullong status[N_STATUS];
    atomic_ullong bucket[N_BOUNDS + 1];
    atomic_ullong microseconds, busy, evicted, workers;
    atomic_llong connections;
};

struct stats *stats_new(void)
{
    void *p =
        mmap(NULL, sizeof(struct stats), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

static void add(atomic_ullong *to, unsigned long long n)
{
    atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

void stats_request(struct stats *s, int status, int64_t microseconds)
{
    if (!s) {
        return;
    }
    size_t i = 0;
    while (i < N_BOUNDS && microseconds > bounds[i]) {
        i++;
    }
    add(&s->bucket[i], 1);
    add(&s->status[status > 0 && status < N_STATUS ? status : 0], 1);
    add(&s->microseconds, microseconds > 0 ? (unsigned long long)microseconds : 0);
}

void stats_connections(struct stats *s, int change)
{
    if (s) {
        atomic_fetch_add_explicit(&s->connections, change, memory_order_relaxed);
    }
}

void stats_busy(struct stats *s)
{
    if (s) {
        add(&s->busy, 1);
    }
}

void stats_evicted(struct stats *s)
{
    if (s) {
        add(&s->evicted, 1);
    }
}

void stats_worker_started(struct stats *s)
{
    if (s) {
        add(&s->workers, 1);
    }
}

static unsigned long long value(const atomic_ullong *at)
{
    return atomic_load_explicit(at, memory_order_relaxed);
}

static void write_latency(const struct stats *s, struct buf *out)
{
    unsigned long long n = 0;
    buf_literal(out,
                "# HELP samstyr_request_seconds Time from the whole request to the whole answer.\n"
                "# TYPE samstyr_request_seconds histogram\n");
    for (size_t i = 0; i < N_BOUNDS; i++) {
        n += value(&s->bucket[i]);
        buf_printf(out, "samstyr_request_seconds_bucket{le=\"%g\"} %llu\n", (double)bounds[i] / 1e6,
                   n);
    }
    n += value(&s->bucket[N_BOUNDS]);
    buf_printf(out, "samstyr_request_seconds_bucket{le=\"+Inf\"} %llu\n", n);
    buf_printf(out, "samstyr_request_seconds_sum %.6f\n", (double)value(&s->microseconds) / 1e6);
    buf_printf(out, "samstyr_request_seconds_count %llu\n", n);
}

void stats_write(const struct stats *s, struct buf *out)
{
    if (!s) {
        return;
    }
    buf_literal(out, "# HELP samstyr_requests_total Answered requests by status.\n"
                     "# TYPE samstyr_requests_total counter\n");
    for (int i = 0; i < N_STATUS; i++) {
        if (value(&s->status[i])) {
            buf_printf(out, "samstyr_requests_total{status=\"%d\"} %llu\n", i,
                       value(&s->status[i]));
        }
    }
    write_latency(s, out);
    buf_printf(out,
               "# HELP samstyr_database_busy_total Requests that met a busy database.\n"
               "# TYPE samstyr_database_busy_total counter\nsamstyr_database_busy_total %llu\n",
               value(&s->busy));
    buf_printf(out,
               "# HELP samstyr_evicted_total Connections closed for being too slow.\n"
               "# TYPE samstyr_evicted_total counter\nsamstyr_evicted_total %llu\n",
               value(&s->evicted));
    buf_printf(out,
               "# HELP samstyr_workers_started_total Processes started, restarts among them.\n"
               "# TYPE samstyr_workers_started_total counter\nsamstyr_workers_started_total %llu\n",
               value(&s->workers));
    buf_printf(out,
               "# HELP samstyr_connections Open connections.\n"
               "# TYPE samstyr_connections gauge\nsamstyr_connections %lld\n",
               (long long)atomic_load_explicit(&s->connections, memory_order_relaxed));
}
