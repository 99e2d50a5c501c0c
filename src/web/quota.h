/* quota.h - how often one person may call: a ceiling, so that one who asks without end does not
 * take the time of all the others. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_QUOTA_H
#define WEB_QUOTA_H

#include <stdint.h>

enum {
    QUOTA_A_SECOND = 50,      /* calls a second that a person may keep up in one worker */
    QUOTA_SAVED_SECONDS = 10, /* so many seconds' calls may come at once after a rest */
};

/* A worker's own book of who has called lately. per_second 0 gives NULL, which asks nothing. */
struct quota;
struct quota *quota_open(int64_t per_second);
void quota_close(struct quota *q);

/* One call by that person, now (microseconds of a clock that only goes forward): 0 when it may go
   on, else after how many whole seconds the next one may, at least 1; the refused one is not
   counted. The book has few places: where two people share one, whoever came last holds it and the
   other begins anew, so that nobody is refused for another's calls. */
int64_t quota_take(struct quota *q, int64_t person_id, int64_t now);

#endif
