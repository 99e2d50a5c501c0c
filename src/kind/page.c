/* page.c - a page inside the frame. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/page.h"

#include "frame_view.html.h"
#include "error_page_view.html.h"
#include "kind/address.h"
#include "kind/kind.h"
#include "kind/value.h"
#include "plain_view.html.h"
#include "version.h"
#include "web/assets.h"

#include <stdlib.h>
#include <string.h>

struct html *page_begin(struct ctx *ctx)
{
    struct html *h = ARENA_NEW(ctx->arena, struct html);
    struct buf *b = ARENA_NEW(ctx->arena, struct buf);
    buf_init(b, ctx->arena, 16 * MIB);
    buf_room(b, 32 * KIB);
    *h = (struct html){.out = b,
                       .arena = ctx->arena,
                       .lang = ctx->lang,
                       .sprite = asset_href(ctx->arena, "icons.svg")};
    return h;
}

static struct frame_assets assets(struct ctx *ctx)
{
    return (struct frame_assets){
        .css = asset_href(ctx->arena, "samstyr.css"),
        .print_css = asset_href(ctx->arena, "print.css"),
        .js = asset_href(ctx->arena, "samstyr.js"),
        .favicon = STR("/favicon.svg"),
    };
}

/* --- the menu --- */

struct entry {
    int order;
    struct frame_link link;
};

static const char *const groups[] = {"work",    "governance", "assets",
                                     "insight", "sector",     "settings"};
enum { N_GROUPS = sizeof groups / sizeof *groups, MOST_ENTRIES = 40 };

static int by_order(const void *a, const void *b)
{
    return ((const struct entry *)a)->order - ((const struct entry *)b)->order;
}

static void entry_add(struct entry *entries, size_t *n, int order, struct frame_link link)
{
    if (*n < MOST_ENTRIES) {
        entries[(*n)++] = (struct entry){order, link};
    }
}

/* One's own row among the settings is /me; a list of it would only stand in the way. */
static uint32_t menu_readers(const struct kind *k)
{
    return strcmp(k->group, "settings") == 0 ? k->read : k->read | k->read_own;
}

static size_t group_entries(struct ctx *ctx, const char *group, str current, struct entry *entries)
{
    size_t n = 0;
    for (const struct kind *const *k = all_kinds; *k; k++) {
        bool reference = (*k)->flags & KIND_REFERENCE;
        if (!(*k)->group || strcmp((*k)->group, group) != 0 || ((*k)->flags & KIND_HIDDEN) ||
            (!reference && (!ctx->body.id || !ctx_may(ctx, menu_readers(*k))))) {
            continue;
        }
        str href = kind_address(ctx, *k, 0);
        entry_add(entries, &n, (*k)->order,
                  (struct frame_link){.icon = str_of((*k)->icon),
                                      .word = kind_word(ctx, *k, "many", NULL),
                                      .href = href,
                                      .is_current = str_eq(href, current)});
    }
    for (const struct report *const *p = all_reports; *p; p++) {
        if (!(*p)->group || strcmp((*p)->group, group) != 0 ||
            (!(*p)->is_sector && !ctx->body.id) || !ctx_may(ctx, (*p)->roles)) {
            continue;
        }
        str href = (*p)->is_sector
                       ? str_of((*p)->path)
                       : STR_JOIN(ctx->arena, STR("/o/"), ctx->body.number, str_of((*p)->path));
        str key = STR_JOIN(ctx->arena, STR("report."), str_of((*p)->name));
        entry_add(entries, &n, (*p)->order,
                  (struct frame_link){.icon = str_of((*p)->icon),
                                      .word = word(ctx->lang, key.p),
                                      .href = href,
                                      .is_current = str_eq(href, current)});
    }
    qsort(entries, n, sizeof *entries, by_order);
    return n;
}

static void menu(struct ctx *ctx, str current, struct frame_view *v)
{
    struct entry entries[MOST_ENTRIES];
    v->groups = ARENA_ARRAY(ctx->arena, N_GROUPS, struct frame_group);
    for (size_t g = 0; g < N_GROUPS; g++) {
        size_t n = group_entries(ctx, groups[g], current, entries);
        if (!n) {
            continue;
        }
        struct frame_group *group = &v->groups[v->n_groups++];
        str key = STR_JOIN(ctx->arena, STR("menu."), str_of(groups[g]));
        group->word = g ? word(ctx->lang, key.p) : STR("");
        group->links = ARENA_ARRAY(ctx->arena, n, struct frame_link);
        for (size_t i = 0; i < n; i++) {
            group->links[group->n_links++] = entries[i].link;
        }
    }
}

/* --- choices of language and colours --- */

static struct frame_choice *languages(struct ctx *ctx, const struct request *q, size_t *n)
{
    static const char *const without[] = {"lang", "done", NULL};
    struct frame_choice *c = ARENA_ARRAY(ctx->arena, N_LANGS, struct frame_choice);
    for (int l = 0; l < N_LANGS; l++) {
        str query =
            address_with(ctx->arena, &q->query, without, "lang", str_of(lang_code((enum lang)l)));
        str key = STR_JOIN(ctx->arena, STR("look.language."), str_of(lang_code((enum lang)l)));
        c[l] = (struct frame_choice){
            .word = word((enum lang)l, key.p),
            .lang = str_of(lang_code((enum lang)l)),
            .href = address_of(ctx->arena, q->path, query),
            .is_current = ctx->lang == (enum lang)l,
        };
    }
    *n = N_LANGS;
    return c;
}

static str scheme_of(const struct request *q)
{
    return str_is(q->cookie_theme, "dark") || str_is(q->cookie_theme, "light") ? q->cookie_theme
                                                                               : STR("auto");
}

static struct frame_choice *schemes(struct ctx *ctx, const struct request *q, size_t *n)
{
    static const char *const names[] = {"auto", "light", "dark"};
    static const char *const without[] = {"theme", "done", NULL};
    struct frame_choice *c = ARENA_ARRAY(ctx->arena, 3, struct frame_choice);
    for (int i = 0; i < 3; i++) {
        str key = STR_JOIN(ctx->arena, STR("look.scheme."), str_of(names[i]));
        str query = address_with(ctx->arena, &q->query, without, "theme", str_of(names[i]));
        c[i] = (struct frame_choice){
            .word = word(ctx->lang, key.p),
            .lang = str_of(lang_code(ctx->lang)),
            .href = address_of(ctx->arena, q->path, query),
            .is_current = str_is(scheme_of(q), names[i]),
        };
    }
    *n = 3;
    return c;
}

/* --- the message of the last step --- */

static bool may_undo(str address)
{
    return address_back(address, STR_NONE).p &&
           (str_ends(address, "/undo") || str_ends(address, "/restore")) &&
           str_index(address, '?') < 0;
}

static struct frame_flash *flash(struct ctx *ctx, const struct request *q)
{
    str key = params_get(&q->query, "done");
    const char *key_z = str_z(ctx->arena, key);
    if (str_empty(key) || !word_has(key_z)) {
        return NULL;
    }
    struct frame_flash *f = ARENA_NEW(ctx->arena, struct frame_flash);
    str args[2] = {STR_NONE, STR_NONE};
    int64_t number;
    for (int i = 0; i < 2; i++) {
        if (str_to_int(params_get(&q->query, i ? "m" : "n"), &number)) {
            args[i] = text_int(ctx->arena, ctx->lang, number);
        }
    }
    f->text = word_args(ctx->arena, ctx->lang, key_z, args, 2);
    str undo = params_get(&q->query, "undo");
    f->undo_action = may_undo(undo) ? undo : STR_NONE;
    return f;
}

err page_see(struct ctx *ctx, struct reply *r, str address, const char *key, str undo)
{
    str mark = str_index(address, '?') < 0 ? STR("?") : STR("&");
    str to = str_printf(ctx->arena, "%.*s%.*sdone=%s", STR_ARG(address), STR_ARG(mark), key);
    if (undo.p) {
        to = str_printf(ctx->arena, "%.*s&undo=%.*s", STR_ARG(to),
                        STR_ARG(address_escape(ctx->arena, undo)));
    }
    reply_see(r, to);
    return OK;
}

err page_see_counts(struct ctx *ctx, struct reply *r, str address, const char *key, int64_t n,
                    int64_t m)
{
    str mark = str_index(address, '?') < 0 ? STR("?") : STR("&");
    reply_see(r, str_printf(ctx->arena, "%.*s%.*sdone=%s&n=%lld&m=%lld", STR_ARG(address),
                            STR_ARG(mark), key, (long long)n, (long long)m));
    return OK;
}

bool page_tidy(struct ctx *ctx, const struct request *q, struct reply *r)
{
    if (q->ending != ENDING_PAGE || !address_is_untidy(&q->query)) {
        return false;
    }
    reply_see(r, address_of(ctx->arena, q->path, address_query(ctx->arena, &q->query, NULL)));
    return true;
}

/* --- sending --- */

static void start_reply(struct ctx *ctx, struct reply *r, struct html *h)
{
    r->type = "text/html; charset=utf-8";
    *h = (struct html){.out = &r->body,
                       .arena = ctx->arena,
                       .lang = ctx->lang,
                       .sprite = asset_href(ctx->arena, "icons.svg")};
}

static err send_plain(struct ctx *ctx, const struct request *q, struct reply *r,
                      const struct page *page, struct html *main)
{
    struct html h;
    struct plain_view v = {
        .assets = assets(ctx),
        .lang = str_of(lang_code(ctx->lang)),
        .color_scheme = scheme_of(q),
        .title = page->title,
        .home_href = STR("/"),
        .flash = flash(ctx, q),
        .is_wide = page->is_wide,
        .main = {buf_as_str(main->out)},
        .version = STR(SAMSTYR_VERSION),
        .accessibility_href = STR("/accessibility"),
        .privacy_href = STR("/privacy"),
        .source_href = STR("/source"),
        .barrier_href = STR("/barrier"),
    };
    v.languages = languages(ctx, q, &v.n_languages);
    v.schemes = schemes(ctx, q, &v.n_schemes);
    start_reply(ctx, r, &h);
    plain_view_html(&h, &v);
    return r->body.full ? fault(ctx, ERR_TOO_BIG, "error.too_big") : OK;
}

static struct frame_organisation *organisation(struct ctx *ctx)
{
    struct frame_organisation *o = ARENA_NEW(ctx->arena, struct frame_organisation);
    size_t n = ctx->body.name.n && (unsigned char)ctx->body.name.p[0] >= 0x80 ? 2 : 1;
    o->name = ctx->body.name;
    o->note = ctx->body.demo ? W("look.demo") : ctx->body.number;
    o->initial = str_slice(ctx->body.name, 0, n);
    o->switch_href = STR("/?choose=1");
    return o;
}

/* On a page of the sector: the way back to the reader's body, or to the choice between them. */
static struct frame_organisation *way_back(struct ctx *ctx)
{
    struct rows *rows;
    err e = ctx->fault.code
                ? ctx->fault.code
                : db_query(ctx->db,
                           "SELECT DISTINCT o.number, o.name FROM access a "
                           "JOIN organisation o ON o.id = a.organisation_id "
                           "WHERE a.person_id = :actor AND a.role_bit <> :analyst "
                           "AND (a.valid_from IS NULL OR a.valid_from <= :today) "
                           "AND (a.valid_until IS NULL OR a.valid_until >= :today) "
                           "AND o.in_use = 1 AND o.deleted_at IS NULL "
                           "AND o.number IS NOT NULL ORDER BY o.name LIMIT 2",
                           BINDS(B_INT("actor", ctx->actor.person_id),
                                 B_INT("analyst", ROLE_ANALYST), B_TEXT("today", ctx->today)),
                           &rows);
    if (e) {
        return NULL;
    }
    struct frame_organisation *o = ARENA_NEW(ctx->arena, struct frame_organisation);
    int n = 0;
    for (; rows_next(rows); n++) {
        o->name = str_copy(ctx->arena, rows_text(rows, 1));
        o->switch_href = str_printf(ctx->arena, "/o/%.*s", STR_ARG(rows_text(rows, 0)));
    }
    if (rows_end(rows) || !n) {
        return NULL;
    }
    if (n > 1) {
        o->name = W("look.organisation.choose");
        o->switch_href = STR("/?choose=1");
    }
    o->initial = str_slice(o->name, 0, (unsigned char)o->name.p[0] >= 0x80 ? 2 : 1);
    o->is_outside = true;
    return o;
}

err page_send(struct ctx *ctx, const struct request *q, struct reply *r, const struct page *page,
              struct html *main)
{
    if (main->out->full) {
        return fault(ctx, ERR_TOO_BIG, "error.too_big");
    }
    if (ctx->actor.person_id <= 0) { /* the system, or nobody */
        return send_plain(ctx, q, r, page, main);
    }
    struct html h;
    struct frame_person person = {
        .name = ctx->actor.name,
        .initials = value_initials(ctx->arena, ctx->actor.name),
        .profile_href = STR("/me"),
        .sign_out_action = STR("/sign-out"),
    };
    str home = ctx->body.id ? STR_JOIN(ctx->arena, STR("/o/"), ctx->body.number) : STR("/");
    struct frame_view v = {
        .assets = assets(ctx),
        .lang = str_of(lang_code(ctx->lang)),
        .color_scheme = scheme_of(q),
        .title = page->title,
        .csrf = ctx->actor.form_token,
        .home_href = home,
        .search_action = ctx->body.id ? STR_JOIN(ctx->arena, home, STR("/search")) : STR("/search"),
        .search_json =
            ctx->body.id ? STR_JOIN(ctx->arena, home, STR("/search.json")) : STR("/search.json"),
        .search_text = str_ends(q->path, "/search") ? params_get(&q->query, "q") : STR_NONE,
        .help_href = STR("/help"),
        .organisation = ctx->body.id           ? organisation(ctx)
                        : str_is(q->path, "/") ? NULL
                                               : way_back(ctx),
        .person = &person,
        .crumbs = page->crumbs,
        .n_crumbs = page->n_crumbs,
        .flash = flash(ctx, q),
        .notice = ctx->body.demo ? W("look.demo.notice") : STR_NONE,
        .is_wide = page->is_wide,
        .main = {buf_as_str(main->out)},
        .version = STR(SAMSTYR_VERSION),
        .accessibility_href = STR("/accessibility"),
        .privacy_href = STR("/privacy"),
        .source_href = STR("/source"),
        .barrier_href = STR("/barrier"),
    };
    v.languages = languages(ctx, q, &v.n_languages);
    v.schemes = schemes(ctx, q, &v.n_schemes);
    menu(ctx, page->current, &v);
    start_reply(ctx, r, &h);
    buf_room(&r->body, main->out->n + 24 * KIB);
    frame_view_html(&h, &v);
    return r->body.full ? fault(ctx, ERR_TOO_BIG, "error.too_big") : OK;
}

/* --- trouble in words --- */

str page_fault(struct ctx *ctx, const struct field_fault *f)
{
    return word_args(ctx->arena, ctx->lang, f->key, f->args, FAULT_ARGS);
}

str page_fault_text(struct ctx *ctx, const struct fault *f)
{
    const char *key = f->key;
    if (!key) {
        key = str_printf(ctx->arena, "error.%d.text", fault_status(f->code)).p;
    }
    return word_args(ctx->arena, ctx->lang, key, f->args, FAULT_ARGS);
}

/* "sort: it can be sorted by ..."; where a form has the fields it says so itself. */
static str *fields_told(struct ctx *ctx)
{
    const struct fault *f = &ctx->fault;
    str *told = ARENA_ARRAY(ctx->arena, f->n_fields + 1, str);
    for (size_t i = 0; i < f->n_fields; i++) {
        told[i] =
            STR_JOIN(ctx->arena, f->fields[i].field, STR(": "), page_fault(ctx, &f->fields[i]));
    }
    return told;
}

void page_error(struct ctx *ctx, const struct request *q, struct reply *r)
{
    struct html *h = page_begin(ctx);
    int status =
        r->status >= 400 ? r->status : fault_status(ctx->fault.code ? ctx->fault.code : ERR_BROKEN);
    str title = str_printf(ctx->arena, "error.%d.title", status),
        text = str_printf(ctx->arena, "error.%d.text", status);
    bool known = word_has(title.p);
    struct error_page_view v = {
        .title = known ? word(ctx->lang, title.p) : W("error.500.title"),
        .text = known ? word(ctx->lang, text.p) : W("error.500.text"),
        .hint = ctx->fault.key ? page_fault_text(ctx, &ctx->fault) : STR_NONE,
        .fields = fields_told(ctx),
        .n_fields = ctx->fault.n_fields,
        .reference = ctx->request,
        .home_href = STR("/"),
        .sign_in_href = ctx->actor.person_id > 0 ? STR_NONE : STR("/sign-in"),
    };
    error_page_view_html(h, &v);
    page_send(ctx, q, r, &(struct page){.title = v.title}, h);
    r->status = status;
}
