/* input.c - what people and programs write, read into a thing's fields. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/input.h"

#include "base/buf.h"
#include "base/clock.h"
#include "kind/sql.h"

#include <assert.h>
#include <string.h>

static err trouble(struct ctx *ctx, const struct kind *k, str field, int64_t row, const char *key,
                   str value)
{
    str args[] = {k && kind_field(k, field) ? kind_word(ctx, k, str_z(ctx->arena, field), NULL)
                                            : field,
                  value};
    return fault_field(&ctx->fault, field, row, key, args, 2);
}

/* Spaces of every width that people and spreadsheets put between thousands are left out. */
static str without_spaces(struct ctx *ctx, str s)
{
    struct buf b;
    buf_init(&b, ctx->arena, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ' ' || s.p[i] == '\t') {
            continue;
        }
        if (s.n - i >= 2 && memcmp(s.p + i, "\xC2\xA0", 2) == 0) {
            i += 1;
            continue;
        }
        if (s.n - i >= 3 &&
            (memcmp(s.p + i, "\xE2\x80\xAF", 3) == 0 || memcmp(s.p + i, "\xE2\x80\x89", 3) == 0)) {
            i += 2;
            continue;
        }
        buf_char(&b, s.p[i]);
    }
    return buf_as_str(&b);
}

/* "1234,5" and "1234.50" as hundredths; at most two decimals. */
static bool money(str s, int64_t *out)
{
    size_t at = 0;
    while (at < s.n && s.p[at] != ',' && s.p[at] != '.') {
        at++;
    }
    str whole = str_slice(s, 0, at), part = str_slice(s, at + 1, s.n);
    int64_t kroner, ore = 0;
    if (!str_to_int(whole, &kroner) || part.n > 2 || (at < s.n && part.n == 0)) {
        return false;
    }
    if (part.n && (part.p[0] == '-' || !str_to_int(part, &ore))) {
        return false;
    }
    ore *= part.n == 1 ? 10 : 1;
    return !__builtin_mul_overflow(kroner, (int64_t)100, &kroner) &&
           !__builtin_add_overflow(kroner, whole.p[0] == '-' ? -ore : ore, out);
}

static bool yes(struct ctx *ctx, str s, int64_t *out)
{
    str lower = str_lower(ctx->arena, s);
    static const char *const yeses[] = {"1", "ja", "yes", "true", "on", "x"};
    static const char *const noes[] = {"0", "nei", "no", "false", ""};
    for (size_t i = 0; i < sizeof yeses / sizeof *yeses; i++) {
        if (str_is(lower, yeses[i])) {
            *out = 1;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof noes / sizeof *noes; i++) {
        if (str_is(lower, noes[i])) {
            *out = 0;
            return true;
        }
    }
    return false;
}

bool input_number(struct ctx *ctx, const struct field *f, str text, int64_t *out)
{
    if (f && f->type == FIELD_YES) {
        return yes(ctx, str_trim(text), out);
    }
    if (f && f->type == FIELD_LINK) {
        return input_link(ctx, kind_named(str_of(f->link)), text, out) == OK && *out;
    }
    text = without_spaces(ctx, text);
    /* The number that stands for none cannot be typed. */
    return (f && f->type == FIELD_MONEY ? money(text, out) : str_to_int(text, out)) &&
           *out != NO_NUMBER;
}

static bool is_word_of(struct ctx *ctx, const struct kind *k, const struct field *f,
                       const char *choice, str wanted)
{
    str key = f->flags & FIELD_KINDS ? str_printf(ctx->arena, "%s.many", choice)
                                     : str_printf(ctx->arena, "%s.%s.%s", k->name, f->name, choice);
    for (int lang = 0; lang < N_LANGS; lang++) {
        if (str_eq(wanted, str_lower(ctx->arena, word((enum lang)lang, key.p)))) {
            return true;
        }
    }
    return false;
}

/* The choice that the text names, by code or by its word in any language. */
static bool choice(struct ctx *ctx, const struct kind *k, const struct field *f, str text, str *out)
{
    str wanted = str_lower(ctx->arena, text);
    bool is_code = field_has_choice(f, text);
    const char *c;
    for (size_t i = 0; (c = field_choice(f, i)) != NULL; i++) {
        if (is_code ? str_is(text, c) : is_word_of(ctx, k, f, c, wanted)) {
            *out = str_of(c);
            return true;
        }
    }
    return false;
}

/* "T-3" or "T-3 Two-factor for all": the number after the prefix; false when it is no reference. */
static bool reference(const struct kind *k, str text, int64_t *out)
{
    size_t n = strlen(k->prefix);
    if (text.n < n + 2 || strncasecmp(text.p, k->prefix, n) != 0 || text.p[n] != '-') {
        return false;
    }
    str rest = str_slice(text, n + 1, text.n), digits = STR("");
    str_split(&rest, ' ', &digits);
    return str_to_int(digits, out);
}

err input_link(struct ctx *ctx, const struct kind *k, str text, int64_t *out)
{
    assert(k);
    struct buf b;
    int64_t number = 0;
    struct bind value, binds[SQL_READER_BINDS + 1];
    *out = 0;
    text = str_trim(text);
    buf_init(&b, ctx->arena, 4 * KIB);
    buf_printf(&b, "SELECT min(t.id) FROM %s t WHERE t.deleted_at IS NULL AND ", kind_table(k));
    if (text.n == 9 && str_to_int(text, &number) && kind_field(k, STR("number"))) {
        buf_literal(&b, "t.number = :value"); /* an organisation number, as people write it */
        value = B_TEXT("value", text);
    } else if (str_to_int(text, &number)) {
        buf_literal(&b, "t.id = :value");
        value = B_INT("value", number);
    } else if (reference(k, text, &number)) {
        buf_literal(&b, "t.ref = :value");
        value = B_INT("value", number);
    } else if (str_index(text, '@') > 0 && kind_field(k, STR("email"))) {
        buf_literal(&b, "t.email = :value");
        value = B_TEXT("value", str_lower(ctx->arena, text));
    } else {
        const struct field *title = kind_field(k, str_of(k->title));
        buf_printf(&b, "(t.%s%s = :value%s)", title->name, title->flags & FIELD_LANGS ? "_nb" : "",
                   kind_field(k, STR("code")) ? " OR t.code = :value" : "");
        buf_literal(&b, " AND "); /* a title leads to nothing that its reader may not read */
        sql_needs_to_know(&b, ctx, k);
        value = B_TEXT("value", text);
    }
    if (!(k->flags & KIND_REFERENCE)) {
        buf_literal(&b, " AND t.organisation_id = :body");
    }
    buf_char(&b, 0);
    sql_reader(ctx, k, binds);
    binds[SQL_READER_BINDS] = value;
    return db_int(ctx->db, b.data, binds, SQL_READER_BINDS + 1, out);
}

static err read_link(struct ctx *ctx, const struct thing *t, const struct field *f, str value,
                     int64_t row, int64_t *out)
{
    err e = input_link(ctx, kind_named(str_of(f->link)), value, out);
    if (e) {
        return e;
    }
    return *out ? OK : trouble(ctx, t->kind, str_of(f->name), row, "form.error.link", value);
}

/* Line ends as LF, one form for all browsers and files. s is trimmed: no line end is its last. */
static str prose(struct ctx *ctx, str s)
{
    struct buf b;
    if (str_index(s, '\r') < 0) {
        return str_copy(ctx->arena, s);
    }
    buf_init(&b, ctx->arena, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '\r') {
            buf_char(&b, s.p[i]);
        } else if (s.p[i + 1] != '\n') {
            buf_char(&b, '\n');
        }
    }
    return buf_as_str(&b);
}

static err read_text(struct ctx *ctx, struct thing *t, const struct field *f, str value,
                     int64_t row)
{
    str *to = field_str(t, f);
    switch (f->type) {
    case FIELD_DAY:
        if (!day_read(ctx->arena, value, to)) {
            return trouble(ctx, t->kind, str_of(f->name), row, "form.error.day", value);
        }
        return OK;
    case FIELD_CHOICE:
        if (!choice(ctx, t->kind, f, value, to)) {
            return trouble(ctx, t->kind, str_of(f->name), row, "form.error.choice", value);
        }
        return OK;
    case FIELD_EMAIL:
        *to = str_lower(ctx->arena, value);
        return OK;
    case FIELD_PROSE:
        *to = prose(ctx, value);
        return OK;
    default:
        for (size_t i = 0; i < value.n; i++) {
            if ((unsigned char)value.p[i] < ' ') {
                return trouble(ctx, t->kind, str_of(f->name), row, "form.error.one_line", value);
            }
        }
        *to = str_copy(ctx->arena, value);
        return OK;
    }
}

static const char *number_key(const struct field *f)
{
    return f->type == FIELD_MONEY ? "form.error.money"
           : f->type == FIELD_YES ? "form.error.yes"
                                  : "form.error.number";
}

/* Nothing but spaces, of whatever width: what is pasted often ends in such, and they are no text.
 */
static bool is_blank(str s)
{
    static const char *const spaces[] = {
        " ", "\t", "\n", "\r", "\xC2\xA0", "\xC2\xAD", "\xE2\x80", "\xE3\x80\x80", "\xEF\xBB\xBF"};
    while (s.n) {
        size_t n = 0;
        for (size_t i = 0; i < sizeof spaces / sizeof *spaces && !n; i++) {
            n = str_starts(s, spaces[i]) ? strlen(spaces[i]) : 0;
        }
        bool general = n == 2 && str_starts(s, "\xE2\x80");
        if (!n || (general && (s.n < 3 || (unsigned char)s.p[2] > 0x8F))) {
            return false;
        }
        s = str_slice(s, n + general, s.n);
    }
    return true;
}

static err read_value(struct ctx *ctx, struct thing *t, const struct field *f, str value,
                      int64_t row)
{
    value = is_blank(value) ? STR("") : str_trim(value);
    if (field_is_text(f)) {
        if (str_empty(value)) {
            *field_str(t, f) = STR_NONE;
            return OK;
        }
        return read_text(ctx, t, f, value, row);
    }
    int64_t *to = field_int(t, f);
    if (f->type == FIELD_LINK) {
        *to = 0;
        return str_empty(value) ? OK : read_link(ctx, t, f, value, row, to);
    }
    if (str_empty(value)) {
        *to = f->type == FIELD_YES ? 0 : NO_NUMBER;
        return OK;
    }
    if (f->type == FIELD_MOMENT) {
        int64_t moment;
        if (!moment_read(value, &moment)) {
            return trouble(ctx, t->kind, str_of(f->name), row, "form.error.moment", value);
        }
        /* Forms and files show no seconds: who sends the minute back has not changed it. */
        bool is_local = value.n <= sizeof "2026-11-21 10:00:00" - 1;
        bool same = is_local && moment % MINUTE_MS == 0 && *to != NO_NUMBER && *to >= moment &&
                    *to - moment < MINUTE_MS;
        *to = same ? *to : moment;
        return OK;
    }
    return input_number(ctx, f, value, to)
               ? OK
               : trouble(ctx, t->kind, str_of(f->name), row, number_key(f), value);
}

/* All values of the name together, so that what is not named any longer is no longer linked. */
static err read_links(struct ctx *ctx, const struct params *p, struct thing *t,
                      const struct field *f, int64_t row)
{
    struct ids *ids = field_ids(t, f);
    *ids = (struct ids){ARENA_ARRAY(ctx->arena, p->n, int64_t), 0};
    err worst = OK;
    for (size_t i = 0; i < p->n; i++) {
        if (!str_is(p->at[i].name, f->name) || str_empty(str_trim(p->at[i].value))) {
            continue;
        }
        int64_t id = 0;
        err e = read_link(ctx, t, f, p->at[i].value, row, &id);
        if (e && e != ERR_INVALID) {
            return e;
        }
        worst = e ? e : worst;
        if (id) {
            ids->at[ids->n++] = id;
        }
    }
    return worst;
}

static bool carried(str name)
{
    return str_starts(name, "form_") || str_is(name, "version") || str_is(name, "return") ||
           str_is(name, "reason");
}

static bool named_before(const struct params *p, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (str_eq(p->at[i].name, p->at[at].name)) {
            return true;
        }
    }
    return false;
}

err input_read(struct ctx *ctx, const struct params *p, int64_t row, struct thing *t)
{
    err worst = OK;
    for (size_t i = 0; i < p->n; i++) {
        str name = p->at[i].name;
        const struct field *f = kind_field(t->kind, name);
        if (!f && carried(name)) {
            continue;
        }
        err e;
        if (!f || !field_visible(ctx, f)) {
            e = trouble(ctx, t->kind, name, row, "form.error.unknown", name);
        } else if (f->flags & FIELD_COMPUTED) {
            e = trouble(ctx, t->kind, name, row, "form.error.not_allowed", name);
        } else if (f->type == FIELD_LINKS) {
            e = named_before(p, i) ? OK : read_links(ctx, p, t, f, row);
        } else if (f->type != FIELD_YES && named_before(p, i)) {
            e = trouble(ctx, t->kind, name, row, "form.error.twice", name);
        } else {
            e = read_value(ctx, t, f, p->at[i].value, row);
        }
        if (e && e != ERR_INVALID) {
            return e;
        }
        worst = e ? e : worst;
    }
    return worst;
}

static void add(struct params *out, str name, str value)
{
    out->at[out->n++] = (struct param){name, value};
}

static err add_json(struct ctx *ctx, struct params *out, str name, const struct json *v)
{
    switch (v->type) {
    case JSON_IS_NULL:
        add(out, name, STR(""));
        return OK;
    case JSON_IS_BOOL:
        add(out, name, v->yes ? STR("1") : STR("0"));
        return OK;
    case JSON_IS_TEXT:
    case JSON_IS_DECIMAL:
        add(out, name, json_str(v));
        return OK;
    case JSON_IS_INT:
        add(out, name, str_from_int(ctx->arena, v->number));
        return OK;
    case JSON_IS_ARRAY:
    case JSON_IS_OBJECT:
        break;
    }
    return trouble(ctx, NULL, name, 0, "form.error.wrong_type", name);
}

static err add_member(struct ctx *ctx, struct params *out, const struct json_member *m)
{
    if (m->value.type != JSON_IS_ARRAY) {
        return add_json(ctx, out, m->name, &m->value);
    }
    if (json_count(&m->value) == 0) {
        add(out, m->name, STR(""));
    }
    err worst = OK;
    for (size_t i = 0; i < json_count(&m->value); i++) {
        err e = add_json(ctx, out, m->name, json_item(&m->value, i));
        worst = e ? e : worst;
    }
    return worst;
}

err input_from_json(struct ctx *ctx, const struct json *object, struct params *out)
{
    if (object->type != JSON_IS_OBJECT) {
        return fault(ctx, ERR_INVALID, "form.error.not_object");
    }
    size_t most = 0;
    for (size_t i = 0; i < object->n; i++) {
        most += json_count(&object->members[i].value) + 1;
    }
    *out = (struct params){ARENA_ARRAY(ctx->arena, most, struct param), 0};
    err worst = OK;
    for (size_t i = 0; i < object->n; i++) {
        err e = add_member(ctx, out, &object->members[i]);
        worst = e ? e : worst;
    }
    return worst;
}

str input_text(struct ctx *ctx, const struct thing *t, const struct field *f)
{
    struct thing *m = (struct thing *)t;
    if (field_empty(t, f)) {
        return STR_NONE;
    }
    if (field_is_text(f)) {
        return *field_str(m, f);
    }
    if (f->type == FIELD_MOMENT) {
        return moment_local(ctx->arena, *field_int(m, f));
    }
    if (f->type == FIELD_MONEY) {
        int64_t v = *field_int(m, f);
        uint64_t whole = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
        str sign = v < 0 ? STR("-") : STR("");
        return whole % 100 ? str_printf(ctx->arena, "%.*s%llu,%02llu", STR_ARG(sign),
                                        (unsigned long long)(whole / 100),
                                        (unsigned long long)(whole % 100))
                           : str_printf(ctx->arena, "%.*s%llu", STR_ARG(sign),
                                        (unsigned long long)(whole / 100));
    }
    if (f->type != FIELD_LINKS) {
        return str_from_int(ctx->arena, *field_int(m, f));
    }
    return ids_text(ctx->arena, field_ids(m, f));
}
