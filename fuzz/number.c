/* number.c - fuzz: numbers, sums of money, yes and no as people type them; what is read is read
   again from our own writing of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "kind/input.h"

#include <stdlib.h>

/* A thing with one field. */
struct holder {
    struct thing thing;
    int64_t value;
};

static void check(struct ctx *ctx, enum field_type type, str text)
{
    struct field f = {.name = "value", .type = type, .offset = offsetof(struct holder, value)};
    struct holder h = {0};
    int64_t again;
    if (input_number(ctx, &f, text, &h.value) &&
        (!input_number(ctx, &f, input_text(ctx, &h.thing, &f), &again) || again != h.value)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const enum field_type types[] = {FIELD_NUMBER, FIELD_MONEY, FIELD_YES};
    struct arena *a = arena_open();
    struct ctx ctx;
    str s = str_n((const char *)data, n);
    int64_t value;
    ctx_init(&ctx, a, NULL, 0);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        check(&ctx, types[i], s);
    }
    input_number(&ctx, NULL, s, &value);
    if (str_to_int(s, &value)) {
        int64_t again;
        if (!str_to_int(str_from_int(a, value), &again) || again != value) {
            abort();
        }
    }
    arena_close(a);
    return 0;
}
