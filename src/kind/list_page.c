/* list_page.c - the standard list: what a query asked for, and the ways on from there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "kind/address.h"
#include "kind/list.h"
#include "kind/pages.h"
#include "kind/saved_view.h"
#include "kind/value.h"
#include "kind_list_view.html.h"
#include "web/parse/urlencoded.h"

#include <string.h>

enum { PAGE_ROWS = 50, ROOM_FOR_ROW = 2048 };

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

str list_href(struct list *l, const char *const *without, const char *name, str value)
{
    return address_of(l->ctx->arena, l->path,
                      address_with(l->ctx->arena, &l->params, without, name, value));
}

/* --- views --- */

/* A view may ask for a field that this reader does not see: then it is not offered. */
static bool is_for_reader(struct list *l, const struct params *conditions, struct query *q)
{
    struct fault before = l->ctx->fault;
    err e = query_read(l->ctx, l->k, conditions, q);
    l->ctx->fault = before;
    return e == OK;
}

static void tab_add(struct list *l, str word, str query, str remove_action, str count)
{
    l->v->tabs[l->v->n_tabs++] = (struct list_tab){
        .word = word,
        .href = address_of(l->ctx->arena, l->path, query),
        .is_current = str_eq(l->v->query, query),
        .remove_action = remove_action,
        .count = count,
    };
}

/* A view of the kind's own, with the number of things that it holds. */
static err view_tab(struct list *l, const struct view *view)
{
    struct ctx *ctx = l->ctx;
    struct params conditions;
    struct query q;
    int64_t n;
    err e = urlencoded_parse(ctx->arena, str_of(view->query), &conditions);
    if (e) {
        return fault(ctx, ERR_INVALID, "list.invalid");
    }
    str query = address_query(ctx->arena, &conditions, NULL);
    if (!counts_known(&l->counts, query, &n)) {
        if (!is_for_reader(l, &conditions, &q)) {
            return OK;
        }
        e = counts_ask(&l->counts, query, &q, &n);
        if (e) {
            return e;
        }
    }
    tab_add(l, kind_word(ctx, l->k, "view", view->name), query, STR_NONE,
            text_int(ctx->arena, ctx->lang, n));
    return OK;
}

static void saved_tab(struct list *l, const struct saved_view *view)
{
    struct ctx *ctx = l->ctx;
    struct params conditions;
    struct query q;
    if (urlencoded_parse(ctx->arena, view->query, &conditions) ||
        !is_for_reader(l, &conditions, &q)) {
        return;
    }
    str remove = view->is_own ? str_printf(ctx->arena, "%.*s/views/%lld/forget", STR_ARG(l->path),
                                           (long long)view->id)
                              : STR_NONE;
    tab_add(l, view->name, address_query(ctx->arena, &conditions, NULL), remove, STR_NONE);
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
    tab_add(l, W("list.view.all"), STR(""), STR_NONE, STR_NONE);
    for (size_t i = 0; i < l->k->n_views && !e; i++) {
        e = view_tab(l, &l->k->views[i]);
    }
    for (size_t i = 0; i < n_saved && !e; i++) {
        saved_tab(l, &saved[i]);
    }
    return e;
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
    return list_href(l, without, "sort",
                     is_sorted && !down ? STR_JOIN(l->ctx->arena, STR("-"), str_of(name))
                                        : str_of(name));
}

/* The title heads its row, whatever columns were asked for. */
static void shown(struct list *l)
{
    l->title = kind_field(l->k, str_of(l->k->title));
    l->shown = ARENA_ARRAY(l->ctx->arena, l->query.n_columns, const struct field *);
    for (size_t i = 0; i < l->query.n_columns; i++) {
        if (l->query.columns[i] != l->title) {
            l->shown[l->n_shown++] = l->query.columns[i];
        }
    }
}

static void columns(struct list *l)
{
    struct ctx *ctx = l->ctx;
    struct kind_list_view *v = l->v;
    bool down = false;
    bool main_sorted = sorts(l, l->k->title, &down);
    v->main_word = value_label(ctx, l->k, l->title);
    v->main_href = sort_href(l, l->k->title, main_sorted, down);
    v->is_main_ascending = main_sorted && !down;
    v->is_main_descending = main_sorted && down;
    v->main_order = !main_sorted ? STR("none") : down ? STR("descending") : STR("ascending");
    v->columns = ARENA_ARRAY(ctx->arena, l->n_shown + 1, struct list_column);
    str sorted_by = main_sorted ? v->main_word : W("value.ref");
    for (size_t i = 0; i < l->n_shown; i++) {
        const struct field *f = l->shown[i];
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
        if (f->type == FIELD_PROSE || f == l->title || !field_visible(l->ctx, f)) {
            continue;
        }
        bool is_shown = false;
        for (size_t j = 0; j < l->n_shown; j++) {
            is_shown |= l->shown[j] == f;
        }
        l->v->column_choices[l->v->n_column_choices++] =
            (struct list_column_choice){str_of(f->name), value_label(l->ctx, l->k, f), is_shown};
    }
}

static str copy_text(struct list *l, str s)
{
    return str_copy(l->ctx->arena, s);
}

static struct list_row *row_new(struct list *l)
{
    struct kind_list_view *v = l->v;
    if (v->n_rows == l->size_rows) {
        size_t size = l->size_rows * 2;
        struct list_row *rows = ARENA_ARRAY(l->ctx->arena, size, struct list_row);
        memcpy(rows, v->rows, v->n_rows * sizeof *rows);
        v->rows = rows;
        l->size_rows = size;
    }
    return &v->rows[v->n_rows++];
}

static err row_add(struct ctx *ctx, struct thing *t, const struct label *labels, void *data)
{
    struct list *l = data;
    struct list_row *row = row_new(l);
    str id = str_from_int(ctx->arena, t->id);
    *row = (struct list_row){
        .id = id,
        .ref = kind_ref(ctx->arena, l->k, t->ref),
        .title = copy_text(l, *field_str(t, l->title)),
        .href = STR_JOIN(ctx->arena, l->path, STR("/"), id),
        .cells = ARENA_ARRAY(ctx->arena, l->n_shown + 1, struct value_view),
    };
    for (size_t i = 0; i < l->n_shown; i++) {
        const struct field *f = l->shown[i];
        if (field_is_text(f)) {
            *field_str(t, f) = copy_text(l, *field_str(t, f));
        }
        err e = value_of(l->book, t, f, f->type == FIELD_LINK ? &labels[f - l->k->fields] : NULL,
                         true, &row->cells[row->n_cells++]);
        if (e) {
            return e;
        }
    }
    if (l->k->states) {
        row->cells[row->n_cells++] = value_state(ctx, t);
    }
    for (size_t i = 0; i < row->n_cells; i++) {
        row->cells[i].label = l->v->columns[i].word;
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
            list_href(l, after, "after",
                      previous ? str_printf(ctx->arena, "n%lld", (long long)previous) : STR(""));
    }
    if (limit && offset + limit < count) {
        v->next_href = list_href(l, after, "after",
                                 str_printf(ctx->arena, "n%lld", (long long)(offset + limit)));
    }
    if (count <= PAGE_ROWS) {
        return;
    }
    v->sizes = ARENA_ARRAY(ctx->arena, 3, struct list_size);
    for (int i = 0; i < 3; i++) {
        v->sizes[v->n_sizes++] = (struct list_size){
            .word = i == 2 ? W("list.size.all") : str_of(sizes[i]),
            .href = list_href(l, without, "size", i ? str_of(sizes[i]) : STR("")),
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
        v->bulk_action = STR_JOIN(ctx->arena, l->path, STR("/bulk"));
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
    struct query removed = {.kind = l->k, .removed = true};
    err e = counts_ask(&l->counts, STR("removed=1"), &removed, &n);
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
    struct query everything = {.kind = l->k, .removed = l->query.removed};
    err e = counts_init(&l->counts, ctx, l->k);
    e = e ? e
          : counts_ask(&l->counts, l->query.removed ? STR("removed=1") : STR(""), &everything,
                       &total);
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
    v->csv_href = address_of(ctx->arena, STR_JOIN(ctx->arena, l->path, STR(".csv")), v->query);
    v->xlsx_href = address_of(ctx->arena, STR_JOIN(ctx->arena, l->path, STR(".xlsx")), v->query);
    v->json_href = address_of(ctx->arena, STR_JOIN(ctx->arena, l->path, STR(".json")), v->query);
    if (l->k->create && ctx_may(ctx, l->k->create) && !(l->k->flags & KIND_NO_CREATE)) {
        v->new_href = STR_JOIN(ctx->arena, l->path, STR("/new"));
        v->new_word = kind_new_word(ctx, l->k);
        v->import_href = l->k->flags & KIND_NO_IMPORT || !ctx_may(ctx, import_roles(l->k))
                             ? STR_NONE
                             : STR_JOIN(ctx->arena, l->path, STR("/import"));
    }
    if (l->k->remove && ctx_may(ctx, l->k->remove)) {
        e = e ? e : wastebasket(l);
    }
    if (ctx->body.id) {
        v->save_view_action = STR_JOIN(ctx->arena, l->path, STR("/views"));
        v->may_share_view = ctx_may(ctx, ROLE_OFFICER);
    }
    if (!total && !v->is_narrowed && !l->query.removed) {
        v->empty = kind_has_word(l->k, "empty", NULL) ? kind_word(ctx, l->k, "empty", NULL)
                                                      : W("list.nothing");
    }
    e = e ? e : tabs(l);
    e = e ? e : list_filters(l);
    list_kept(l);
    e = e ? e : list_chips(l);
    shown(l);
    columns(l);
    column_choices(l);
    bulk(l);
    e = e ? e : rows(l);
    if (e) {
        return e;
    }
    pager(l, count);
    struct html *h = page_begin(ctx);
    buf_room(h->out, (v->n_rows + 1) * ROOM_FOR_ROW);
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
    if (params_has(&q->query, "query") || params_has(&q->query, "column") ||
        address_is_untidy(&q->query)) {
        reply_see(r, address_of(ctx->arena, l.path, address_query(ctx->arena, &l.params, NULL)));
        return OK; /* what a form sent, as an address to keep */
    }
    str size = params_get(&l.params, "size");
    if (!l.query.limit && !str_is(size, "all")) {
        l.query.limit = str_is(size, "100") ? 100 : PAGE_ROWS;
    }
    l.book = l.query.book = label_book_new(ctx);
    return show(&l, r);
}
