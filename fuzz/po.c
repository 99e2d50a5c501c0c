/* po.c - any bytes as a .po file: entries have a key and valid text, complaints have a line of the
 * file. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "po.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct seen {
    size_t lines;
};

static void entry(void *p, const struct po_entry *e)
{
    const struct seen *seen = p;
    if (e->key.n == 0 || e->line == 0 || e->line > seen->lines || !str_is_utf8(e->text[0], NULL) ||
        !str_is_utf8(e->text[1], NULL)) {
        __builtin_trap();
    }
}

static void wrong(void *p, size_t line, str what)
{
    const struct seen *seen = p;
    if (line == 0 || line > seen->lines || what.n == 0) {
        __builtin_trap();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    struct seen seen = {.lines = 1};
    for (size_t i = 0; i < n; i++) {
        seen.lines += data[i] == '\n';
    }
    po_read(a, str_n(n ? (const char *)data : "", n), &(struct po_taker){entry, wrong, &seen});
    arena_close(a);
    return 0;
}
