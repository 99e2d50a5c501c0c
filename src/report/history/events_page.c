/* events_page.c - everything that was done in a body, as a list, and as CSV, XLSX and JSON. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "events_view.html.h"
#include "kind/address.h"
#include "kind/event_words.h"
#include "kind/page.h"
#include "report/history/events.h"
#include "report/history/events_view.h"
#include "report/sheet.h"
#include "web/parse/query.h"
#include "web/route.h"

enum { MOST_PERSONS = 300, N_COLUMNS = 11, FIELDS_TOLD = 4 };

/* An event with the thing that it is about. */
struct found {
    const struct trail_event *e;
    const struct kind *k; /* NULL: it is about no thing */
    struct label thing;   /* title STR_NONE: withheld, or gone */
    struct history_event words;
};

/* What is no thing of a kind has no words for its fields: they stand as they are stored. */
static void plain_words(struct ctx *ctx, const struct trail_event *e, struct history_event *out)
{
    str key = str_printf(ctx->arena, "history.verb.%.*s", STR_ARG(e->verb));
    *out = (struct history_event){
        .iso = moment_iso(ctx->arena, e->at),
        .when = text_moment(ctx->arena, ctx->lang, e->at),
        .who = e->actor.p           ? e->actor
               : e->is_actor_erased ? W("history.erased_person")
                                    : W("value.system"),
        .what = word_has(key.p) ? word(ctx->lang, key.p) : e->verb,
        .reason = e->reason,
        .number = e->log_id ? str_from_int(ctx->arena, e->number) : STR_NONE,
        .changes = ARENA_ARRAY(ctx->arena, e->n_changes, struct history_change),
        .n_changes = e->n_changes,
    };
    for (size_t i = 0; i < e->n_changes; i++) {
        const struct trail_change *c = &e->changes[i];
        out->changes[i] = (struct history_change){c->field, c->before, c->after, c->is_erased};
    }
}

static err found_fill(struct label_book *book, const struct trail_event *e, struct found *out)
{
    *out = (struct found){.e = e, .k = kind_named(e->kind)};
    if (!out->k) {
        plain_words(label_book_ctx(book), e, &out->words);
        return OK;
    }
    err trouble = label_find(book, out->k, e->thing_id, &out->thing);
    return trouble ? trouble : event_words(book, out->k, e, &out->words);
}

/* What an event says of a restricted thing is a reading of that thing: getting it is what notes
   that. One that is gone for good has no class any more. */
static err readings_note(struct ctx *ctx, const struct found *found, size_t n)
{
    const struct found **met = ARENA_ARRAY(ctx->arena, n + 1, const struct found *);
    size_t n_met = 0;
    for (size_t i = 0; i < n; i++) {
        const struct found *f = &found[i];
        size_t j = 0;
        while (j < n_met && (met[j]->k != f->k || met[j]->e->thing_id != f->e->thing_id)) {
            j++;
        }
        if (!f->k || !f->k->restricted || !f->thing.ref.p || j < n_met) {
            continue;
        }
        struct thing *t;
        met[n_met++] = f;
        err e = thing_get(ctx, f->k, f->e->thing_id, &t);
        if (e) {
            return e;
        }
    }
    return OK;
}

static err find(struct ctx *ctx, const struct events_asked *asked, int64_t skip, int64_t max,
                struct found **out, size_t *n, int64_t *total)
{
    struct trail_event *events;
    err e = events_find(ctx, asked, skip, max, &events, n, total);
    if (e) {
        return e;
    }
    struct label_book *book = label_book_new(ctx);
    *out = ARENA_ARRAY(ctx->arena, *n + 1, struct found);
    for (size_t i = 0; !e && i < *n; i++) {
        e = found_fill(book, &events[i], &(*out)[i]);
    }
    return e ? e : readings_note(ctx, *out, *n);
}

/* --- as a table: a row for each field that was changed --- */

static size_t rows_of(const struct found *f)
{
    return f->words.n_changes ? f->words.n_changes : 1;
}

static struct cell *row_fill(struct ctx *ctx, const struct found *f, const struct history_change *c,
                             struct cell *at)
{
    static const struct history_change nothing;
    c = c ? c : &nothing;
    *at++ = cell_moment(moment_local(ctx->arena, f->e->at));
    *at++ = cell_text(f->words.who);
    *at++ = cell_text(events_kind_word(ctx, f->e->kind));
    *at++ = cell_text(f->thing.ref);
    *at++ = cell_text(f->thing.title);
    *at++ = cell_text(f->words.what);
    *at++ = cell_text(c->label);
    *at++ = cell_text(c->is_erased ? W("entry.erased") : c->before);
    *at++ = cell_text(c->is_erased ? W("entry.erased") : c->after);
    *at++ = cell_text(f->words.reason);
    *at++ = f->e->log_id ? cell_int(ctx->arena, f->e->number) : cell_empty();
    return at;
}

static err send_table(struct ctx *ctx, const struct request *q, struct reply *r,
                      const struct found *found, size_t n)
{
    const struct sheet_column columns[N_COLUMNS] = {{"at", W("events.at"), 18},
                                                    {"actor", W("events.who"), 22},
                                                    {"kind", W("events.about"), 18},
                                                    {"ref", W("events.ref"), 8},
                                                    {"title", W("events.thing.title"), 40},
                                                    {"verb", W("events.what"), 18},
                                                    {"field", W("history.field"), 20},
                                                    {"before", W("history.before"), 30},
                                                    {"after", W("history.after"), 30},
                                                    {"reason", W("events.reason"), 30},
                                                    {"entry", W("events.entry"), 10}};
    size_t n_rows = 0;
    for (size_t i = 0; i < n; i++) {
        n_rows += rows_of(&found[i]);
    }
    struct cell *cells = ARENA_ARRAY(ctx->arena, n_rows * N_COLUMNS + 1, struct cell), *at = cells;
    for (size_t i = 0; i < n; i++) {
        const struct history_event *words = &found[i].words;
        for (size_t j = 0; j < rows_of(&found[i]); j++) {
            at = row_fill(ctx, &found[i], words->n_changes ? &words->changes[j] : NULL, at);
        }
    }
    return sheet_send(ctx, q, r,
                      &(struct sheet){.name = W("events.file"),
                                      .columns = columns,
                                      .n_columns = N_COLUMNS,
                                      .cells = cells,
                                      .n_rows = n_rows});
}

static err send_json(struct ctx *ctx, struct reply *r, const struct found *found, size_t n)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_key(&w, "items");
    json_array_start(&w);
    for (size_t i = 0; i < n; i++) {
        json_object_start(&w);
        json_member_text(&w, "kind", found[i].e->kind);
        json_member_int(&w, "thing", found[i].e->thing_id);
        json_member_text(&w, "ref", found[i].thing.ref);
        json_member_text(&w, "title", found[i].thing.title);
        event_json(&w, ctx, found[i].k, found[i].e);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_member_int(&w, "count", (int64_t)n);
    json_object_end(&w);
    return OK;
}

/* --- as a page --- */

static str href_with(struct ctx *ctx, const struct request *q, str here, const char *name,
                     str value)
{
    const char *const without[] = {name, "page", NULL};
    return address_of(ctx->arena, here, address_with(ctx->arena, &q->query, without, name, value));
}

static str fields_told(struct ctx *ctx, const struct history_event *e)
{
    struct buf b;
    buf_init(&b, ctx->arena, 8 * KIB);
    for (size_t i = 0; i < e->n_changes && i < FIELDS_TOLD; i++) {
        buf_z(&b, i ? ", " : "");
        buf_str(&b, e->changes[i].label);
    }
    if (e->n_changes > FIELDS_TOLD) {
        str more = text_int(ctx->arena, ctx->lang, (int64_t)(e->n_changes - FIELDS_TOLD));
        buf_char(&b, ' ');
        buf_str(&b, word_args(ctx->arena, ctx->lang, "events.more", &more, 1));
    }
    return buf_as_str(&b);
}

static struct events_row row_view(struct ctx *ctx, const struct found *f)
{
    struct events_row row = {
        .event = f->words,
        .kind = events_kind_word(ctx, f->e->kind),
        .ref = f->thing.ref,
        .title = f->thing.title,
        .fields = fields_told(ctx, &f->words),
    };
    if (f->k && f->thing.title.p) {
        row.href = kind_address(ctx, f->k, f->e->thing_id);
        row.event.href = f->e->log_id ? str_printf(ctx->arena, "%.*s/history/%lld",
                                                   STR_ARG(row.href), (long long)f->e->id)
                                      : STR_NONE;
    }
    return row;
}

/* Kinds that leave events in a body, by their names, and what is no thing. */
static void kinds_fill(struct ctx *ctx, const struct events_asked *asked, struct events_view *v)
{
    static const char *const others[] = {
        KEY("events.kind.self_check_answer"), KEY("events.kind.questionnaire_answer"),
        KEY("events.kind.council_words"), KEY("events.kind.risk_criteria")};
    enum { N_OTHERS = sizeof others / sizeof *others };
    size_t n = 0;
    while (all_kinds[n]) {
        n++;
    }
    v->kinds = ARENA_ARRAY(ctx->arena, n + N_OTHERS, struct events_option);
    for (size_t i = 0; i < n; i++) {
        str name = str_of(all_kinds[i]->name);
        v->kinds[v->n_kinds++] =
            (struct events_option){name, events_kind_word(ctx, name), str_eq(name, asked->kind)};
    }
    for (size_t i = 0; i < N_OTHERS; i++) {
        str name = str_of(others[i] + sizeof "events.kind." - 1);
        v->kinds[v->n_kinds++] =
            (struct events_option){name, word(ctx->lang, others[i]), str_eq(name, asked->kind)};
    }
}

static err persons_fill(struct ctx *ctx, const struct events_asked *asked, struct events_view *v)
{
    struct label *persons;
    err e = thing_choices(ctx, kind_named(STR("person")), MOST_PERSONS, &persons, &v->n_persons);
    v->persons = ARENA_ARRAY(ctx->arena, v->n_persons + 1, struct events_option);
    for (size_t i = 0; !e && i < v->n_persons; i++) {
        v->persons[i] = (struct events_option){str_from_int(ctx->arena, persons[i].id),
                                               persons[i].title, persons[i].id == asked->actor_id};
    }
    return e;
}

static void ways_fill(struct ctx *ctx, const struct request *q, const struct events_asked *asked,
                      int64_t total, struct events_view *v)
{
    static const char *const paging[] = {"page", NULL};
    str query = address_query(ctx->arena, &q->query, paging);
    const struct {
        const char *ending;
        str *to;
    } files[] = {{"csv", &v->csv_href}, {"xlsx", &v->xlsx_href}, {"json", &v->json_href}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        *files[i].to =
            address_of(ctx->arena,
                       str_printf(ctx->arena, "%.*s.%s", STR_ARG(v->here), files[i].ending), query);
    }
    v->order_href = href_with(ctx, q, v->here, "sort", asked->oldest_first ? STR_NONE : STR("at"));
    if (asked->page > 1) {
        v->newer_href =
            href_with(ctx, q, v->here, "page",
                      asked->page > 2 ? str_from_int(ctx->arena, asked->page - 1) : STR_NONE);
    }
    if (asked->page * EVENTS_PAGE < total) {
        v->older_href =
            href_with(ctx, q, v->here, "page", str_from_int(ctx->arena, asked->page + 1));
    }
}

static err send_page(struct ctx *ctx, const struct request *q, struct reply *r,
                     const struct events_asked *asked, const struct found *found, size_t n,
                     int64_t total)
{
    str log = str_printf(ctx->arena, "/o/%.*s/history", STR_ARG(ctx->body.number));
    struct events_view v = {
        .search_text = asked->text,
        .from = params_get(&q->query, "at[gte]"),
        .until = params_get(&q->query, "at[lte]"),
        .thing = asked->thing_id ? str_from_int(ctx->arena, asked->thing_id) : STR_NONE,
        .is_oldest_first = asked->oldest_first,
        .is_narrowed =
            asked->text.n || asked->kind.n || asked->actor_id || asked->from.n || asked->until.n,
        .rows = ARENA_ARRAY(ctx->arena, n + 1, struct events_row),
        .n_rows = n,
        .count = word_n(ctx->arena, ctx->lang, "events.count", total),
        .here = STR_JOIN(ctx->arena, log, STR("/events")),
    };
    v.reset_href = v.here;
    kinds_fill(ctx, asked, &v);
    ways_fill(ctx, q, asked, total, &v);
    err e = persons_fill(ctx, asked, &v);
    if (!e && asked->k && asked->thing_id) {
        struct label thing;
        e = thing_label(ctx, asked->k, asked->thing_id, &thing);
        v.only = STR_JOIN(ctx->arena, thing.ref, STR(" "), thing.title);
    }
    if (e) {
        return e;
    }
    for (size_t i = 0; i < n; i++) {
        v.rows[i] = row_view(ctx, &found[i]);
    }
    struct frame_link crumbs[] = {
        {.word = W("report.history"), .href = log},
        {.word = W("events.title"), .href = STR(""), .is_current = true},
    };
    struct html *h = page_begin(ctx);
    events_view_html(h, &v);
    return page_send(ctx, q, r,
                     &(struct page){.title = W("events.title"),
                                    .current = log,
                                    .crumbs = crumbs,
                                    .n_crumbs = 2,
                                    .is_wide = true},
                     h);
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct events_asked asked;
    struct found *found;
    size_t n;
    int64_t total;
    bool is_page = q->ending == ENDING_PAGE;
    if (is_page && page_tidy(ctx, q, r)) {
        return OK;
    }
    err e = events_ask(ctx, &q->query, &asked);
    e = e ? e
          : find(ctx, &asked, is_page ? (asked.page - 1) * EVENTS_PAGE : 0,
                 is_page ? EVENTS_PAGE : EVENTS_MOST, &found, &n, &total);
    if (!e && !is_page && total > EVENTS_MOST) {
        return fault(ctx, ERR_TOO_BIG, "error.too_big");
    }
    if (e) {
        return e;
    }
    return is_page                    ? send_page(ctx, q, r, &asked, found, n, total)
           : q->ending == ENDING_JSON ? send_json(ctx, r, found, n)
                                      : send_table(ctx, q, r, found, n);
}

const struct route events_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/history/events", ROLES_BODY, 0, show, NULL,
          "Everything that was done in the body and that the reader may read, newest first"),
    {0},
};
