/* prose.c - a control's parts as text that people read. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/oscal/prose.h"

enum { DEEPEST_INSERTION = 3, LONGEST = 256 * 1024 };

struct prose {
    struct arena *arena;
    const struct oscal_control *control;
    struct buf text, how, proof;
};

static void filled(struct arena *a, struct buf *b, const struct oscal_control *c, str s, int depth);

str oscal_prop_value(const struct oscal_prop *props, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_is(props[i].name, name)) {
            return props[i].value;
        }
    }
    return STR_NONE;
}

static const struct oscal_param *param_of(const struct oscal_control *c, str id)
{
    for (size_t i = 0; i < c->n_params; i++) {
        if (str_eq(c->params[i].id, id)) {
            return &c->params[i];
        }
    }
    return NULL;
}

static void label(struct arena *a, struct buf *b, const struct oscal_control *c,
                  const struct oscal_param *p, int depth)
{
    if (p->n_values || p->select) {
        const str *list = p->n_values ? p->values : p->select->choices;
        size_t n = p->n_values ? p->n_values : p->select->n_choices;
        for (size_t i = 0; i < n; i++) {
            if (i) {
                buf_literal(b, " / ");
            }
            filled(a, b, c, list[i], depth + 1);
        }
    } else {
        filled(a, b, c, p->label.n ? p->label : p->id, depth + 1);
    }
}

/* "{{ insert: param, ac-1_prm_1 }}" gives "ac-1_prm_1"; STR_NONE when it is something else. */
static str inserted(str inside)
{
    str rest = str_trim(inside), word = STR("");
    str_split(&rest, ',', &word);
    return str_starts(str_trim(word), "insert:") ? str_trim(rest) : STR_NONE;
}

static ptrdiff_t find(str s, size_t from, char c)
{
    for (size_t i = from; i + 1 < s.n; i++) {
        if (s.p[i] == c && s.p[i + 1] == c) {
            return (ptrdiff_t)i;
        }
    }
    return -1;
}

/* s with its insertions filled; what is no insertion stays as it is. */
static void filled(struct arena *a, struct buf *b, const struct oscal_control *c, str s, int depth)
{
    size_t at = 0;
    while (at < s.n) {
        ptrdiff_t open = find(s, at, '{'), close = open < 0 ? -1 : find(s, (size_t)open, '}');
        if (close < 0 || depth > DEEPEST_INSERTION) {
            break;
        }
        str id = inserted(str_slice(s, (size_t)open + 2, (size_t)(close - open) - 2));
        const struct oscal_param *p = id.n ? param_of(c, id) : NULL;
        buf_str(b, str_slice(s, at, (size_t)open - at));
        if (!id.n) {
            buf_str(b, str_slice(s, (size_t)open, (size_t)(close - open) + 2));
        } else {
            buf_char(b, '[');
            if (p) {
                label(a, b, c, p, depth);
            } else {
                buf_str(b, id);
            }
            buf_char(b, ']');
        }
        at = (size_t)close + 2;
    }
    buf_str(b, str_slice(s, at, s.n));
}

str oscal_param_label(struct arena *a, const struct oscal_control *c, const struct oscal_param *p)
{
    struct buf b;
    buf_init(&b, a, LONGEST);
    label(a, &b, c, p, 0);
    return buf_as_str(&b);
}

/* A part's prose, then what is below it as a list, as deep as it goes. */
static void part_write(struct prose *p, struct buf *b, const struct oscal_part *part, int depth)
{
    str sign = oscal_prop_value(part->props, part->n_props, "label");
    if (part->prose.n || part->title.n) {
        for (int i = 1; i < depth; i++) {
            buf_literal(b, "  ");
        }
        if (depth) {
            buf_literal(b, "- ");
        }
        if (sign.n && depth) {
            buf_str(b, sign);
            buf_char(b, ' ');
        }
        if (part->title.n) {
            buf_str(b, part->title);
            buf_z(b, part->prose.n ? ": " : "");
        }
        filled(p->arena, b, p->control, str_trim(part->prose), 0);
        buf_z(b, depth ? "\n" : "\n\n");
    }
    for (size_t i = 0; i < part->n_parts; i++) {
        part_write(p, b, &part->parts[i], depth + 1);
    }
}

static struct buf *place_of(struct prose *p, str name)
{
    if (str_is(name, "guidance") || str_is(name, "example") || str_is(name, "implementation")) {
        return &p->how;
    }
    return str_starts(name, "assessment") || str_is(name, "objective") ? &p->proof : &p->text;
}

static str done(struct buf *b)
{
    str s = str_trim(buf_as_str(b));
    return s.n ? s : STR_NONE;
}

struct oscal_prose oscal_prose(struct arena *a, const struct oscal_control *c)
{
    struct prose p = {.arena = a, .control = c};
    buf_init(&p.text, a, LONGEST);
    buf_init(&p.how, a, LONGEST);
    buf_init(&p.proof, a, LONGEST);
    for (size_t i = 0; i < c->n_parts; i++) {
        const struct oscal_part *part = &c->parts[i];
        bool is_item = str_is(part->name, "example");
        part_write(&p, place_of(&p, part->name), part, is_item ? 1 : 0);
    }
    return (struct oscal_prose){done(&p.text), done(&p.how), done(&p.proof)};
}
