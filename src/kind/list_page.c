/* list_page.c - the standard list: what a query asked for, and the ways on from there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "kind/address.h"
#include "kind/kind_list_view.h"
#include "kind/pages.h"
#include "kind/saved_view.h"
#include "kind/value.h"
#include "kind_list_view.html.h"
#include "trail/trail.h"
#include "web/parse/urlencoded.h"

#include <string.h>

enum { PAGE_ROWS = 50, MOST_OPTIONS = 300, MOST_STATES = 20 };

struct list {
    struct ctx *ctx;
    const struct kind *k;
    const struct request *q;
    struct query query;
    struct params params; /* of the address, with those of `query` unfolded */
    str path;
    struct label_book *book;
    struct kind_list_view *v;
    size_t size_rows;
    str state; /* all that a count depends on, but the query: who asks, what he may, the day, the
                  data */
};

/* Forms of the list carry the address they stand on as one parameter `query`; column= is a choice
 * of columns. */
static err unfold(struct ctx *ctx, const struct request *q, struct params *out)
{
    struct params carried = {0};
    str query = params_get(&q->query, "query");
    if (query.n && urlencoded_parse(ctx->arena, query, &carried)) {
        return fault(ctx, ERR_INVALID, "list.invalid");
    }
    *out = (struct params){ARENA_ARRAY(ctx->arena, q->query.n + carried.n + 1, struct param), 0};
    struct buf columns;
    buf_init(&columns, ctx->arena, 8 * KIB);
    bool chosen = params_has(&q->query, "column");
    for (size_t i = 0; i < q->query.n; i++) {
        struct param p = q->query.at[i];
        if (str_is(p.name, "column")) {
            buf_str(&columns, p.value);
            buf_char(&columns, ',');
        } else if (!str_is(p.name, "query")) {
            out->at[out->n++] = p;
        }
    }
    for (size_t i = 0; i < carried.n; i++) {
        if (!params_has(&q->query, str_z(ctx->arena, carried.at[i].name)) &&
            !(chosen && str_is(carried.at[i].name, "columns"))) {
            out->at[out->n++] = carried.at[i];
        }
    }
    if (columns.n) {
        out->at[out->n++] =
            (struct param){STR("columns"), str_slice(buf_as_str(&columns), 0, columns.n - 1)};
    }
    return OK;
}

static err state_read(struct list *l)
{
    struct ctx *ctx = l->ctx;
    int64_t last = 0;
    err e = ctx->memo && ctx->body.id ? trail_last(ctx, ctx->body.id, &last) : OK;
    l->state = str_printf(ctx->arena, "%s|%lld|%lld|%lld|%u|%.*s", l->k->name,
                          (long long)ctx->body.id, (long long)last, (long long)ctx->actor.person_id,
                          ctx->actor.roles, STR_ARG(ctx->today));
    return e;
}

/* How many things a query string asks for. The same question about the same data is not asked
 * again. */
static err counted(struct list *l, str query, int64_t *out)
{
    struct ctx *ctx = l->ctx;
    bool remember = ctx->body.id != 0; /* reference kinds change without events */
    str key = str_printf(ctx->arena, "%.*s|%.*s", STR_ARG(l->state), STR_ARG(query));
    struct query q;
    if (remember && memo_get(ctx->memo, key, out)) {
        return OK;
    }
    err e = query_of(ctx, l->k, str_z(ctx->arena, query), &q);
    e = e ? e : query_count(ctx, &q, out);
    if (!e && remember) {
        memo_put(ctx->memo, key, *out);
    }
    return e;
}

static str href(struct list *l, const char *const *without, const char *name, str value)
{
    return address_of(l->ctx->arena, l->path,
                      address_with(l->ctx->arena, &l->params, without, name, value));
}

/* --- views --- */

/* A view may ask for a field that this reader does not see: then it is not offered. */
static bool is_for_reader(struct list *l, str query)
{
    struct fault before = l->ctx->fault;
    struct query q;
    err e = query_of(l->ctx, l->k, str_z(l->ctx->arena, query), &q);
    l->ctx->fault = before;
    return e == OK;
}

static err tab_add(struct list *l, str word, str query, str remove_action, bool count)
{
    struct ctx *ctx = l->ctx;
    if (!is_for_reader(l, query)) {
        return OK;
    }
    static const char *const without[] = {"after", "limit", "done", "n",    "m", "undo",
                                          "lang",  "theme", "view", "size", NULL};
    struct list_tab *tab = &l->v->tabs[l->v->n_tabs++];
    *tab = (struct list_tab){.word = word,
                             .href = address_of(ctx->arena, l->path, query),
                             .remove_action = remove_action};
    tab->is_current = str_eq(address_query(ctx->arena, &l->params, without), query);
    if (count) {
        int64_t n;
        err e = counted(l, query, &n);
        if (e) {
            return e;
        }
        tab->count = text_int(ctx->arena, ctx->lang, n);
    }
    return OK;
}

static str canonical(struct ctx *ctx, str query)
{
    struct params p;
    return urlencoded_parse(ctx->arena, query, &p) ? query : address_query(ctx->arena, &p, NULL);
}

static err tabs(struct list *l)
{
    struct ctx *ctx = l->ctx;
    struct saved_view *saved;
    size_t n_saved;
    err e = saved_views(ctx, l->k, &saved, &n_saved);
    if (e) {
        return e;
    }
    l->v->tabs = ARENA_ARRAY(ctx->arena, l->k->n_views + n_saved + 1, struct list_tab);
    e = tab_add(l, W("list.view.all"), STR(""), STR_NONE, false);
    for (size_t i = 0; i < l->k->n_views && !e; i++) {
        const struct view *view = &l->k->views[i];
        e = tab_add(l, kind_word(ctx, l->k, "view", view->name),
                    canonical(ctx, str_of(view->query)), STR_NONE, true);
    }
    for (size_t i = 0; i < n_saved && !e; i++) {
        str remove = saved[i].is_own ? str_printf(ctx->arena, "%.*s/views/%lld/forget",
                                                  STR_ARG(l->path), (long long)saved[i].id)
                                     : STR_NONE;
        e = tab_add(l, saved[i].name, canonical(ctx, saved[i].query), remove, false);
    }
    return e;
}

/* --- filters --- */

static bool asked(struct list *l, const char *name, str value)
{
    for (size_t i = 0; i < l->params.n; i++) {
        if (str_is(l->params.at[i].name, name) && str_eq(l->params.at[i].value, value)) {
            return true;
        }
    }
    return false;
}

static void option_add(struct list *l, struct list_filter *f, str value, str word)
{
    f->options[f->n_options++] = (struct list_option){
        value, word, value.n && asked(l, str_z(l->ctx->arena, f->name), value)};
}

static void state_filter(struct list *l)
{
    struct ctx *ctx = l->ctx;
    struct list_filter *f = &l->v->filters[l->v->n_filters++];
    *f = (struct list_filter){.name = STR("state"),
                              .label = W("value.state"),
                              .is_choice = true,
                              .options =
                                  ARENA_ARRAY(ctx->arena, MOST_STATES + 1, struct list_option)};
    option_add(l, f, STR(""), W("list.all"));
    for (int i = 0; l->k->states[i] && i < MOST_STATES; i++) {
        option_add(l, f, str_of(l->k->states[i]), kind_word(ctx, l->k, "state", l->k->states[i]));
    }
}

static err link_options(struct list *l, struct list_filter *f, const struct field *field)
{
    struct label *labels;
    size_t n;
    err e = thing_choices(l->ctx, kind_named(str_of(field->link)), MOST_OPTIONS, &labels, &n);
    f->options = ARENA_ARRAY(l->ctx->arena, n + 1, struct list_option);
    option_add(l, f, STR(""), word(l->ctx->lang, "list.all"));
    for (size_t i = 0; i < n; i++) {
        option_add(l, f, str_from_int(l->ctx->arena, labels[i].id), labels[i].title);
        if (labels[i].id == l->ctx->actor.person_id && asked(l, field->name, STR("me"))) {
            f->options[f->n_options - 1].is_chosen = true;
        }
    }
    return e;
}

static err filter_add(struct list *l, const struct field *field)
{
    struct ctx *ctx = l->ctx;
    struct list_filter *f = &l->v->filters[l->v->n_filters++];
    *f = (struct list_filter){.name = str_of(field->name), .label = value_label(ctx, l->k, field)};
    if (field->type == FIELD_DAY) {
        str gte = str_printf(ctx->arena, "%s[gte]", field->name),
            lte = str_printf(ctx->arena, "%s[lte]", field->name);
        f->is_period = true;
        f->from = params_get(&l->params, gte.p);
        f->to = params_get(&l->params, lte.p);
        return OK;
    }
    f->is_choice = true;
    if (field->type == FIELD_LINK || field->type == FIELD_LINKS) {
        return link_options(l, f, field);
    }
    if (field->type == FIELD_YES) {
        f->options = ARENA_ARRAY(ctx->arena, 3, struct list_option);
        option_add(l, f, STR(""), W("list.all"));
        option_add(l, f, STR("1"), W("value.yes"));
        option_add(l, f, STR("0"), W("value.no"));
        return OK;
    }
    size_t n = 1;
    for (const char *const *c = field->choices; c && *c; c++) {
        n++;
    }
    int64_t steps = field->flags & FIELD_SCALE ? field->max - field->min + 1 : 0;
    f->options = ARENA_ARRAY(ctx->arena, n + (size_t)steps, struct list_option);
    option_add(l, f, STR(""), W("list.all"));
    for (const char *const *c = field->choices; c && *c; c++) {
        option_add(l, f, str_of(*c), kind_word(ctx, l->k, field->name, *c));
    }
    for (int64_t i = 0; i < steps; i++) {
        str step = str_from_int(ctx->arena, field->min + i);
        option_add(l, f, step, kind_word(ctx, l->k, field->name, step.p));
    }
    return OK;
}

static err filters(struct list *l)
{
    l->v->filters = ARENA_ARRAY(l->ctx->arena, l->k->n_fields + 1, struct list_filter);
    if (l->k->states) {
        state_filter(l);
    }
    for (size_t i = 0; i < l->k->n_fields; i++) {
        const struct field *f = &l->k->fields[i];
        if ((f->flags & FIELD_FILTER) && field_visible(l->ctx, f)) {
            err e = filter_add(l, f);
            if (e) {
                return e;
            }
        }
    }
    return OK;
}

static bool in_filter_form(struct list *l, str name)
{
    ptrdiff_t open = str_index(name, '[');
    str plain = open < 0 ? name : str_slice(name, 0, (size_t)open);
    for (size_t i = 0; i < l->v->n_filters; i++) {
        const struct list_filter *f = &l->v->filters[i];
        if (str_eq(f->name, plain) &&
            (open < 0 ? f->is_choice
                      : f->is_period && (str_ends(name, "[gte]") || str_ends(name, "[lte]")))) {
            return true;
        }
    }
    return false;
}

/* What the filter form must carry along: the order, the columns, and conditions that it has no
 * control for. */
static void kept(struct list *l)
{
    l->v->kept = ARENA_ARRAY(l->ctx->arena, l->params.n + 1, struct list_kept);
    for (size_t i = 0; i < l->params.n; i++) {
        struct param p = l->params.at[i];
        if (str_is(p.name, "q") || str_is(p.name, "after") || str_is(p.name, "done") ||
            str_is(p.name, "n") || str_is(p.name, "m") || str_is(p.name, "undo") ||
            str_is(p.name, "lang") || str_is(p.name, "theme") || in_filter_form(l, p.name)) {
            continue;
        }
        l->v->kept[l->v->n_kept++] = (struct list_kept){p.name, p.value};
    }
}

static err chip_value(struct list *l, const struct condition *c, size_t i, str *out)
{
    struct ctx *ctx = l->ctx;
    *out = c->values[i];
    if (!c->f) {
        if (str_is(c->field, "state")) {
            *out = kind_has_state(l->k->states, c->values[i])
                       ? kind_word(ctx, l->k, "state", str_z(ctx->arena, c->values[i]))
                       : c->values[i];
        }
        return OK;
    }
    if (c->f->type == FIELD_LINK || c->f->type == FIELD_LINKS) {
        struct label label;
        int64_t id = 0;
        str_to_int(c->values[i], &id);
        err e = label_find(l->book, kind_named(str_of(c->f->link)), id, &label);
        *out = label.title.p ? label.title : c->values[i];
        return e;
    }
    if (c->f->type == FIELD_CHOICE && kind_has_state(c->f->choices, c->values[i])) {
        *out = kind_word(ctx, l->k, c->f->name, str_z(ctx->arena, c->values[i]));
    } else if (c->f->type == FIELD_DAY) {
        *out = text_day_short(ctx->arena, ctx->lang, c->values[i]);
    } else if (c->f->type == FIELD_YES) {
        *out = str_is(c->values[i], "1") ? W("value.yes") : W("value.no");
    }
    return OK;
}

static const char *const op_names[] = {
    [OP_IS] = "is", [OP_NOT] = "not", [OP_GTE] = "gte",   [OP_LTE] = "lte",
    [OP_GT] = "gt", [OP_LT] = "lt",   [OP_NONE] = "none", [OP_SOME] = "some"};

static err chips(struct list *l)
{
    struct ctx *ctx = l->ctx;
    l->v->chips = ARENA_ARRAY(ctx->arena, l->query.n_conditions + 1, struct list_chip);
    if (l->query.search.n) {
        static const char *const q[] = {"q", "after", "done", NULL};
        l->v->chips[l->v->n_chips++] = (struct list_chip){
            str_printf(ctx->arena, "«%.*s»", STR_ARG(l->query.search)), href(l, q, NULL, STR_NONE)};
    }
    for (size_t i = 0; i < l->query.n_conditions; i++) {
        const struct condition *c = &l->query.conditions[i];
        struct buf values;
        buf_init(&values, ctx->arena, 8 * KIB);
        for (size_t j = 0; j < c->n; j++) {
            str value;
            err e = chip_value(l, c, j, &value);
            if (e) {
                return e;
            }
            buf_z(&values, j ? ", " : "");
            buf_str(&values, value);
        }
        str label =
            c->f ? value_label(ctx, l->k, c->f)
                 : word(ctx->lang, str_printf(ctx->arena, "value.%.*s", STR_ARG(c->field)).p);
        str args[] = {label, buf_as_str(&values)};
        str key = str_printf(ctx->arena, "list.chip.%s", op_names[c->op]);
        str name = c->op == OP_IS
                       ? c->field
                       : str_printf(ctx->arena, "%.*s[%s]", STR_ARG(c->field), op_names[c->op]);
        const char *without[] = {str_z(ctx->arena, name), "after", "done", NULL};
        l->v->chips[l->v->n_chips++] = (struct list_chip){
            word_args(ctx->arena, ctx->lang, key.p, args, 2), href(l, without, NULL, STR_NONE)};
    }
    return OK;
}

/* --- columns and rows --- */

static bool sorts(struct list *l, const char *name, bool *down)
{
    str rest = l->query.sort, first;
    str_split(&rest, ',', &first);
    *down = str_starts(first, "-");
    return str_is(*down ? str_slice(first, 1, first.n) : first, name);
}

static str sort_href(struct list *l, const char *name, bool is_sorted, bool down)
{
    static const char *const without[] = {"sort", "after", "done", NULL};
    return href(l, without, "sort",
                is_sorted && !down ? str_printf(l->ctx->arena, "-%s", name) : str_of(name));
}

static void columns(struct list *l)
{
    struct ctx *ctx = l->ctx;
    struct kind_list_view *v = l->v;
    bool down = false;
    bool main_sorted = sorts(l, l->k->title, &down);
    v->main_word = value_label(ctx, l->k, kind_field(l->k, str_of(l->k->title)));
    v->main_href = sort_href(l, l->k->title, main_sorted, down);
    v->is_main_ascending = main_sorted && !down;
    v->is_main_descending = main_sorted && down;
    v->main_order = !main_sorted ? STR("none") : down ? STR("descending") : STR("ascending");
    v->columns = ARENA_ARRAY(ctx->arena, l->query.n_columns + 2, struct list_column);
    str sorted_by = main_sorted ? v->main_word : W("value.ref");
    for (size_t i = 0; i < l->query.n_columns; i++) {
        const struct field *f = l->query.columns[i];
        if (str_is(str_of(f->name), l->k->title)) {
            continue;
        }
        bool is_sorted = sorts(l, f->name, &down);
        struct list_column *c = &v->columns[v->n_columns++];
        *c = (struct list_column){
            .word = value_label(ctx, l->k, f),
            .href = f->type == FIELD_LINKS ? STR_NONE : sort_href(l, f->name, is_sorted, down),
            .order = !is_sorted ? STR("none")
                     : down     ? STR("descending")
                                : STR("ascending"),
            .is_ascending = is_sorted && !down,
            .is_descending = is_sorted && down,
            .is_number =
                (f->type == FIELD_NUMBER && !(f->flags & FIELD_SCALE)) || f->type == FIELD_MONEY,
        };
        sorted_by = is_sorted ? c->word : sorted_by;
    }
    if (l->k->states) {
        bool is_sorted = sorts(l, "state", &down);
        v->columns[v->n_columns++] =
            (struct list_column){.word = W("value.state"),
                                 .href = sort_href(l, "state", is_sorted, down),
                                 .order = !is_sorted ? STR("none")
                                          : down     ? STR("descending")
                                                     : STR("ascending"),
                                 .is_ascending = is_sorted && !down,
                                 .is_descending = is_sorted && down};
    }
    str args[] = {v->title, sorted_by};
    v->caption = word_args(ctx->arena, ctx->lang, "list.caption", args, 2);
}

static void column_choices(struct list *l)
{
    l->v->column_choices = ARENA_ARRAY(l->ctx->arena, l->k->n_fields, struct list_column_choice);
    for (size_t i = 0; i < l->k->n_fields; i++) {
        const struct field *f = &l->k->fields[i];
        if (f->type == FIELD_PROSE || str_is(str_of(f->name), l->k->title) ||
            !field_visible(l->ctx, f)) {
            continue;
        }
        bool shown = false;
        for (size_t j = 0; j < l->query.n_columns; j++) {
            shown |= l->query.columns[j] == f;
        }
        l->v->column_choices[l->v->n_column_choices++] =
            (struct list_column_choice){str_of(f->name), value_label(l->ctx, l->k, f), shown};
    }
}

static str copy_text(struct list *l, str s)
{
    return str_copy(l->ctx->arena, s);
}

static err row_add(struct ctx *ctx, struct thing *t, const struct label *labels, void *data)
{
    struct list *l = data;
    struct kind_list_view *v = l->v;
    if (v->n_rows == l->size_rows) {
        size_t size = l->size_rows * 2;
        struct list_row *rows = ARENA_ARRAY(ctx->arena, size, struct list_row);
        memcpy(rows, v->rows, v->n_rows * sizeof *rows);
        v->rows = rows;
        l->size_rows = size;
    }
    struct list_row *row = &v->rows[v->n_rows++];
    str id = str_from_int(ctx->arena, t->id);
    *row = (struct list_row){
        .id = id,
        .ref = kind_ref(ctx->arena, l->k, t->ref),
        .title = copy_text(l, kind_title(t)),
        .href = STR_JOIN(ctx->arena, l->path, STR("/"), id),
        .cells = ARENA_ARRAY(ctx->arena, l->query.n_columns + 2, struct value_view),
    };
    for (size_t i = 0; i < l->query.n_columns; i++) {
        const struct field *f = l->query.columns[i];
        if (str_is(str_of(f->name), l->k->title)) {
            continue;
        }
        if (field_is_text(f)) {
            *field_str(t, f) = copy_text(l, *field_str(t, f));
        }
        struct label label = labels[f - l->k->fields];
        label.title = copy_text(l, label.title);
        err e = value_of(l->book, t, f, f->type == FIELD_LINK ? &label : NULL, true,
                         &row->cells[row->n_cells++]);
        if (e) {
            return e;
        }
    }
    if (l->k->states) {
        row->cells[row->n_cells++] = value_state(ctx, t);
    }
    for (size_t i = 0; i < row->n_cells; i++) {
        row->cells[i].label = v->columns[i].word;
    }
    return OK;
}

static err rows(struct list *l)
{
    l->size_rows = PAGE_ROWS + 1;
    l->v->rows = ARENA_ARRAY(l->ctx->arena, l->size_rows, struct list_row);
    return query_each(l->ctx, &l->query, WITH_COLUMNS, row_add, l);
}

/* --- pages of it --- */

static void pager(struct list *l, int64_t count)
{
    struct ctx *ctx = l->ctx;
    struct kind_list_view *v = l->v;
    static const char *const after[] = {"after", "done", "n", "m", "undo", NULL};
    static const char *const sizes[] = {"50", "100", "all"};
    static const char *const without[] = {"after", "size", "limit", "done", "n", "m", "undo", NULL};
    int64_t limit = l->query.limit, offset = l->query.offset;
    v->from = text_int(ctx->arena, ctx->lang, v->n_rows ? offset + 1 : 0);
    v->to = text_int(ctx->arena, ctx->lang, offset + (int64_t)v->n_rows);
    if (limit && offset > 0) {
        int64_t previous = offset > limit ? offset - limit : 0;
        v->previous_href =
            href(l, after, "after",
                 previous ? str_printf(ctx->arena, "n%lld", (long long)previous) : STR(""));
    }
    if (limit && offset + limit < count) {
        v->next_href =
            href(l, after, "after", str_printf(ctx->arena, "n%lld", (long long)(offset + limit)));
    }
    if (count <= PAGE_ROWS) {
        return;
    }
    v->sizes = ARENA_ARRAY(ctx->arena, 3, struct list_size);
    for (int i = 0; i < 3; i++) {
        v->sizes[v->n_sizes++] = (struct list_size){
            .word = i == 2 ? W("list.size.all") : str_of(sizes[i]),
            .href = href(l, without, "size", i ? str_of(sizes[i]) : STR("")),
            .is_current = limit == (i == 0   ? 50
                                    : i == 1 ? 100
                                             : 0),
        };
    }
}

static void bulk(struct list *l)
{
    struct ctx *ctx = l->ctx;
    struct kind_list_view *v = l->v;
    v->verbs = ARENA_ARRAY(ctx->arena, l->k->n_verbs + 1, struct list_verb);
    for (size_t i = 0; i < l->k->n_verbs; i++) {
        const struct verb *verb = &l->k->verbs[i];
        if ((verb->flags & VERB_BULK) && ctx_may(ctx, verb->roles)) {
            v->verbs[v->n_verbs++] =
                (struct list_verb){str_of(verb->name), kind_word(ctx, l->k, "verb", verb->name)};
        }
    }
    v->sets = ARENA_ARRAY(ctx->arena, l->k->n_fields, struct list_set);
    for (size_t i = 0; i < v->n_filters && ctx_may(ctx, l->k->change); i++) {
        const struct list_filter *f = &v->filters[i];
        const struct field *field = kind_field(l->k, f->name);
        if (!field || (field->flags & FIELD_COMPUTED) || field->type == FIELD_LINKS) {
            continue;
        }
        v->sets[v->n_sets++] = (struct list_set){.name = f->name,
                                                 .label = f->label,
                                                 .is_day = f->is_period,
                                                 .options = f->options ? f->options + 1 : NULL,
                                                 .n_options = f->n_options ? f->n_options - 1 : 0};
    }
    if ((v->n_verbs || v->n_sets) && !ctx->actor.read_only && !l->query.removed &&
        !(l->k->flags & KIND_REFERENCE)) {
        v->bulk_action = str_printf(ctx->arena, "%.*s/bulk", STR_ARG(l->path));
    }
}

/* The way to what was deleted, for those who may take it back, and from there to what stands. */
static err wastebasket(struct list *l)
{
    struct ctx *ctx = l->ctx;
    int64_t n = 0;
    if (l->query.removed) {
        l->v->basket_href = l->path;
        l->v->basket_word = W("list.standing");
        l->v->basket_note = W("list.removed.note");
        return OK;
    }
    err e = counted(l, STR("removed=1"), &n);
    if (!e && n) {
        str text = text_int(ctx->arena, ctx->lang, n);
        l->v->basket_href = address_of(ctx->arena, l->path, STR("removed=1"));
        l->v->basket_word = word_args(ctx->arena, ctx->lang, "list.removed", &text, 1);
    }
    return e;
}

static err show(struct list *l, struct reply *r)
{
    struct ctx *ctx = l->ctx;
    struct kind_list_view *v = l->v;
    static const char *const plain[] = {"after", "limit", "size",  "done", "n", "m",
                                        "undo",  "lang",  "theme", "view", NULL};
    int64_t count = 0, total = 0;
    err e = state_read(l);
    e = e ? e : counted(l, l->query.removed ? STR("removed=1") : STR(""), &total);
    v->is_narrowed = l->query.n_conditions || l->query.search.n;
    count = total;
    if (!e && v->is_narrowed) {
        e = query_count(ctx, &l->query, &count);
    }
    v->title = kind_word(ctx, l->k, "many", NULL);
    v->intro = kind_has_word(l->k, "intro", NULL) ? kind_word(ctx, l->k, "intro", NULL) : STR_NONE;
    v->csrf = ctx->actor.form_token;
    v->query = address_query(ctx->arena, &l->params, plain);
    v->filter_action = l->path;
    v->search_text = l->query.search;
    v->reset_href = l->path;
    v->count = text_int(ctx->arena, ctx->lang, count);
    v->total = text_int(ctx->arena, ctx->lang, total);
    v->csv_href =
        address_of(ctx->arena, str_printf(ctx->arena, "%.*s.csv", STR_ARG(l->path)), v->query);
    v->xlsx_href =
        address_of(ctx->arena, str_printf(ctx->arena, "%.*s.xlsx", STR_ARG(l->path)), v->query);
    v->json_href =
        address_of(ctx->arena, str_printf(ctx->arena, "%.*s.json", STR_ARG(l->path)), v->query);
    if (l->k->create && ctx_may(ctx, l->k->create) && !(l->k->flags & KIND_NO_CREATE)) {
        v->new_href = str_printf(ctx->arena, "%.*s/new", STR_ARG(l->path));
        v->new_word = kind_new_word(ctx, l->k);
        v->import_href = l->k->flags & KIND_NO_IMPORT || !ctx_may(ctx, import_roles(l->k))
                             ? STR_NONE
                             : str_printf(ctx->arena, "%.*s/import", STR_ARG(l->path));
    }
    if (l->k->remove && ctx_may(ctx, l->k->remove)) {
        e = e ? e : wastebasket(l);
    }
    if (ctx->body.id) {
        v->save_view_action = str_printf(ctx->arena, "%.*s/views", STR_ARG(l->path));
        v->may_share_view = ctx_may(ctx, ROLE_OFFICER);
    }
    if (!total && !v->is_narrowed && !l->query.removed) {
        v->empty = kind_has_word(l->k, "empty", NULL) ? kind_word(ctx, l->k, "empty", NULL)
                                                      : W("list.nothing");
    }
    e = e ? e : tabs(l);
    e = e ? e : filters(l);
    kept(l);
    e = e ? e : chips(l);
    columns(l);
    column_choices(l);
    bulk(l);
    e = e ? e : rows(l);
    if (e) {
        return e;
    }
    pager(l, count);
    struct html *h = page_begin(ctx);
    kind_list_view_html(h, v);
    return page_send(ctx, l->q, r,
                     &(struct page){.title = v->title, .current = l->path, .is_wide = true}, h);
}

err list_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct kind_list_view view = {0};
    struct list l = {.ctx = ctx, .k = data, .q = q, .v = &view};
    err e = unfold(ctx, q, &l.params);
    if (!e) {
        e = query_read(ctx, l.k, &l.params, &l.query);
    }
    if (e) {
        return e;
    }
    l.path = kind_address(ctx, l.k, 0);
    switch (q->ending) {
    case ENDING_JSON:
        return write_list_json(ctx, q, &l.query, r);
    case ENDING_CSV:
        return write_list_csv(ctx, &l.query, r);
    case ENDING_XLSX:
        return write_list_xlsx(ctx, &l.query, r);
    default:
        break;
    }
    str size = params_get(&l.params, "size");
    if (!l.query.limit && !str_is(size, "all")) {
        l.query.limit = str_is(size, "100") ? 100 : PAGE_ROWS;
    }
    l.book = label_book_new(ctx);
    return show(&l, r);
}
