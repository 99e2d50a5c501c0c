/* rights.c - the roles of a review as a list: looked through, decided on one or many at a time, and
   taken out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "domain/access_review/access_review.h"
#include "domain/grant/grant.h"
#include "format/json/write.h"
#include "kind/address.h"
#include "kind/pages.h"
#include "report/access_review/rights_view.h"
#include "report/sheet.h"
#include "rights_view.html.h"
#include "web/parse/query.h"

enum { A_PAGE = 100, N_COLUMNS = 10, MOST_DECIDED = 1000 };

static const struct {
    const char *name;
    const char *word;
} decisions[] = {{"undecided", KEY("access_review.undecided")},
                 {"confirmed", KEY("access_review.confirmed")},
                 {"revoked", KEY("access_review.revoked")}};
enum { N_DECISIONS = sizeof decisions / sizeof *decisions };

/* What an address says of the last step, and not of the list. */
#define LAST_STEP "done", "n", "m"

static str role_word(struct ctx *ctx, str role)
{
    return kind_word(ctx, &grant_kind, "role", str_z(ctx->arena, role));
}

static str decision_word(struct ctx *ctx, str decision)
{
    for (size_t i = 0; i < N_DECISIONS; i++) {
        if (str_is(decision, decisions[i].name)) {
            return word(ctx->lang, decisions[i].word);
        }
    }
    return STR_NONE;
}

static str rights_path(struct ctx *ctx, const struct access_review *review)
{
    return str_printf(ctx->arena, "%.*s/rights",
                      STR_ARG(kind_address(ctx, &access_review_kind, review->thing.id)));
}

static err review_of(struct ctx *ctx, const struct request *q, struct access_review **out)
{
    struct thing *t;
    err e = pages_thing(ctx, q, &access_review_kind, &t);
    *out = (struct access_review *)t;
    return e ? e : t->deleted_at ? fault(ctx, ERR_MISSING, "error.missing") : OK;
}

/* ?q= &role= &decision= &sort=signed_in_at &page= */
static err ask(struct ctx *ctx, const struct params *query, struct rights_asked *out, int64_t *page)
{
    str sort = params_get(query, "sort"), at = params_get(query, "page");
    *page = 1;
    *out = (struct rights_asked){.text = str_trim(params_get(query, "q")),
                                 .role = params_get(query, "role"),
                                 .decision = params_get(query, "decision"),
                                 .longest_away_first = str_is(sort, "signed_in_at")};
    if (out->role.n && !role_of(out->role)) {
        fault_at(ctx, "role", "access_review.ask", out->role);
    }
    if (out->decision.n && !decision_word(ctx, out->decision).n) {
        fault_at(ctx, "decision", "access_review.ask", out->decision);
    }
    if (sort.n && !str_is(sort, "person") && !out->longest_away_first) {
        fault_at(ctx, "sort", "access_review.ask", sort);
    }
    if (at.n && (!str_to_int(at, page) || *page < 1)) {
        fault_at(ctx, "page", "access_review.ask", at);
    }
    return ctx->fault.n_fields ? fault(ctx, ERR_INVALID, "list.invalid") : OK;
}

/* --- taken out --- */

static err send_table(struct ctx *ctx, const struct request *q, struct reply *r,
                      const struct reviewed_grant *rows, size_t n)
{
    const struct sheet_column columns[N_COLUMNS] = {
        {"ref", W("value.ref"), 10},
        {"person", W("access_review.person"), 30},
        {"employer", W("access_review.employer"), 30},
        {"role", W("grant.role"), 24},
        {"subtree", W("grant.subtree"), 12},
        {"valid_until", W("grant.valid_until"), 14},
        {"signed_in_at", W("access_review.signed_in"), 18},
        {"decision", W("access_review.decision"), 16},
        {"reason", W("access_review.why"), 40},
        {"decided_by", W("access_review.decided_by"), 30}};
    struct cell *cells = ARENA_ARRAY(ctx->arena, n * N_COLUMNS + 1, struct cell), *at = cells;
    for (size_t i = 0; i < n; i++) {
        const struct reviewed_grant *g = &rows[i];
        *at++ = cell_text(kind_ref(ctx->arena, &grant_kind, g->ref));
        *at++ = cell_text(g->person);
        *at++ = cell_text(g->employer);
        *at++ = cell_text(role_word(ctx, g->role));
        *at++ = cell_bool(g->subtree);
        *at++ = cell_day(g->valid_until);
        *at++ =
            g->signed_in_at ? cell_moment(moment_local(ctx->arena, g->signed_in_at)) : cell_empty();
        *at++ = cell_text(decision_word(ctx, g->decision.n ? g->decision : STR("undecided")));
        *at++ = cell_text(g->reason);
        *at++ = cell_text(g->decider);
    }
    return sheet_send(
        ctx, q, r, &(struct sheet){W("access_review.rights.file"), columns, N_COLUMNS, cells, n});
}

static err send_json(struct ctx *ctx, struct reply *r, const struct reviewed_grant *rows, size_t n)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_key(&w, "items");
    json_array_start(&w);
    for (size_t i = 0; i < n; i++) {
        const struct reviewed_grant *g = &rows[i];
        json_object_start(&w);
        json_member_int(&w, "grant", g->id);
        json_member_text(&w, "ref", kind_ref(ctx->arena, &grant_kind, g->ref));
        json_member_int(&w, "person_id", g->person_id);
        json_member_text(&w, "person", g->person);
        json_member_text(&w, "employer", g->employer);
        json_member_text(&w, "role", g->role);
        json_member_bool(&w, "subtree", g->subtree);
        json_member_text(&w, "valid_until", g->valid_until);
        json_member_text(&w, "signed_in_at",
                         g->signed_in_at ? moment_iso(ctx->arena, g->signed_in_at) : STR_NONE);
        json_member_text(&w, "decision", g->decision);
        json_member_text(&w, "reason", g->reason);
        json_member_text(&w, "decided_by", g->decider);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_member_int(&w, "count", (int64_t)n);
    json_object_end(&w);
    return OK;
}

/* --- as a page --- */

/* Was the box of that grant ticked in the form that could not be followed? */
static bool was_chosen(const struct params *form, str grant)
{
    for (size_t i = 0; i < form->n; i++) {
        if (str_is(form->at[i].name, "grant") && str_eq(form->at[i].value, grant)) {
            return true;
        }
    }
    return false;
}

static struct rights_row row_view(struct ctx *ctx, const struct request *q,
                                  const struct reviewed_grant *g, bool asks)
{
    str grant = str_from_int(ctx->arena, g->id);
    bool is_own = g->person_id == ctx->actor.person_id;
    return (struct rights_row){
        .person = g->person,
        .employer = g->employer,
        .role = role_word(ctx, g->role),
        .below = g->subtree ? W("grant.subtree") : STR_NONE,
        .until =
            g->valid_until.n ? text_day_short(ctx->arena, ctx->lang, g->valid_until) : STR_NONE,
        .signed_in =
            g->signed_in_at ? text_moment(ctx->arena, ctx->lang, g->signed_in_at) : STR_NONE,
        .signed_in_iso = g->signed_in_at ? moment_iso(ctx->arena, g->signed_in_at) : STR_NONE,
        .decision = decision_word(ctx, g->decision),
        .is_revoked = str_is(g->decision, "revoked"),
        .is_asked = asks && !g->decision.n && !is_own,
        .is_own = asks && is_own,
        .is_chosen = was_chosen(&q->form, grant),
        .reason = g->reason,
        .decider = g->decider,
        .grant = grant,
    };
}

static void filters_fill(struct ctx *ctx, const struct rights_asked *asked, struct rights_view *v)
{
    v->roles = ARENA_ARRAY(ctx->arena, N_ROLES, struct rights_option);
    for (const char *const *role = grant_roles; *role; role++) {
        v->roles[v->n_roles++] = (struct rights_option){
            str_of(*role), role_word(ctx, str_of(*role)), str_is(asked->role, *role)};
    }
    v->decisions = ARENA_ARRAY(ctx->arena, N_DECISIONS, struct rights_option);
    for (size_t i = 0; i < N_DECISIONS; i++) {
        v->decisions[v->n_decisions++] =
            (struct rights_option){str_of(decisions[i].name), word(ctx->lang, decisions[i].word),
                                   str_is(asked->decision, decisions[i].name)};
    }
    v->search_text = asked->text;
    v->is_narrowed = asked->text.n || asked->role.n || asked->decision.n;
    v->is_by_name = !asked->longest_away_first;
    v->sort = asked->longest_away_first ? STR("signed_in_at") : STR_NONE;
}

static str href_with(struct ctx *ctx, const struct request *q, str here, const char *name,
                     str value)
{
    const char *const without[] = {name, "page", LAST_STEP, NULL};
    return address_of(ctx->arena, here, address_with(ctx->arena, &q->query, without, name, value));
}

static void ways_fill(struct ctx *ctx, const struct request *q, int64_t page, int64_t total,
                      struct rights_view *v)
{
    static const char *const paging[] = {"page", LAST_STEP, NULL};
    str query = address_query(ctx->arena, &q->query, paging);
    const struct {
        const char *ending;
        str *to;
    } files[] = {{"csv", &v->csv_href}, {"xlsx", &v->xlsx_href}, {"json", &v->json_href}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        str file = str_printf(ctx->arena, "%.*s.%s", STR_ARG(v->here), files[i].ending);
        *files[i].to = address_of(ctx->arena, file, query);
    }
    v->reset_href = v->here;
    v->name_href = href_with(ctx, q, v->here, "sort", STR_NONE);
    v->sign_in_href = href_with(ctx, q, v->here, "sort", STR("signed_in_at"));
    if (page > 1) {
        v->previous_href = href_with(ctx, q, v->here, "page",
                                     page > 2 ? str_from_int(ctx->arena, page - 1) : STR_NONE);
    }
    if (page * A_PAGE < total) {
        v->next_href = href_with(ctx, q, v->here, "page", str_from_int(ctx->arena, page + 1));
    }
}

/* trouble: what stopped the decisions that this page was sent with; NULL when it is looked at. */
static err send_page(struct ctx *ctx, const struct request *q, struct reply *r,
                     const struct access_review *review, const struct fault *trouble)
{
    static const char *const last_step[] = {LAST_STEP, NULL};
    struct rights_asked asked;
    struct reviewed_grant *rows;
    size_t n;
    int64_t page, total, left, all;
    err e = ask(ctx, &q->query, &asked, &page);
    e = e ? e
          : access_review_rows(ctx, review, &asked, (page - 1) * A_PAGE, A_PAGE, &rows, &n, &total);
    e = e ? e : access_review_counts(ctx, review, &left, &all);
    if (e) {
        return e;
    }
    bool asks =
        ctx_may(ctx, GRANT_GIVERS) && !ctx->actor.read_only && str_is(review->thing.state, "open");
    str counts[] = {text_int(ctx->arena, ctx->lang, left), text_int(ctx->arena, ctx->lang, all)};
    str thing = kind_address(ctx, &access_review_kind, review->thing.id);
    struct rights_view v = {
        .title = review->title,
        .finding = word_args(ctx->arena, ctx->lang, "access_review.finding", counts, 2),
        .here = rights_path(ctx, review),
        .count = word_n(ctx->arena, ctx->lang, "access_review.count", total),
        .form_token = ctx->actor.form_token,
        .rows = ARENA_ARRAY(ctx->arena, n + 1, struct rights_row),
        .n_rows = n,
    };
    if (asks) {
        v.action = address_of(ctx->arena, str_printf(ctx->arena, "%.*s/decide", STR_ARG(thing)),
                              address_query(ctx->arena, &q->query, last_step));
    }
    for (size_t i = 0; i < n; i++) {
        v.rows[i] = row_view(ctx, q, &rows[i], asks);
    }
    if (trouble) {
        v.error = page_fault_text(ctx, trouble);
        v.reason = params_get(&q->form, "reason");
        for (size_t i = 0; i < trouble->n_fields; i++) {
            const struct field_fault *f = &trouble->fields[i];
            v.reason_error = str_is(f->field, "reason") && !v.reason.n
                                 ? W("access_review.reason.missing")
                                 : page_fault(ctx, f);
        }
    }
    filters_fill(ctx, &asked, &v);
    ways_fill(ctx, q, page, total, &v);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, &access_review_kind, "many", NULL),
         .href = kind_address(ctx, &access_review_kind, 0)},
        {.word = review->title, .href = thing},
        {.word = W("access_review.rights"), .href = STR(""), .is_current = true},
    };
    struct html *h = page_begin(ctx);
    rights_view_html(h, &v);
    return page_send(ctx, q, r,
                     &(struct page){.title = W("access_review.rights"),
                                    .current = crumbs[0].href,
                                    .crumbs = crumbs,
                                    .n_crumbs = sizeof crumbs / sizeof *crumbs,
                                    .is_wide = true},
                     h);
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct access_review *review;
    struct rights_asked asked;
    struct reviewed_grant *rows;
    size_t n;
    int64_t page, total;
    err e = review_of(ctx, q, &review);
    if (!e && q->ending == ENDING_PAGE) {
        return page_tidy(ctx, q, r) ? OK : send_page(ctx, q, r, review, NULL);
    }
    e = e ? e : ask(ctx, &q->query, &asked, &page);
    e = e ? e : access_review_rows(ctx, review, &asked, 0, INT64_MAX, &rows, &n, &total);
    return e                          ? e
           : q->ending == ENDING_JSON ? send_json(ctx, r, rows, n)
                                      : send_table(ctx, q, r, rows, n);
}

/* --- decided --- */

/* All that are named, or none: *n says how many. */
static err decide_all(struct ctx *ctx, const struct access_review *review, const struct params *p,
                      bool is_revoked, int64_t *n)
{
    err e = OK;
    *n = 0;
    for (size_t i = 0; !e && i < p->n; i++) {
        int64_t grant_id = 0;
        if (!str_is(p->at[i].name, "grant")) {
            continue;
        }
        if (!str_to_int(p->at[i].value, &grant_id) || ++*n > MOST_DECIDED) {
            return fault_at(ctx, "grant", "access_review.ask", p->at[i].value);
        }
        e = access_review_decide(ctx, review, grant_id, is_revoked, params_get(p, "reason"));
    }
    return e;
}

/* The page again, with the boxes that were ticked and the reason that was typed. */
static err decide_again(struct ctx *ctx, const struct request *q, struct reply *r,
                        const struct access_review *review, err why)
{
    struct fault trouble = ctx->fault;
    fault_init(&ctx->fault, ctx->arena);
    db_back_to(ctx->db, "decide");
    r->status = fault_status(why);
    err e = send_page(ctx, q, r, review, &trouble);
    ctx->fault = trouble;
    return e ? e : why;
}

static err decide(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct access_review *review;
    struct params p;
    int64_t n;
    err e = review_of(ctx, q, &review);
    e = e ? e : pages_params(ctx, q, &p);
    if (e) {
        return e;
    }
    bool revoked = str_is(params_get(&p, "decision"), "revoked");
    if (!revoked && !str_is(params_get(&p, "decision"), "confirmed")) {
        return fault_at(ctx, "decision", "form.error.required");
    }
    str list = href_with(ctx, q, rights_path(ctx, review), "page", STR_NONE);
    e = db_mark(ctx->db, "decide");
    e = e ? e : decide_all(ctx, review, &p, revoked, &n);
    if (!q->is_api && (e == ERR_INVALID || e == ERR_CONFLICT)) {
        return decide_again(ctx, q, r, review, e);
    }
    e = e ? e : db_release(ctx->db, "decide");
    if (!e && !n) {
        return q->is_api ? fault_at(ctx, "grant", "form.error.required")
                         : page_see(ctx, r, list, KEY("list.bulk.none"), STR_NONE);
    }
    if (!e && q->is_api) {
        struct reviewed_grant *rows;
        size_t n_rows;
        int64_t total;
        struct rights_asked all = {0};
        e = access_review_rows(ctx, review, &all, 0, INT64_MAX, &rows, &n_rows, &total);
        return e ? e : send_json(ctx, r, rows, n_rows);
    }
    return e ? e
             : page_see_counts(ctx, r, list,
                               revoked ? KEY("access_review.revoked.done")
                                       : KEY("access_review.confirmed.done"),
                               n, 0);
}

const struct route access_review_rights_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/access-reviews/{id}/rights", GRANT_GIVERS | ROLE_AUDITOR,
          0, show, NULL, "Who may what, with the last sign-in and the review's decisions"),
    ROUTE(METHOD_POST, "/o/{organisation}/access-reviews/{id}/decide", GRANT_GIVERS, 0, decide,
          NULL, "Confirm roles or take them away"),
    {0},
};
