/* value.c - a field's value made ready for people. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/value.h"

#include "base/buf.h"
#include "base/clock.h"
#include "format/markdown/html.h"

#include <assert.h>
#include <string.h>

enum { SHORT_TEXT = 120, MOST_LINKS_IN_CELL = 3 };

str value_label(struct ctx *ctx, const struct kind *k, const struct field *f)
{
    return kind_word(ctx, k, f->name, NULL);
}

str value_initials(struct arena *a, str name)
{
    struct buf b;
    str rest = name, part, last = STR_NONE;
    buf_init(&b, a, 16);
    bool first = true;
    while (str_split(&rest, ' ', &part)) {
        if (part.n && first) {
            size_t n = (unsigned char)part.p[0] < 0x80 ? 1 : 2;
            buf_str(&b, str_slice(part, 0, n));
            first = false;
        } else if (part.n) {
            last = part;
        }
    }
    if (last.n) {
        size_t n = (unsigned char)last.p[0] < 0x80 ? 1 : 2;
        buf_str(&b, str_slice(last, 0, n));
    }
    return buf_as_str(&b);
}

struct value_view value_text(str text)
{
    return (struct value_view){.shape = str_empty(text) ? VALUE_NONE : VALUE_TEXT, .text = text};
}

struct value_view value_moment(struct ctx *ctx, int64_t ms)
{
    return value_text(text_moment(ctx->arena, ctx->lang, ms));
}

struct value_view value_person(struct label_book *book, int64_t person_id)
{
    struct ctx *ctx = label_book_ctx(book);
    struct label label = {0};
    const struct kind *person = kind_named(STR("person"));
    if (!person_id) {
        return value_text(W("value.system"));
    }
    if (label_find(book, person, person_id, &label) || !label.title.p) {
        label.title = person_id == ctx->actor.person_id ? ctx->actor.name : STR_NONE;
    }
    if (!label.title.p) {
        return value_text(W("value.somebody")); /* of whom the reader is not told */
    }
    return (struct value_view){.shape = VALUE_PERSON,
                               .text = label.title,
                               .initials = value_initials(ctx->arena, label.title)};
}

struct value_view value_state(struct ctx *ctx, const struct thing *t)
{
    const struct kind *k = t->kind;
    str tone = kind_ended(t)                                 ? STR("success")
               : k->states && str_is(t->state, k->states[0]) ? STR("neutral")
                                                             : STR("info");
    return (struct value_view){.shape = VALUE_TAG,
                               .tone = tone,
                               .text = kind_word(ctx, k, "state", str_z(ctx->arena, t->state)),
                               .label = W("value.state")};
}

/* At most SHORT_TEXT bytes of one line, cut between words. */
static str one_line(struct arena *a, str s)
{
    ptrdiff_t end = str_index(s, '\n');
    str line = end < 0 ? s : str_slice(s, 0, (size_t)end);
    if (line.n <= SHORT_TEXT && end < 0) {
        return line;
    }
    size_t n = line.n < SHORT_TEXT ? line.n : SHORT_TEXT;
    while (n > SHORT_TEXT / 2 && n < line.n && line.p[n] != ' ') {
        n--;
    }
    while (n && n < line.n && ((unsigned char)line.p[n] & 0xC0) == 0x80) {
        n--;
    }
    return str_printf(a, "%.*s …", (int)n, line.p);
}

static err prose(struct ctx *ctx, str s, struct value_view *v)
{
    struct buf b;
    buf_init(&b, ctx->arena, MIB);
    err e = markdown_html(&b, s, 2);
    if (e) {
        v->text = s;
        return OK;
    }
    v->shape = VALUE_PROSE;
    v->prose = (struct markup){buf_as_str(&b)};
    return OK;
}

/* Whether a text stands for a linked thing that has its own page. */
static struct value_link link_to(struct ctx *ctx, const struct kind *k, const struct label *label)
{
    if (label->is_withheld) {
        return (struct value_link){.ref = label->ref, .word = W("need_to_know.withheld")};
    }
    if (strcmp(k->name, "person") == 0) {
        return (struct value_link){.word = label->title,
                                   .href = kind_may_open(ctx, k) ? kind_address(ctx, k, label->id)
                                                                 : STR_NONE};
    }
    if (!kind_may_open(ctx, k)) {
        return (struct value_link){.ref = label->ref, .word = STR("")};
    }
    return (struct value_link){
        .ref = label->ref, .word = label->title, .href = kind_address(ctx, k, label->id)};
}

static err link_value(struct label_book *book, const struct thing *t, const struct field *f,
                      const struct label *given, struct value_view *v)
{
    struct ctx *ctx = label_book_ctx(book);
    const struct kind *to = kind_named(str_of(f->link));
    struct label label = given ? *given : (struct label){0};
    err e = given && given->title.p
                ? OK
                : label_find(book, to, *field_int((struct thing *)t, f), &label);
    if (e || (!label.title.p && !label.is_withheld)) {
        v->shape = VALUE_NONE;
        return e;
    }
    if (str_is(str_of(f->link), "person")) {
        v->shape = VALUE_PERSON;
        v->text = label.title;
        v->initials = value_initials(ctx->arena, label.title);
        return OK;
    }
    v->shape = VALUE_LINKS;
    v->links = ARENA_NEW(ctx->arena, struct value_link);
    v->links[0] = link_to(ctx, to, &label);
    v->n_links = 1;
    return OK;
}

static err links_value(struct label_book *book, const struct thing *t, const struct field *f,
                       bool in_list, struct value_view *v)
{
    struct ctx *ctx = label_book_ctx(book);
    const struct kind *to = kind_named(str_of(f->link));
    const struct ids *ids = field_ids((struct thing *)t, f);
    size_t most = in_list && ids->n > MOST_LINKS_IN_CELL ? MOST_LINKS_IN_CELL : ids->n;
    v->shape = VALUE_LINKS;
    v->links = ARENA_ARRAY(ctx->arena, most, struct value_link);
    for (size_t i = 0; i < most; i++) {
        struct label label;
        err e = label_find(book, to, ids->at[i], &label);
        if (e) {
            return e;
        }
        if (!label.ref.p) {
            continue; /* gone, or another body's */
        }
        v->links[v->n_links] = link_to(ctx, to, &label);
        if (in_list && v->links[v->n_links].ref.n) {
            v->links[v->n_links].word = STR(""); /* the reference is enough in a narrow cell */
        }
        v->n_links++;
    }
    if (most < ids->n) {
        str n = str_from_int(ctx->arena, (int64_t)(ids->n - most));
        v->more = word_args(ctx->arena, ctx->lang, "page.link.more", &n, 1);
    }
    return OK;
}

static int level_of(const struct field *f, str value)
{
    for (int i = 0; f->choices[i]; i++) {
        if (str_is(value, f->choices[i])) {
            return i + 1;
        }
    }
    return 0;
}

static str step_word(struct ctx *ctx, const struct kind *k, const struct field *f, int64_t number)
{
    str step = str_from_int(ctx->arena, number);
    str key = str_printf(ctx->arena, "%s.%s", f->name, step.p);
    if (!(f->flags & FIELD_SCALE) || !kind_has_word(k, key.p, NULL)) {
        return text_int(ctx->arena, ctx->lang, number);
    }
    return str_printf(ctx->arena, "%.*s %.*s", STR_ARG(step),
                      STR_ARG(kind_word(ctx, k, key.p, NULL)));
}

err value_of(struct label_book *book, struct thing *t, const struct field *f,
             const struct label *label, bool in_list, struct value_view *out)
{
    struct ctx *ctx = label_book_ctx(book);
    *out = (struct value_view){.label = in_list ? STR_NONE : value_label(ctx, t->kind, f)};
    if (field_empty(t, f)) {
        out->shape = VALUE_NONE;
        return OK;
    }
    switch (f->type) {
    case FIELD_LINK:
        return link_value(book, t, f, label, out);
    case FIELD_LINKS:
        return links_value(book, t, f, in_list, out);
    case FIELD_PROSE:
        if (!in_list) {
            return prose(ctx, *field_str(t, f), out);
        }
        out->text = one_line(ctx->arena, *field_str(t, f));
        break;
    case FIELD_DAY:
        out->shape = VALUE_DAY;
        out->iso = *field_str(t, f);
        out->text = in_list ? text_day_short(ctx->arena, ctx->lang, out->iso)
                            : text_day(ctx->arena, ctx->lang, out->iso);
        out->is_overdue =
            (f->flags & FIELD_DUE) && !kind_ended(t) && str_compare(out->iso, ctx->today) < 0;
        break;
    case FIELD_CHOICE:
        out->text = field_choice_word(ctx, t->kind, f, str_z(ctx->arena, *field_str(t, f)));
        out->level = f->flags & FIELD_LEVEL ? level_of(f, *field_str(t, f)) : 0;
        out->shape = out->level ? VALUE_LEVEL : VALUE_TEXT;
        break;
    case FIELD_NUMBER:
        out->shape = f->flags & FIELD_SCALE ? VALUE_TEXT : VALUE_NUMBER;
        out->text = step_word(ctx, t->kind, f, *field_int(t, f));
        break;
    case FIELD_MONEY:
        out->shape = VALUE_NUMBER;
        out->text =
            str_printf(ctx->arena, "%.*s kr",
                       STR_ARG(text_decimal(ctx->arena, ctx->lang, *field_int(t, f) / 100, 0)));
        break;
    case FIELD_MOMENT:
        out->text = text_moment(ctx->arena, ctx->lang, *field_int(t, f));
        break;
    case FIELD_YES:
        out->shape = *field_int(t, f) ? VALUE_YES : VALUE_NO;
        break;
    case FIELD_URL:
        out->shape = VALUE_LINK;
        out->href = out->text = *field_str(t, f);
        break;
    case FIELD_EMAIL:
        out->shape = VALUE_LINK;
        out->text = *field_str(t, f);
        out->href = str_printf(ctx->arena, "mailto:%.*s", STR_ARG(out->text));
        break;
    case FIELD_TEXT:
        out->text = *field_str(t, f);
        break;
    }
    return OK;
}

static err plain_link(struct label_book *book, const struct kind *to, int64_t id,
                      const struct label *given, struct buf *b)
{
    struct label label = given ? *given : (struct label){0};
    err e = given && given->title.p ? OK : label_find(book, to, id, &label);
    if (e) {
        return e;
    }
    buf_str(b, label.ref);
    if (!label.title.p) {
        return OK;
    }
    if (kind_may_open(label_book_ctx(book), to) || strcmp(to->name, "person") == 0) {
        buf_char(b, ' ');
        /* The bar parts one link from the next, and the reference is what is read again. */
        for (size_t i = 0; i < label.title.n; i++) {
            buf_char(b, label.title.p[i] == '|' ? '/' : label.title.p[i]);
        }
    }
    return OK;
}

err value_plain(struct label_book *book, struct thing *t, const struct field *f,
                const struct label *label, str *out)
{
    struct ctx *ctx = label_book_ctx(book);
    struct buf b;
    *out = STR_NONE;
    if (field_empty(t, f)) {
        return OK;
    }
    if (f->type == FIELD_LINK || f->type == FIELD_LINKS) {
        const struct kind *to = kind_named(str_of(f->link));
        int64_t one = f->type == FIELD_LINK ? *field_int(t, f) : 0;
        struct ids ids = f->type == FIELD_LINK ? (struct ids){&one, 1} : *field_ids(t, f);
        buf_init(&b, ctx->arena, MIB);
        for (size_t i = 0; i < ids.n; i++) {
            if (i) {
                buf_literal(&b, " | ");
            }
            err e = plain_link(book, to, ids.at[i], label, &b);
            if (e) {
                return e;
            }
        }
        *out = buf_as_str(&b);
    } else if (f->type == FIELD_CHOICE) {
        *out = field_choice_word(ctx, t->kind, f, str_z(ctx->arena, *field_str(t, f)));
    } else if (field_is_text(f)) {
        *out = *field_str(t, f);
    } else if (f->type == FIELD_YES) {
        *out = *field_int(t, f) ? W("value.yes") : W("value.no");
    } else if (f->type == FIELD_MOMENT) {
        *out = moment_local(ctx->arena, *field_int(t, f));
    } else if (f->type == FIELD_MONEY) {
        int64_t v = *field_int(t, f);
        *out = str_printf(ctx->arena, "%s%lld,%02lld", v < 0 ? "-" : "",
                          (long long)(v < 0 ? -v : v) / 100, (long long)(v < 0 ? -v : v) % 100);
    } else {
        *out = str_from_int(ctx->arena, *field_int(t, f));
    }
    return OK;
}
