/* catalog.c - an OSCAL catalog as a framework with its requirements, and back again; nothing is
 * dropped. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hash.h"
#include "db/search.h"
#include "domain/framework/framework.h"
#include "domain/requirement/requirement.h"
#include "exchange/exchange.h"
#include "exchange/oscal/prose.h"
#include "exchange/reference.h"
#include "format/json/read.h"
#include "format/oscal/read.h"

#include <string.h>

enum { LONGEST_CODE = 60, LONGEST_CONTENT = 4 * 1024 * 1024 };

/* One catalog on its way in: the framework it becomes, and how far its nodes have been numbered. */
struct coming {
    struct ctx *ctx;
    struct exchange_work *work;
    int64_t framework_id;
    bool is_new;
    str urn;
    size_t place;
    size_t n_rows_parts, n_rows_params;
    struct found {
        int64_t id;
        str title, text;
    } * found; /* what is made findable at the end */
    size_t n_found;
    int64_t next_ref; /* of those set aside for the nodes of a new framework */
};

/* A node of either sort. */
struct node {
    const char *sort;        /* group, control, enhancement */
    struct oscal_control as; /* a group's members, seen as a control's */
    const struct json *tree;
    int64_t parent_id;
};

/* --- names --- */

/* What others call the framework, where it is known; else its title in small letters and dashes. */
static str code_of(struct arena *a, const struct oscal_metadata *m)
{
    if (str_contains(m->title, STR("800-53 Revision 5")) &&
        !str_contains(m->title, STR("BASELINE"))) {
        return STR("nist-800-53-5");
    }
    if (str_contains(m->title, STR("Cybersecurity Framework 2.0"))) {
        return STR("nist-csf-2.0");
    }
    struct buf b;
    buf_init(&b, a, LONGEST_CODE + 4);
    str lower = str_lower(a, m->title);
    for (size_t i = 0; i < lower.n && b.n < LONGEST_CODE; i++) {
        char c = lower.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
        if (plain || (b.n && b.data[b.n - 1] != '-')) {
            buf_char(&b, plain ? c : '-');
        }
    }
    return b.n ? buf_as_str(&b) : STR("catalog");
}

static struct texts english(str s)
{
    return (struct texts){.in = {[LANG_EN] = s}};
}

/* The members of a node as they came, without the nodes below it. */
static str content_of(struct arena *a, const struct json *tree)
{
    struct buf b;
    struct json_writer w;
    buf_init(&b, a, LONGEST_CONTENT);
    json_start(&w, &b);
    json_object_start(&w);
    for (size_t i = 0; i < json_count(tree); i++) {
        const struct json_member *m = &tree->members[i];
        bool below = (str_is(m->name, "groups") || str_is(m->name, "controls")) &&
                     m->value.type == JSON_IS_ARRAY;
        if (!below) {
            json_key_str(&w, m->name);
            json_tree(&w, &m->value);
        }
    }
    json_object_end(&w);
    return buf_as_str(&b);
}

/* --- one node --- */

/* Thousands of rows of the same form: their text is written out, so that it need not be made each
 * time. */
static const char part_sql[] =
    "INSERT INTO requirement_part (requirement_id, position, depth, code, name, label, title, "
    "prose) "
    "VALUES (:requirement, :position, :depth, :code, :name, :label, :title, :prose)";
static const char param_sql[] =
    "INSERT INTO requirement_param (requirement_id, position, code, label) "
    "VALUES (:requirement, :position, :code, :label)";

static str given(str s)
{
    return s.n ? s : STR_NONE;
}

static err part_put(struct coming *c, int64_t id, const struct oscal_part *part, int depth,
                    int64_t *position)
{
    err e = db_run(c->ctx->db, part_sql,
                   BINDS(B_INT("requirement", id), B_INT("position", ++*position),
                         B_INT("depth", depth), B_TEXT("code", given(part->id)),
                         B_TEXT("name", part->name.n ? part->name : STR("part")),
                         B_TEXT("label", oscal_prop_value(part->props, part->n_props, "label")),
                         B_TEXT("title", given(part->title)), B_TEXT("prose", given(part->prose))),
                   NULL);
    c->n_rows_parts++;
    for (size_t i = 0; !e && i < part->n_parts; i++) {
        e = part_put(c, id, &part->parts[i], depth + 1, position);
    }
    return e;
}

static err param_put(struct coming *c, int64_t id, const struct oscal_control *as, size_t i)
{
    str label = oscal_param_label(c->ctx->arena, as, &as->params[i]);
    c->n_rows_params++;
    return db_run(c->ctx->db, param_sql,
                  BINDS(B_INT("requirement", id), B_INT("position", (int64_t)i + 1),
                        B_TEXT("code", as->params[i].id), B_TEXT("label", given(label))),
                  NULL);
}

static err below_put(struct coming *c, int64_t id, const struct oscal_control *as)
{
    err e = OK;
    int64_t position = 0;
    if (!c->is_new) {
        e = db_run(c->ctx->db, "DELETE FROM requirement_part WHERE requirement_id = :id",
                   BINDS(B_INT("id", id)), NULL);
        e = e ? e
              : db_run(c->ctx->db, "DELETE FROM requirement_param WHERE requirement_id = :id",
                       BINDS(B_INT("id", id)), NULL);
    }
    for (size_t i = 0; !e && i < as->n_parts; i++) {
        e = part_put(c, id, &as->parts[i], 0, &position);
    }
    for (size_t i = 0; !e && i < as->n_params; i++) {
        e = param_put(c, id, as, i);
    }
    return e;
}

/* "AC-2 Account Management": the label where there is one, and the title unless it says the same.
 */
static str title_of(struct arena *a, const struct oscal_control *as)
{
    str label = oscal_prop_value(as->props, as->n_props, "label");
    if (label.n && str_contains(label, as->title)) {
        return label; /* CSF: "Organizational Context (GV.OC)" */
    }
    label = label.n ? label : as->id;
    return str_eq(label, as->title) || !label.n ? as->title
           : as->title.n ? str_printf(a, "%.*s %.*s", STR_ARG(label), STR_ARG(as->title))
                         : label;
}

/* A subcategory of CSF has its own title for its code only: the first of what it says follows. */
static str title_filled(struct arena *a, const struct oscal_control *as, str text)
{
    enum { LONGEST_TITLE = 160 };
    str title = title_of(a, as);
    if (!str_eq(as->title, as->id) || !text.n) {
        return title;
    }
    size_t n = text.n < LONGEST_TITLE ? text.n : LONGEST_TITLE;
    while (n < text.n && n && text.p[n] != ' ') {
        n--;
    }
    return str_printf(a, "%.*s %.*s%s", STR_ARG(title), (int)n, text.p, n < text.n ? " …" : "");
}

/* Where a withdrawn control went: the ids its links name. */
static str replaced_by(struct arena *a, const struct oscal_control *as)
{
    struct buf b;
    buf_init(&b, a, 4 * KIB);
    for (size_t i = 0; i < as->n_links; i++) {
        const struct oscal_link *l = &as->links[i];
        if ((str_is(l->rel, "incorporated-into") || str_is(l->rel, "moved-to")) &&
            str_starts(l->href, "#")) {
            buf_printf(&b, "%s%.*s", b.n ? " " : "", STR_ARG(str_slice(l->href, 1, l->href.n)));
        }
    }
    return b.n ? buf_as_str(&b) : STR_NONE;
}

/* Categories only hold what is assessed; controls that have enhancements below them are assessed
 * too. */
static bool is_assessable(const struct node *n)
{
    return strcmp(n->sort, "group") != 0 &&
           !(n->as.n_controls && str_is(n->as.class_name, "category"));
}

static err node_put(struct coming *c, const struct node *n, int64_t *id)
{
    struct ctx *ctx = c->ctx;
    const struct oscal_control *as = &n->as;
    struct oscal_prose prose = oscal_prose(ctx->arena, as);
    struct reference r;
    c->place++;
    str code = as->id.n ? as->id : str_printf(ctx->arena, "group-%zu", c->place);
    struct texts title = english(title_filled(ctx->arena, as, prose.text));
    struct texts text = english(prose.text), how = english(prose.how), proof = english(prose.proof);
    bool withdrawn = str_is(oscal_prop_value(as->props, as->n_props, "status"), "withdrawn");
    err e = c->is_new ? OK : requirement_find(ctx, c->framework_id, code, id);
    if (e) {
        return e;
    }
    reference_init(&r, ctx);
    reference_int(&r, "framework_id", c->framework_id);
    reference_id(&r, "parent_id", n->parent_id);
    reference_text(&r, "urn", str_printf(ctx->arena, "%.*s:%.*s", STR_ARG(c->urn), STR_ARG(code)));
    reference_text(&r, "code", code);
    reference_text(&r, "sort_key", str_printf(ctx->arena, "%06zu", c->place));
    reference_text(&r, "node", str_of(n->sort));
    reference_texts(&r, "title", &title);
    reference_texts(&r, "text", &text);
    reference_texts(&r, "how", &how);
    reference_texts(&r, "proof", &proof);
    reference_int(&r, "is_assessable", is_assessable(n));
    reference_text(&r, "replaced_by", withdrawn ? replaced_by(ctx->arena, as) : STR_NONE);
    reference_text(&r, "content", content_of(ctx->arena, n->tree));
    r.ref = c->is_new ? c->next_ref++ : 0;
    e = reference_thing(&r, &requirement_kind, *id, withdrawn ? STR("withdrawn") : STR("active"),
                        id);
    e = e ? e : below_put(c, *id, as);
    c->found[c->n_found++] = (struct found){*id, title.in[LANG_EN], prose.text};
    return e;
}

/* --- the tree --- */

static err controls_put(struct coming *c, const struct oscal_control *list, size_t n,
                        const struct json *trees, int64_t parent_id, const char *sort)
{
    err e = OK;
    for (size_t i = 0; !e && i < n; i++) {
        const struct json *tree = json_item(trees, i);
        struct node node = {.sort = sort, .as = list[i], .tree = tree, .parent_id = parent_id};
        int64_t id = 0;
        e = node_put(c, &node, &id);
        e = e ? e
              : controls_put(c, list[i].controls, list[i].n_controls, json_get(tree, "controls"),
                             id, "enhancement");
    }
    return e;
}

static struct oscal_control as_control(const struct oscal_group *g)
{
    return (struct oscal_control){.id = g->id,
                                  .class_name = g->class_name,
                                  .title = g->title,
                                  .params = g->params,
                                  .n_params = g->n_params,
                                  .props = g->props,
                                  .n_props = g->n_props,
                                  .links = g->links,
                                  .n_links = g->n_links,
                                  .parts = g->parts,
                                  .n_parts = g->n_parts};
}

static err groups_put(struct coming *c, const struct oscal_group *list, size_t n,
                      const struct json *trees, int64_t parent_id)
{
    err e = OK;
    for (size_t i = 0; !e && i < n; i++) {
        const struct json *tree = json_item(trees, i);
        struct node node = {
            .sort = "group", .as = as_control(&list[i]), .tree = tree, .parent_id = parent_id};
        int64_t id = 0;
        e = node_put(c, &node, &id);
        e = e ? e : groups_put(c, list[i].groups, list[i].n_groups, json_get(tree, "groups"), id);
        e = e ? e
              : controls_put(c, list[i].controls, list[i].n_controls, json_get(tree, "controls"),
                             id, "control");
    }
    return e;
}

/* In one go, since each statement that gives back a row makes SQLite write its waiting words to the
 * index. */
static err found_put(struct coming *c)
{
    err e = OK;
    for (size_t i = 0; !e && i < c->n_found; i++) {
        const struct found *f = &c->found[i];
        e = search_put(
            c->ctx->db, 0, requirement_kind.name, f->id, f->title,
            str_printf(c->ctx->arena, "%.*s\n%.*s", STR_ARG(f->title), STR_ARG(f->text)));
    }
    return e;
}

/* --- the framework --- */

static str publisher(const struct oscal_metadata *m)
{
    return m->n_parties ? m->parties[0].name : STR_NONE;
}

static err framework_put(struct coming *c, const struct oscal_catalog *catalog,
                         const struct json *tree, str code)
{
    const struct oscal_metadata *m = catalog->metadata;
    struct texts name = english(m->title), description = english(m->remarks);
    struct reference r;
    err e = framework_find(c->ctx, c->urn, &c->framework_id);
    if (e) {
        return e;
    }
    c->is_new = c->framework_id == 0;
    reference_init(&r, c->ctx);
    reference_text(&r, "urn", c->urn);
    reference_text(&r, "code", code);
    reference_texts(&r, "name", &name);
    reference_texts(&r, "description", &description);
    reference_text(&r, "provider", publisher(m));
    reference_text(&r, "edition", m->version);
    reference_text(&r, "published_on",
                   str_slice(m->published.n ? m->published : m->last_modified, 0, 10));
    reference_int(&r, "is_norm", 0);
    reference_text(&r, "content", content_of(c->ctx->arena, tree));
    return reference_thing(&r, &framework_kind, c->framework_id, STR("active"), &c->framework_id);
}

/* What a newer edition does not hold any more is withdrawn, never deleted: bodies may have answered
 * it. */
static err leftovers_withdraw(struct coming *c)
{
    return db_run(c->ctx->db,
                  "UPDATE requirement SET state = 'withdrawn', withdrawn_on = :today WHERE "
                  "framework_id = :framework "
                  "AND updated_at <> :now AND state = 'active'",
                  BINDS(B_TEXT("today", c->ctx->today), B_INT("framework", c->framework_id),
                        B_INT("now", c->ctx->now)),
                  NULL);
}

static err source_keep(struct coming *c, const struct oscal_metadata *m, str hash)
{
    struct texts title = english(m->title);
    struct reference r;
    reference_init(&r, c->ctx);
    reference_text(&r, "urn", c->urn);
    reference_text(&r, "type", STR("oscal-catalog"));
    reference_int(&r, "edition", 0);
    reference_text(&r, "provider", publisher(m));
    reference_texts(&r, "title", &title);
    reference_text(&r, "hash", hash);
    reference_int(&r, "read_at", c->ctx->now);
    return reference_put(&r, "library_source", "urn");
}

static err catalog_put(struct coming *c, const struct oscal_catalog *catalog,
                       const struct json *tree)
{
    str code = code_of(c->ctx->arena, catalog->metadata),
        hash = sha256_hex(c->ctx->arena, c->work->text), before;
    c->urn = str_printf(c->ctx->arena, "urn:oscal:catalog:%.*s", STR_ARG(code));
    err e = db_text(c->ctx->db, c->ctx->arena, "SELECT hash FROM library_source WHERE urn = :urn",
                    BINDS(B_TEXT("urn", c->urn)), &before);
    if (e || str_eq(before, hash)) {
        return e;
    }
    size_t n_nodes = catalog->counts.groups + catalog->counts.controls;
    c->found = ARENA_ARRAY(c->ctx->arena, n_nodes, struct found);
    e = source_keep(c, catalog->metadata, hash);
    e = e ? e : framework_put(c, catalog, tree, code);
    e = e || !c->is_new ? e
                        : reference_refs(c->ctx, &requirement_kind, (int64_t)n_nodes, &c->next_ref);
    e = e ? e : groups_put(c, catalog->groups, catalog->n_groups, json_get(tree, "groups"), 0);
    e = e ? e
          : controls_put(c, catalog->controls, catalog->n_controls, json_get(tree, "controls"), 0,
                         "control");
    e = e ? e : found_put(c);
    e = e ? e : leftovers_withdraw(c);
    e = e ? e : framework_count(c->ctx, c->framework_id);
    exchange_count(c->work, KEY("oscal.n.groups"), (int64_t)catalog->counts.groups);
    exchange_count(c->work, KEY("oscal.n.controls"), (int64_t)catalog->counts.controls);
    exchange_count(c->work, KEY("oscal.n.params"), (int64_t)c->n_rows_params);
    exchange_count(c->work, KEY("oscal.n.parts"), (int64_t)c->n_rows_parts);
    exchange_count(c->work, KEY("oscal.n.props"), (int64_t)catalog->counts.props);
    exchange_count(c->work, KEY("oscal.n.links"), (int64_t)catalog->counts.links);
    exchange_count(c->work, KEY("oscal.n.resources"), (int64_t)catalog->counts.resources);
    return e;
}

static err catalog_in(struct ctx *ctx, struct exchange_work *w)
{
    const struct json *tree;
    const struct oscal_catalog *catalog;
    struct refusal refusal = {0};
    struct coming c = {.ctx = ctx, .work = w};
    err e = json_read(ctx->arena, w->text, &json_limits_document, &tree, &refusal);
    e = e ? e : oscal_read_tree(ctx->arena, tree, &catalog, &refusal);
    if (e) {
        str why = word_args(ctx->arena, ctx->lang, refusal.key,
                            (const str[]){str_from_int(ctx->arena, refusal.line),
                                          str_from_int(ctx->arena, refusal.column), refusal.thing,
                                          refusal.limit},
                            4);
        return fault(ctx, e, "oscal.not_read", w->file, why);
    }
    return catalog_put(&c, catalog, json_get(tree, "catalog"));
}

/* --- and out again --- */

struct going {
    struct ctx *ctx;
    struct buf *out;
    struct row {
        int64_t id, parent_id;
        bool is_group;
        str content;
    } * rows;
    size_t n;
};

static err nodes_read(struct going *g, int64_t framework_id)
{
    struct rows *rows;
    int64_t n = 0;
    const struct bind binds[] = {B_INT("framework", framework_id)};
    err e = db_int(g->ctx->db, "SELECT count(*) FROM requirement WHERE framework_id = :framework",
                   binds, 1, &n);
    e = e ? e
          : db_query(g->ctx->db,
                     "SELECT id, parent_id, node, content FROM requirement WHERE framework_id = "
                     ":framework "
                     "AND withdrawn_on IS NULL AND deleted_at IS NULL ORDER BY sort_key",
                     binds, 1, &rows);
    if (e) {
        return e;
    }
    g->rows = ARENA_ARRAY(g->ctx->arena, (size_t)n, struct row);
    while (g->n < (size_t)n && rows_next(rows)) {
        g->rows[g->n++] =
            (struct row){rows_int(rows, 0), rows_int(rows, 1), str_is(rows_text(rows, 2), "group"),
                         str_copy(g->ctx->arena, rows_text(rows, 3))};
    }
    return rows_end(rows);
}

/* The nodes right below a node, as a member "groups" or "controls"; rows are in depth-first order,
   so those below come after it. */
static void nodes_write(struct going *g, size_t from, int64_t parent_id, bool groups);

static void node_write(struct going *g, size_t at, str content, int64_t id)
{
    buf_str(g->out, str_slice(content, 0, content.n - 1)); /* without the closing brace */
    nodes_write(g, at, id, true);
    nodes_write(g, at, id, false);
    buf_char(g->out, '}');
}

static void nodes_write(struct going *g, size_t from, int64_t parent_id, bool groups)
{
    bool any = false;
    for (size_t i = from; i < g->n; i++) {
        if (g->rows[i].parent_id != parent_id || g->rows[i].is_group != groups) {
            continue;
        }
        buf_z(g->out, any ? "," : groups ? ",\"groups\":[" : ",\"controls\":[");
        any = true;
        node_write(g, i + 1, g->rows[i].content, g->rows[i].id);
    }
    if (any) {
        buf_char(g->out, ']');
    }
}

/* The framework named by --kind is written as it came; one of our own has no such content. */
static err catalog_out(struct ctx *ctx, struct exchange_work *w)
{
    struct going g = {.ctx = ctx, .out = w->out};
    int64_t id = 0;
    str content = STR_NONE;
    err e = framework_find(ctx, w->name, &id);
    e = e ? e
          : db_text(ctx->db, ctx->arena, "SELECT content FROM framework WHERE id = :id",
                    BINDS(B_INT("id", id)), &content);
    if (e) {
        return e;
    }
    if (!content.n) {
        return fault(ctx, ERR_MISSING, "oscal.no_catalog", w->name);
    }
    e = nodes_read(&g, id);
    if (!e) {
        buf_literal(w->out, "{\"catalog\":");
        node_write(&g, 0, content, 0);
        buf_literal(w->out, "}\n");
    }
    return e;
}

const struct exchange oscal_catalog_exchange = {.name = "oscal-catalog",
                                                .summary = KEY("exchange.oscal_catalog"),
                                                .flags = EXCHANGE_IN | EXCHANGE_OUT | EXCHANGE_NAME,
                                                .in = catalog_in,
                                                .out = catalog_out};
