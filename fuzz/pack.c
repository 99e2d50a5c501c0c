/* pack.c - fuzz: a whole log as one file, as an auditor is handed it by somebody he does not trust.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/pack.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    str s = str_n((const char *)data, n);
    struct pack_known nothing = {STR_NONE, STR_NONE};
    struct pack_verdict v;
    pack_is(s);
    pack_check(a, s, &nothing, NULL, NULL, &v);
    if (v.problem && !word_has(v.problem)) {
        __builtin_trap();
    }
    arena_close(a);
    return 0;
}
