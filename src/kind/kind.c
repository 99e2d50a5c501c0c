/* kind.c - asking a kind's table: names, words, members. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/kind.h"

#include "base/buf.h"

#include <assert.h>
#include <string.h>

const struct kind *kind_named(str name)
{
    for (const struct kind *const *k = all_kinds; *k; k++) {
        if (str_is(name, (*k)->name)) {
            return *k;
        }
    }
    return NULL;
}

const struct kind *kind_at(str plural)
{
    for (const struct kind *const *k = all_kinds; *k; k++) {
        if (str_is(plural, (*k)->plural)) {
            return *k;
        }
    }
    return NULL;
}

const struct field *kind_field(const struct kind *k, str name)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        if (str_is(name, k->fields[i].name)) {
            return &k->fields[i];
        }
    }
    return NULL;
}

const struct verb *kind_verb(const struct kind *k, str name)
{
    for (size_t i = 0; i < k->n_verbs; i++) {
        if (str_is(name, k->verbs[i].name)) {
            return &k->verbs[i];
        }
    }
    return NULL;
}

const char *const kind_classes[] = {"ordinary", "restricted", NULL};

const struct field *kind_class(const struct kind *k)
{
    return k->restricted ? kind_field(k, STR("classification")) : NULL;
}

bool kind_is_restricted(const struct thing *t)
{
    const struct field *f = kind_class(t->kind);
    return f && str_is(*field_str((struct thing *)t, f), "restricted");
}

const char *kind_table(const struct kind *k)
{
    return k->table ? k->table : k->name;
}

bool kind_has_state(const char *const *states, str state)
{
    for (; states && *states; states++) {
        if (str_is(state, *states)) {
            return true;
        }
    }
    return false;
}

bool kind_ended(const struct thing *t)
{
    return kind_has_state(t->kind->ends, t->state);
}

str kind_title(const struct thing *t)
{
    const struct field *f = kind_field(t->kind, str_of(t->kind->title));
    assert(f && field_is_text(f));
    return *field_str((struct thing *)t, f);
}

str kind_ref(struct arena *a, const struct kind *k, int64_t ref)
{
    size_t n = strlen(k->prefix);
    char *text = arena_alloc(a, n + 24), *at = text + n + 23;
    size_t end = n + 23;
    do { /* written backwards: lists ask for thousands of these */
        *--at = (char)('0' + ref % 10);
        ref /= 10;
    } while (ref > 0);
    *--at = '-';
    at -= n;
    memcpy(at, k->prefix, n);
    return (str){at, (size_t)(text + end - at)};
}

str kind_address(struct ctx *ctx, const struct kind *k, int64_t id)
{
    str plural = str_of(k->plural);
    str list = k->flags & KIND_REFERENCE
                   ? STR_JOIN(ctx->arena, STR("/"), plural)
                   : STR_JOIN(ctx->arena, STR("/o/"), ctx->body.number, STR("/"), plural);
    return id ? STR_JOIN(ctx->arena, list, STR("/"), str_from_int(ctx->arena, id)) : list;
}

/* "risk.state.open" into key, which must hold it: keys are ours and short. */
static void key_of(char *key, size_t size, const struct kind *k, const char *part, const char *rest)
{
    const char *parts[] = {k->name, part, rest};
    size_t n = 0;
    for (size_t i = 0; i < 3 && parts[i]; i++) {
        size_t len = strlen(parts[i]);
        assert(n + len + 2 < size);
        if (i) {
            key[n++] = '.';
        }
        memcpy(key + n, parts[i], len);
        n += len;
    }
    key[n] = 0;
}

str kind_word(struct ctx *ctx, const struct kind *k, const char *part, const char *rest)
{
    char key[160];
    key_of(key, sizeof key, k, part, rest);
    return word(ctx->lang, key);
}

bool kind_has_word(const struct kind *k, const char *part, const char *rest)
{
    char key[160];
    key_of(key, sizeof key, k, part, rest);
    return word_has(key);
}

str kind_new_word(struct ctx *ctx, const struct kind *k)
{
    if (kind_has_word(k, "new", NULL)) {
        return kind_word(ctx, k, "new", NULL);
    }
    str one = kind_word(ctx, k, "one", NULL);
    return word_args(ctx->arena, ctx->lang, "list.new", &one, 1);
}

bool kind_may_open(const struct ctx *ctx, const struct kind *k)
{
    return (k->flags & KIND_REFERENCE) || ctx_may(ctx, k->read);
}

bool field_empty(const struct thing *t, const struct field *f)
{
    struct thing *m = (struct thing *)t;
    if (f->type == FIELD_LINKS) {
        return field_ids(m, f)->n == 0;
    }
    if (field_is_text(f)) {
        return field_str(m, f)->n == 0;
    }
    int64_t v = *field_int(m, f);
    return f->type == FIELD_LINK ? v == 0 : f->type == FIELD_YES ? false : v == NO_NUMBER;
}

bool field_visible(const struct ctx *ctx, const struct field *f)
{
    return f->readers == 0 || ctx_may(ctx, f->readers);
}

const char *field_choice(const struct field *f, size_t i)
{
    if (!(f->flags & FIELD_KINDS)) {
        size_t at = 0;
        while (f->choices && f->choices[at] && at < i) {
            at++;
        }
        return f->choices ? f->choices[at] : NULL;
    }
    for (const struct kind *const *k = all_kinds; *k; k++) {
        if (!((*k)->flags & KIND_REFERENCE) && i-- == 0) {
            return (*k)->name;
        }
    }
    return NULL;
}

bool field_has_choice(const struct field *f, str choice)
{
    size_t i = 0;
    const char *c = field_choice(f, i);
    while (c && !str_is(choice, c)) {
        c = field_choice(f, ++i);
    }
    return c != NULL;
}

str field_choice_word(struct ctx *ctx, const struct kind *k, const struct field *f,
                      const char *choice)
{
    return f->flags & FIELD_KINDS ? kind_word(ctx, kind_named(str_of(choice)), "many", NULL)
                                  : kind_word(ctx, k, f->name, choice);
}

str ids_text(struct arena *a, const struct ids *ids)
{
    struct buf b;
    buf_init(&b, a, MIB);
    for (size_t i = 0; i < ids->n; i++) {
        if (i) {
            buf_char(&b, ',');
        }
        buf_int(&b, ids->at[i]);
    }
    return buf_as_str(&b);
}
