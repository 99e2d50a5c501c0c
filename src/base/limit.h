/* limit.h - a bound that the program keeps: told beside the code that keeps it, printed on one page
 * (`samstyr reference limits`). */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_LIMIT_H
#define BASE_LIMIT_H

#include <stdint.h>

enum limit_unit { LIMIT_COUNT, LIMIT_BYTES, LIMIT_MS, LIMIT_SECONDS, LIMIT_DAYS, LIMIT_CHARACTERS };

/* One row of a table `const struct limit NAME_limits[]`, which ends with {0}: the build finds it.
 */
struct limit {
    const char *about; /* the heading it stands under: "Requests" */
    const char *what;  /* what is bounded, in English */
    int64_t value;
    enum limit_unit unit;
    const char *then; /* what happens at the bound */
};

#endif
