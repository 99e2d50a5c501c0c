/* stats.h - counters of all web workers, in memory they share. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_STATS_H
#define WEB_STATS_H

#include "base/buf.h"

struct stats;

/* Made once by the parent before it forks; NULL when there is no memory to share. */
struct stats *stats_new(void);
/* One answered request. Takes NULL calmly, as all here. */
void stats_request(struct stats *s, int status, int64_t microseconds);
void stats_connections(struct stats *s, int change);
void stats_busy(struct stats *s);    /* the database was busy */
void stats_evicted(struct stats *s); /* a connection too slow was closed */
void stats_worker_started(
    struct stats *s); /* counted by the parent: restarts show as more than workers */
/* As Prometheus reads it (text format 0.0.4). */
void stats_write(const struct stats *s, struct buf *out);

#endif
