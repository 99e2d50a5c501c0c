/* exchange.c - fuzz: what foreign files mean to us: rows of a kind, catalogues, figures, the
   library. The first line names the format and, for rows, the kind. Everything is rehearsed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/exchange.h"
#include "house.h"
#include "kind/kind.h"

/* libfyaml keeps two thousand bytes of some files that it refuses; the cell that reads one ends
   with it. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libfyaml";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    struct ctx ctx;
    str text = str_n((const char *)data, n), head = STR(""), format = STR(""), kind = STR("");
    str_split(&text, '\n', &head);
    str_split(&head, ' ', &format);
    str_split(&head, ' ', &kind);
    const struct exchange *x = exchange_named(format, EXCHANGE_IN);
    if (x && (!(x->flags & EXCHANGE_KIND) || kind_named(kind)) && text.n) {
        struct exchange_work w = {
            .file = STR("file"), .text = text, .kind = kind, .take_good = n % 2};
        house_begin(&ctx, a);
        ctx.actor = (struct actor){.roles = ROLES_ALL};
        ctx.rehearsal = true;
        err e = x->in(&ctx, &w);
        exchange_said(&ctx, &w);
        house_end(&ctx, e);
    }
    arena_close(a);
    return 0;
}
