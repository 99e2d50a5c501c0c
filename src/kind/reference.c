/* reference.c - what there is, printed from the tables as Markdown: kinds, rights, addresses,
 * links. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/reference.h"

#include "kind/kind.h"

#include <stdlib.h>
#include <string.h>

/* --- parts of a table --- */

void reference_cell(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '|':
            buf_literal(b, "\\|");
            break;
        case '<':
            buf_literal(b, "&lt;");
            break;
        case '\n':
            buf_char(b, ' ');
            break;
        default:
            buf_char(b, s.p[i]);
        }
    }
}

/* The kind's word in each of the languages, a cell each. */
static void words(struct buf *b, const struct kind *k, const char *part, const char *rest)
{
    str key = str_printf(b->arena, "%s.%s%s%s", k->name, part, rest ? "." : "", rest ? rest : "");
    for (int lang = 0; lang < N_LANGS; lang++) {
        buf_z(b, lang ? " | " : "");
        reference_cell(b, word((enum lang)lang, key.p));
    }
}

static void names(struct buf *b, const char *const *list)
{
    for (size_t i = 0; list && list[i]; i++) {
        buf_printf(b, "%s`%s`", i ? ", " : "", list[i]);
    }
}

static void role_put(struct buf *b, const char *name)
{
    for (; *name; name++) {
        buf_char(b, *name == '_' ? ' ' : *name);
    }
}

static void roles(struct buf *b, uint32_t mask)
{
    if ((mask & ROLES_ALL) == ROLES_ALL) {
        buf_literal(b, "every role");
        return;
    }
    if (mask && !(mask & ROLES_ALL)) {
        buf_literal(b, "the program itself");
        return;
    }
    bool first = true;
    for (int i = 0; i < N_ROLES; i++) {
        if (mask & (1u << i)) {
            buf_z(b, first ? "" : ", ");
            role_put(b, role_name((enum role)(1 << i)));
            first = false;
        }
    }
}

static void flag(struct buf *b, unsigned flags, unsigned bit, const char *said)
{
    if (flags & bit) {
        if (b->n >= 2 && memcmp(b->data + b->n - 2, "| ", 2) != 0) {
            buf_literal(b, ", ");
        }
        buf_z(b, said);
    }
}

/* --- kinds --- */

static void type(struct buf *b, const struct field *f)
{
    static const char *const said[] = {
        [FIELD_TEXT] = "text",     [FIELD_PROSE] = "prose (Markdown)",
        [FIELD_NUMBER] = "number", [FIELD_MONEY] = "money",
        [FIELD_DAY] = "day",       [FIELD_MOMENT] = "moment",
        [FIELD_YES] = "yes or no", [FIELD_CHOICE] = "choice",
        [FIELD_LINK] = "link",     [FIELD_LINKS] = "links",
        [FIELD_EMAIL] = "e-mail",  [FIELD_URL] = "web address",
    };
    buf_z(b, said[f->type]);
    if (f->link) {
        buf_printf(b, " to [%s](#%s)", f->link, f->link);
    }
}

static void bounds(struct buf *b, const struct field *f)
{
    if (f->flags & FIELD_KINDS) {
        buf_z(b, "the name of a kind");
    } else if (f->choices) {
        names(b, f->choices);
    } else if (f->type == FIELD_TEXT || f->type == FIELD_PROSE) {
        buf_printf(b, "at most %lld characters",
                   (long long)(f->max                  ? f->max
                               : f->type == FIELD_TEXT ? 200
                                                       : 10000));
    } else if (f->type == FIELD_MONEY && f->max) {
        buf_printf(b, "%lld to %lld kroner", (long long)f->min / 100, (long long)f->max / 100);
    } else if (f->min != f->max) {
        buf_printf(b, "%lld to %lld", (long long)f->min, (long long)f->max);
    }
}

static void rules(struct buf *b, const struct field *f)
{
    flag(b, f->flags, FIELD_REQUIRED, "required");
    flag(b, f->flags, FIELD_UNIQUE, "unique");
    flag(b, f->flags, FIELD_COMPUTED, "set by the program");
    flag(b, f->flags, FIELD_PERSONAL, "personal");
    flag(b, f->flags, FIELD_LANGS, "in three languages");
    flag(b, f->flags, FIELD_DUE, "a deadline");
    flag(b, f->flags, FIELD_SEARCH, "searched");
    if (f->readers) {
        flag(b, 1, 1, "read by: ");
        roles(b, f->readers);
    }
}

static void fields(struct buf *b, const struct kind *k)
{
    buf_literal(b, "\n| field | type | bounds | rules | nb | nn | en |\n"
                   "| --- | --- | --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        buf_printf(b, "| `%s` | ", f->name);
        type(b, f);
        buf_literal(b, " | ");
        bounds(b, f);
        buf_literal(b, " | ");
        rules(b, f);
        buf_literal(b, " | ");
        words(b, k, f->name, NULL);
        buf_literal(b, " |\n");
    }
}

static void states(struct buf *b, const struct kind *k)
{
    if (!k->states) {
        return;
    }
    buf_literal(b, "\n| state | it is | nb | nn | en |\n| --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; k->states[i]; i++) {
        buf_printf(b, "| `%s` | ", k->states[i]);
        flag(b, i == 0, 1, "where it begins");
        flag(b, kind_has_state(k->ends, str_of(k->states[i])), 1, "an end");
        flag(b, kind_has_state(k->locked, str_of(k->states[i])), 1, "closed to plain change");
        buf_literal(b, " | ");
        words(b, k, "state", k->states[i]);
        buf_literal(b, " |\n");
    }
}

static void step(struct buf *b, const struct kind *k, const struct verb *v)
{
    buf_printf(b, "| `%s` | ", v->name);
    if (v->from) {
        names(b, v->from);
    } else {
        buf_literal(b, "any");
    }
    buf_printf(b, " | %s%s%s | ", v->to ? "`" : "", v->to ? v->to : "as it was", v->to ? "`" : "");
    roles(b, v->roles);
    buf_literal(b, " | ");
    for (size_t i = 0; v->asks && v->asks[i]; i++) {
        bool required = v->asks[i][0] == '!';
        buf_printf(b, "%s`%s`%s", i ? ", " : "", v->asks[i] + required,
                   required ? " (required)" : "");
    }
    flag(b, v->flags, VERB_REASON, "a reason");
    buf_literal(b, " | ");
    flag(b, v->flags, VERB_BULK, "for many at once");
    flag(b, v->flags, VERB_DANGER, "asks once more");
    buf_literal(b, " | ");
    words(b, k, "verb", v->name);
    buf_literal(b, " |\n");
}

static void steps(struct buf *b, const struct kind *k)
{
    if (k->n_verbs) {
        buf_literal(b, "\n| step | from | to | by | asks for | | nb | nn | en |\n"
                       "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    }
    for (size_t i = 0; i < k->n_verbs; i++) {
        step(b, k, &k->verbs[i]);
    }
}

static void views(struct buf *b, const struct kind *k)
{
    if (k->n_views) {
        buf_literal(b,
                    "\n| view | list address | nb | nn | en |\n| --- | --- | --- | --- | --- |\n");
    }
    for (size_t i = 0; i < k->n_views; i++) {
        buf_printf(b, "| `%s` | `?%s` | ", k->views[i].name, k->views[i].query);
        words(b, k, "view", k->views[i].name);
        buf_literal(b, " |\n");
    }
}

static void base_address(struct buf *b, const struct kind *k)
{
    buf_printf(b, "%s/%s", k->flags & KIND_REFERENCE ? "" : "/o/{organisation}", k->plural);
}

static void kind_put(struct buf *b, const struct kind *k)
{
    buf_printf(b, "\n## %s\n\n", k->name);
    words(b, k, "many", NULL);
    buf_printf(b, ". Shown as `%s-1`; address `", k->prefix);
    base_address(b, k);
    buf_printf(b, "`; table `%s`%s%s.\n", kind_table(k),
               k->flags & KIND_REFERENCE ? "; reference content, read in from files" : "",
               k->flags & KIND_NO_CREATE ? "; made by the program only" : "");
    fields(b, k);
    states(b, k);
    steps(b, k);
    views(b, k);
}

void reference_kinds(struct buf *b)
{
    buf_literal(
        b,
        "# Kinds of things\n\n"
        "Every thing has, beside its fields, `id`, `uuid`, `ref` (running number within the body), "
        "`version`, `state`, and when and by whom it was made and last changed.\n\n");
    for (const struct kind *const *k = all_kinds; *k; k++) {
        buf_printf(b, "%s[%s](#%s)", k == all_kinds ? "" : " · ", (*k)->name, (*k)->name);
    }
    buf_char(b, '\n');
    for (const struct kind *const *k = all_kinds; *k; k++) {
        kind_put(b, *k);
    }
}

/* --- rights --- */

static void role_heads(struct buf *b, const char *first)
{
    buf_printf(b, "\n| %s |", first);
    for (int i = 0; i < N_ROLES; i++) {
        buf_char(b, ' ');
        role_put(b, role_name((enum role)(1 << i)));
        buf_literal(b, " |");
    }
    buf_literal(b, "\n| --- |");
    for (int i = 0; i < N_ROLES; i++) {
        buf_literal(b, " :-: |");
    }
    buf_char(b, '\n');
}

static void may(struct buf *b, uint32_t mask, uint32_t role, const char *letter)
{
    if (mask & role) {
        buf_z(b, letter);
    }
}

static void kind_rights(struct buf *b, const struct kind *k)
{
    bool reference = k->flags & KIND_REFERENCE;
    buf_printf(b, "| [%s](kinds.md#%s) |", k->name, k->name);
    for (int i = 0; i < N_ROLES; i++) {
        uint32_t role = 1u << i;
        buf_char(b, ' ');
        may(b, reference ? ROLES_ALL : k->read, role, "R");
        if (reference) {
            may(b, k->own_change ? k->read_own : 0, role, " e");
        } else if (!(k->read & role)) {
            may(b, k->read_own, role, k->own_change ? "r e" : "r");
        }
        may(b, k->flags & KIND_NO_CREATE ? 0 : k->create, role, " C");
        may(b, k->change, role, " E");
        may(b, k->remove, role, " D");
        buf_literal(b, " |");
    }
    buf_char(b, '\n');
}

static void step_rights(struct buf *b, const struct kind *k)
{
    for (size_t v = 0; v < k->n_verbs; v++) {
        buf_printf(b, "| %s: `%s` |", k->name, k->verbs[v].name);
        for (int i = 0; i < N_ROLES; i++) {
            buf_z(b, k->verbs[v].roles & (1u << i) ? " ● |" : " |");
        }
        buf_char(b, '\n');
    }
}

void reference_permissions(struct buf *b)
{
    buf_literal(
        b, "# Who may what\n\n"
           "A grant gives a person a role in a body, for a time, and if so chosen in the bodies "
           "below it. "
           "The question is asked by join in each statement, so that what may not be read is not "
           "found.\n\n"
           "R reads, r reads what is one's own, C creates, E changes, e changes what is one's own, "
           "D moves to the wastebasket. Fields that only some roles see are marked in "
           "[kinds.md](kinds.md).\n");
    role_heads(b, "kind");
    for (const struct kind *const *k = all_kinds; *k; k++) {
        kind_rights(b, *k);
    }
    buf_literal(b, "\n## Steps of the life cycle\n\n"
                   "A step may ask for more than the role: see the rule in the kind's folder.\n");
    role_heads(b, "step");
    for (const struct kind *const *k = all_kinds; *k; k++) {
        step_rights(b, *k);
    }
    buf_literal(b, "\n## Reports\n");
    role_heads(b, "report");
    for (const struct report *const *r = all_reports; *r; r++) {
        buf_printf(b, "| %s `%s%s` |", (*r)->name, (*r)->is_sector ? "" : "/o/{organisation}",
                   (*r)->path);
        for (int i = 0; i < N_ROLES; i++) {
            buf_z(b, (*r)->roles & (1u << i) ? " ● |" : " |");
        }
        buf_char(b, '\n');
    }
}

/* --- links --- */

/* Does an earlier field draw the same arrow? */
static bool told_before(const struct kind *k, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        const struct field *f = &k->fields[i];
        if (f->type == k->fields[at].type && f->link && strcmp(f->link, k->fields[at].link) == 0) {
            return true;
        }
    }
    return false;
}

void reference_model(struct buf *b)
{
    buf_literal(b, "# How kinds hang together\n\n"
                   "An arrow is a link that one kind's field holds; a thick one is to many. Links "
                   "to persons are in "
                   "the table only: nearly every kind has an owner.\n\n"
                   "```mermaid\nflowchart LR\n");
    for (const struct kind *const *k = all_kinds; *k; k++) {
        for (size_t i = 0; i < (*k)->n_fields; i++) {
            const struct field *f = &(*k)->fields[i];
            if (f->link && strcmp(f->link, "person") != 0 && !told_before(*k, i)) {
                buf_printf(b, "    %s %s %s\n", (*k)->name, f->type == FIELD_LINKS ? "==>" : "-->",
                           f->link);
            }
        }
    }
    buf_literal(b, "```\n\n| from | field | to | how |\n| --- | --- | --- | --- |\n");
    for (const struct kind *const *k = all_kinds; *k; k++) {
        for (size_t i = 0; i < (*k)->n_fields; i++) {
            const struct field *f = &(*k)->fields[i];
            if (!f->link) {
                continue;
            }
            buf_printf(b, "| [%s](kinds.md#%s) | `%s` | [%s](kinds.md#%s) | ", (*k)->name,
                       (*k)->name, f->name, f->link, f->link);
            if (f->through) {
                buf_printf(b, "many, through `%s` |\n", f->through);
            } else {
                buf_printf(b, "%s |\n", f->flags & FIELD_REQUIRED ? "one" : "one or none");
            }
        }
    }
}

/* --- addresses --- */

static int by_path(const void *a, const void *b)
{
    const struct route *x = *(const struct route *const *)a, *y = *(const struct route *const *)b;
    int order = strcmp(x->path, y->path);
    return order ? order : (x->methods > y->methods) - (x->methods < y->methods);
}

static void methods(struct buf *b, unsigned mask)
{
    static const char *const said[] = {"GET", "POST", "PATCH", "DELETE", "PUT"};
    for (size_t i = 0, n = 0; i < sizeof said / sizeof *said; i++) {
        if (mask & (1u << i)) {
            buf_printf(b, "%s%s", n++ ? " " : "", said[i]);
        }
    }
}

static void who(struct buf *b, const struct route *row)
{
    if (row->flags & (ROUTE_OPEN | ROUTE_NO_WORK)) {
        buf_literal(b, "anyone");
    } else if (row->flags & ROUTE_SIGNED_IN) {
        buf_literal(b, "anyone signed in");
    } else {
        roles(b, row->roles);
    }
}

void reference_routes(struct buf *b, const struct routes *t)
{
    size_t n = routes_count(t);
    const struct route **rows = ARENA_ARRAY(b->arena, n, const struct route *);
    for (size_t i = 0; i < n; i++) {
        rows[i] = routes_at(t, i);
    }
    qsort(rows, n, sizeof *rows, by_path);
    buf_literal(b, "# Addresses\n\n"
                   "`{organisation}` is an organisation number. Lists and reports end in `.json`, "
                   "`.csv` or `.xlsx` as "
                   "well as in nothing (the page); a thing in `.json`. The same, for programs: "
                   "`/openapi.json`.\n\n"
                   "| address | method | who may | what |\n| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < n; i++) {
        buf_printf(b, "| `%s` | ", rows[i]->path);
        methods(b, rows[i]->methods);
        buf_literal(b, " | ");
        who(b, rows[i]);
        buf_literal(b, " | ");
        reference_cell(b, str_of(rows[i]->summary));
        buf_literal(b, " |\n");
    }
}
