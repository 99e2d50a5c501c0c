/* sql_event.c - who may read an event of the history: whoever may read the thing that it tells of.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/need_to_know.h"
#include "kind/sql.h"

/* The roles that a name of sql_reader stands for. One statement asks of many kinds here, so the
   kind's own numbers are written where its binds would stand. */
static bool roles_named(const struct kind *k, str name, int64_t *out)
{
    *out = str_is(name, "may") ? k->read : str_is(name, "may_own") ? k->read_own : k->restricted;
    return str_is(name, "may") || str_is(name, "may_own") || str_is(name, "restricted");
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

static void with_numbers(struct buf *b, const struct kind *k, str sql)
{
    for (size_t i = 0; i < sql.n;) {
        size_t n = 1;
        int64_t roles;
        while (sql.p[i] == ':' && i + n < sql.n && is_name(sql.p[i + n])) {
            n++;
        }
        if (n > 1 && roles_named(k, str_slice(sql, i + 1, n - 1), &roles)) {
            buf_int(b, roles);
        } else {
            buf_str(b, str_slice(sql, i, n));
        }
        i += n;
    }
}

/* Those who read every thing of the kind read its events too when the thing is gone for good. */
static void events_of(struct buf *b, const struct ctx *ctx, const struct kind *k)
{
    struct buf readable;
    buf_init(&readable, b->arena, 8 * KIB);
    buf_printf(&readable, "(e.kind = '%s' AND (", k->name);
    if (!k->restricted && k->read) {
        buf_literal(&readable, SQL_HOLDS("may") " OR ");
    } else if (k->restricted) {
        buf_literal(&readable, SQL_HOLDS("restricted") " OR ");
    }
    buf_printf(&readable, "EXISTS (SELECT 1 FROM %s t WHERE t.id = e.thing_id AND ", kind_table(k));
    sql_readable(&readable, ctx, k);
    buf_literal(&readable, ")))");
    with_numbers(b, k, buf_as_str(&readable));
}

void sql_event_readable(struct buf *b, const struct ctx *ctx, uint32_t others)
{
    struct buf names;
    buf_init(&names, b->arena, 8 * KIB);
    buf_char(b, '(');
    for (const struct kind *const *k = all_kinds; *k; k++) {
        events_of(b, ctx, *k);
        buf_literal(b, " OR ");
        buf_printf(&names, "%s'%s'", names.n ? ", " : "", (*k)->name);
    }
    const struct kind rest = {.read = others};
    buf_printf(b, "(e.kind NOT IN (%.*s) AND ", STR_ARG(buf_as_str(&names)));
    with_numbers(b, &rest, STR(SQL_HOLDS("may")));
    buf_literal(b, "))");
}
