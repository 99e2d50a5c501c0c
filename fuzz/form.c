/* form.c - fuzz: a thing as a form or a program sends it. The first line is the kind, the rest the
   form's fields or a JSON object. What is taken is stored, and read again the same. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/read.h"
#include "house.h"
#include "kind/input.h"
#include "web/parse/urlencoded.h"

static err read(struct ctx *ctx, str text, struct params *p)
{
    const struct json *tree;
    if (!str_starts(text, "{")) {
        err e = urlencoded_parse(ctx->arena, text, p);
        return e ? fault(ctx, e, "list.invalid") : OK;
    }
    err e = json_read(ctx->arena, text, &json_limits_request, &tree, NULL);
    return e ? fault(ctx, e, "list.invalid") : input_from_json(ctx, tree, p);
}

static err store(struct ctx *ctx, const struct kind *k, str text)
{
    struct params p;
    struct thing *t = thing_new(ctx, k), *stands;
    err e = read(ctx, text, &p);
    e = e ? e : input_read(ctx, &p, 1, t);
    e = e ? e : thing_create(ctx, t);
    if (e || thing_get(ctx, k, t->id, &stands)) {
        return e; /* not everyone may read what he makes */
    }
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        if (!(f->flags & FIELD_COMPUTED) &&
            !str_eq(input_text(ctx, t, f), input_text(ctx, stands, f))) {
            fprintf(stderr, "stored otherwise: %s.%s\n", k->name, f->name);
            abort();
        }
    }
    return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    struct ctx ctx;
    str rest = str_n((const char *)data, n), name = STR("");
    str_split(&rest, '\n', &name);
    const struct kind *k = kind_named(name);
    if (k) {
        house_begin(&ctx, a);
        house_end(&ctx, store(&ctx, k, rest));
    }
    arena_close(a);
    return 0;
}
