/* clock.h - moments in milliseconds UTC, days as ISO text, and Oslo's wall clock between them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"
#include "base/str.h"

#define SECOND_MS ((int64_t)1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

/* Call once at start of the process, before any other thread: sets the wall clock to Europe/Oslo.
 */
void clock_init(void);
int64_t clock_now(void); /* milliseconds UTC */
int64_t steady_ms(void); /* milliseconds since some moment, never set back: for deadlines */

/* Is s a day of the calendar, "2026-11-21"? Years 1900 to 2199. */
bool day_is(str s);
/* The day in Oslo at that moment. */
str day_of(struct arena *a, int64_t ms);
/* The day n days or months later (or earlier). A month's end stays within the month: 31 January and
   one month is 28 or 29 February. s must be a day. */
str day_plus(struct arena *a, str s, int n_days);
str day_plus_months(struct arena *a, str s, int n_months);
/* Days from a to b, negative when b is earlier. Both must be days. */
int64_t days_between(str a, str b);
int day_year(str s);
int day_month(str s); /* 1 to 12 */
/* The moment when that day began in Oslo; hour and minute may be given. */
int64_t day_moment(str s, int hour, int minute);
/* "2026-11-21T08:30:00.000Z" */
str moment_iso(struct arena *a, int64_t ms);
/* "2026-11-21T09:30" in Oslo, as forms show and take it. */
str moment_local(struct arena *a, int64_t ms);
/* Reads "2026-11-21T08:30:00Z" (with or without fraction, or an offset), or local
   "2026-11-21T09:30", or as people write it: "21.11.2026 09.30". */
bool moment_read(str s, int64_t *out);
/* Reads a day as people write it: 2026-11-21, 21.11.2026, 21.11.26, 21/11/2026; copied as ISO. */
bool day_read(struct arena *a, str s, str *out);

#endif
