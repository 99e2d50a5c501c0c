/* quota.c - how often one person may call: each call moves a point in time, and that point may lie
 * only so far ahead (the generic cell rate algorithm, ITU-T I.371). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/quota.h"

#include "base/limit.h"

#include <stdlib.h>

enum { PLACES = 1024 };

#define SECOND_US ((int64_t)1000000)

struct place {
    int64_t person_id;
    int64_t next; /* when the calls so far would be over, made at the even pace */
};

struct quota {
    int64_t pace; /* microseconds from call to call */
    struct place places[PLACES];
};

struct quota *quota_open(int64_t per_second)
{
    struct quota *q = per_second > 0 ? calloc(1, sizeof *q) : NULL;
    if (q) {
        q->pace = per_second < SECOND_US ? SECOND_US / per_second : 1;
    }
    return q;
}

void quota_close(struct quota *q)
{
    free(q);
}

int64_t quota_take(struct quota *q, int64_t person_id, int64_t now)
{
    if (!q) {
        return 0;
    }
    struct place *at = &q->places[(uint64_t)person_id % PLACES];
    if (at->person_id != person_id || at->next < now) {
        *at = (struct place){person_id, now};
    }
    int64_t over = at->next + q->pace - now - QUOTA_SAVED_SECONDS * SECOND_US;
    if (over > 0) {
        return (over + SECOND_US - 1) / SECOND_US;
    }
    at->next += q->pace;
    return 0;
}

const struct limit quota_limits[] = {
    {"Requests", "calls by one person, a second, kept up in one web worker (`serve --calls`)",
     QUOTA_A_SECOND, LIMIT_COUNT, "429 with `Retry-After`"},
    {"Requests", "seconds' worth of such calls that may come at once", QUOTA_SAVED_SECONDS,
     LIMIT_SECONDS, "429 with `Retry-After`"},
    {0},
};
