/* day.c - fuzz: days and moments as people type them; what is read is one of the calendar, and is
   read again from our own writing of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "base/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    str s = str_n((const char *)data, n), day;
    int64_t moment, again;
    clock_init();
    if (day_read(a, s, &day) && (!day_is(day) || day_year(day) < 1900 || day_year(day) > 2199)) {
        abort();
    }
    if (moment_read(s, &moment) &&
        (!moment_read(moment_iso(a, moment), &again) || again != moment)) {
        abort();
    }
    if (day_is(s)) {
        str next = day_plus(a, s, 1);
        if (!day_is(next) || days_between(s, next) > 1 || !day_is(day_plus_months(a, s, 1))) {
            abort();
        }
    }
    text_day(a, LANG_NN, s);
    text_day_short(a, LANG_EN, s);
    arena_close(a);
    return 0;
}
