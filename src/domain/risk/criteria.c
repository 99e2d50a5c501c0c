/* criteria.c - how a body judges risk: read, stored, changed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/risk/criteria.h"

#include "base/embedded.h"
#include "domain/risk/risk.h"
#include "format/json/read.h"
#include "trail/trail.h"

#include <string.h>

enum { MOST_CONTENT = 64 * 1024, MOST_MONTHS = 60 };

const char *const criteria_level_names[] = {"low", "moderate", "high", "critical", NULL};

/* --- asking --- */

int criteria_rank(str level)
{
    for (int i = 0; i < RISK_LEVELS; i++) {
        if (str_is(level, criteria_level_names[i])) {
            return i;
        }
    }
    return -1;
}

const struct criteria_level *criteria_of(const struct criteria *c, int64_t likelihood,
                                         int64_t consequence)
{
    if (likelihood < 1 || likelihood > RISK_STEPS || consequence < 1 || consequence > RISK_STEPS) {
        return NULL;
    }
    return &c->levels[c->grid[likelihood - 1][consequence - 1]];
}

const struct criteria_level *criteria_named(const struct criteria *c, str level)
{
    int rank = criteria_rank(level);
    return rank < 0 ? NULL : &c->levels[rank];
}

bool criteria_above(const struct criteria *c, str level)
{
    return criteria_rank(level) > c->tolerated;
}

/* Top management may accept any level; the officer advises and accepts none. */
uint32_t criteria_roles(const struct criteria_level *level)
{
    return str_is(level->accept, "line_manager") ? ROLES_MANAGERS : ROLE_TOP_MANAGEMENT;
}

/* --- reading: what is stored and what the starter set has are alike, JSON, since both are read for
   each page of a risk --- */

static void texts_read(const struct json *v, str out[N_LANGS])
{
    for (int l = 0; l < N_LANGS; l++) {
        out[l] = json_get_str(v, lang_code((enum lang)l));
    }
}

static struct criteria_text text_read(const struct json *v)
{
    struct criteria_text t;
    texts_read(json_get(v, "word"), t.word);
    texts_read(json_get(v, "description"), t.description);
    return t;
}

static int64_t number_read(const struct json *v)
{
    int64_t n = 0;
    return json_to_int(v, &n) ? n : 0;
}

static bool steps_read(const struct json *v, struct criteria_text *out)
{
    for (size_t i = 0; i < RISK_STEPS; i++) {
        out[i] = text_read(json_item(v, i));
    }
    return json_count(v) == RISK_STEPS;
}

static bool levels_read(const struct json *v, struct criteria_level *out)
{
    for (size_t i = 0; i < RISK_LEVELS; i++) {
        const struct json *item = json_item(v, i);
        out[i] = (struct criteria_level){
            .name = criteria_level_names[i],
            .text = text_read(item),
            .accept = json_get_str(item, "accept"),
            .valid_months = number_read(json_get(item, "valid_months")),
        };
        if (criteria_rank(json_get_str(item, "id")) != (int)i) {
            return false;
        }
    }
    return json_count(v) == RISK_LEVELS;
}

static bool grid_read(const struct json *v, struct criteria *out)
{
    for (size_t l = 0; l < RISK_STEPS; l++) {
        for (size_t c = 0; c < RISK_STEPS; c++) {
            out->grid[l][c] = criteria_rank(json_str(json_item(json_item(v, l), c)));
            if (out->grid[l][c] < 0) {
                return false;
            }
        }
    }
    return true;
}

/* What is not said is tolerated: the levels that need not go to top management. */
static int tolerated_by_default(const struct criteria *c)
{
    int tolerated = 0;
    for (int i = 0; i < RISK_LEVELS; i++) {
        if (str_is(c->levels[i].accept, "line_manager")) {
            tolerated = i;
        }
    }
    return tolerated;
}

static bool read(const struct json *v, struct criteria *out)
{
    if (!steps_read(json_get(v, "likelihood"), out->likelihood) ||
        !steps_read(json_get(v, "consequence"), out->consequence) ||
        !levels_read(json_get(v, "levels"), out->levels) || !grid_read(json_get(v, "grid"), out)) {
        return false;
    }
    int rank = criteria_rank(json_get_str(v, "tolerated"));
    out->tolerated = rank < 0 ? tolerated_by_default(out) : rank;
    return true;
}

static err starter(struct ctx *ctx, struct criteria *out)
{
    const struct embedded *file = embedded_find(STR("library/starter/criteria.json"));
    const struct json *v = NULL;
    err e = !file ? ERR_MISSING
                  : json_read_kept(ctx->arena, str_n((const char *)file->data, file->n),
                                   &json_limits_request, &ctx->fault, KEY("risk.criteria.broken"),
                                   &v);
    if (e == ERR_BUSY || (!e && read(v, out))) {
        return e;
    }
    fault_detail(&ctx->fault, "the starter set has no usable risk criteria");
    return fault(ctx, ERR_BROKEN, "risk.criteria.broken");
}

err criteria_get(struct ctx *ctx, const struct criteria **out)
{
    struct criteria *c = ARENA_NEW(ctx->arena, struct criteria);
    struct rows *rows;
    str content = STR_NONE;
    *out = c;
    err e =
        db_query(ctx->db,
                 "SELECT version, content FROM risk_criteria WHERE organisation_id = :organisation "
                 "ORDER BY version DESC LIMIT 1",
                 BINDS(B_INT("organisation", ctx->body.id)), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        c->version = rows_int(rows, 0);
        content = str_copy(ctx->arena, rows_text(rows, 1));
    }
    e = rows_end(rows);
    if (e || !content.p) {
        return e ? e : starter(ctx, c);
    }
    const struct json *v;
    e = json_read_kept(ctx->arena, content, &json_limits_request, &ctx->fault,
                       KEY("risk.criteria.broken"), &v);
    if (e || !read(v, c)) {
        fault_detail(&ctx->fault, "criteria %lld of body %lld cannot be read",
                     (long long)c->version, (long long)ctx->body.id);
        return e ? e : fault(ctx, ERR_BROKEN, "risk.criteria.broken");
    }
    return OK;
}

/* --- writing --- */

static void texts_write(struct json_writer *w, const char *name, const str texts[N_LANGS])
{
    json_key(w, name);
    json_object_start(w);
    for (int l = 0; l < N_LANGS; l++) {
        json_member_text(w, lang_code((enum lang)l), texts[l]);
    }
    json_object_end(w);
}

static void steps_write(struct json_writer *w, const char *name, const struct criteria_text *steps)
{
    json_key(w, name);
    json_array_start(w);
    for (int i = 0; i < RISK_STEPS; i++) {
        json_object_start(w);
        json_member_int(w, "level", i + 1);
        texts_write(w, "word", steps[i].word);
        texts_write(w, "description", steps[i].description);
        json_object_end(w);
    }
    json_array_end(w);
}

static void levels_write(struct json_writer *w, const struct criteria_level *levels)
{
    json_key(w, "levels");
    json_array_start(w);
    for (int i = 0; i < RISK_LEVELS; i++) {
        json_object_start(w);
        json_member_text(w, "id", str_of(levels[i].name));
        texts_write(w, "word", levels[i].text.word);
        texts_write(w, "description", levels[i].text.description);
        json_member_text(w, "accept", levels[i].accept);
        json_member_int(w, "valid_months", levels[i].valid_months);
        json_object_end(w);
    }
    json_array_end(w);
}

static void grid_write(struct json_writer *w, const struct criteria *c)
{
    json_key(w, "grid");
    json_array_start(w);
    for (int l = 0; l < RISK_STEPS; l++) {
        json_array_start(w);
        for (int k = 0; k < RISK_STEPS; k++) {
            json_text_z(w, criteria_level_names[c->grid[l][k]]);
        }
        json_array_end(w);
    }
    json_array_end(w);
}

static str written(struct arena *a, const struct criteria *c)
{
    struct buf b;
    struct json_writer w;
    buf_init(&b, a, MOST_CONTENT);
    json_start(&w, &b);
    json_object_start(&w);
    steps_write(&w, "likelihood", c->likelihood);
    steps_write(&w, "consequence", c->consequence);
    levels_write(&w, c->levels);
    grid_write(&w, c);
    json_member_text(&w, "tolerated", str_of(criteria_level_names[c->tolerated]));
    json_object_end(&w);
    return buf_as_str(&b);
}

/* "l1: low low low moderate high": one line of the grid as the history keeps it. */
static str grid_line(struct arena *a, const struct criteria *c, int likelihood)
{
    struct buf b;
    buf_init(&b, a, KIB);
    for (int k = 0; k < RISK_STEPS; k++) {
        if (k) {
            buf_char(&b, ' ');
        }
        buf_z(&b, criteria_level_names[c->grid[likelihood][k]]);
    }
    return buf_as_str(&b);
}

enum { MOST_CHANGES = RISK_STEPS + 2 * RISK_LEVELS + 1 };

static void note(struct change *changes, size_t *n, const char *field, str before, str after)
{
    if (!str_eq(before, after)) {
        changes[(*n)++] = (struct change){field, before, after};
    }
}

static size_t changes_of(struct arena *a, const struct criteria *before,
                         const struct criteria *after, struct change *changes)
{
    size_t n = 0;
    for (int l = 0; l < RISK_STEPS; l++) {
        note(changes, &n, str_printf(a, "grid_%d", l + 1).p, grid_line(a, before, l),
             grid_line(a, after, l));
    }
    for (int i = 0; i < RISK_LEVELS; i++) {
        const struct criteria_level *x = &before->levels[i], *y = &after->levels[i];
        note(changes, &n, str_printf(a, "accept_%s", x->name).p, x->accept, y->accept);
        note(changes, &n, str_printf(a, "valid_months_%s", x->name).p,
             str_from_int(a, x->valid_months), str_from_int(a, y->valid_months));
    }
    note(changes, &n, "tolerated", str_of(criteria_level_names[before->tolerated]),
         str_of(criteria_level_names[after->tolerated]));
    return n;
}

static err store(struct ctx *ctx, struct criteria *c, const char *verb, str reason,
                 const struct change *changes, size_t n)
{
    err e =
        db_run(ctx->db,
               "INSERT INTO risk_criteria (organisation_id, version, content, made_at, made_by) "
               "VALUES (:organisation, :version, :content, :now, :actor)",
               BINDS(B_INT("organisation", ctx->body.id), B_INT("version", c->version + 1),
                     B_TEXT("content", written(ctx->arena, c)), B_INT("now", ctx->now),
                     B_ID("actor", ctx->actor.person_id)),
               NULL);
    c->version++;
    return e ? e
             : trail_append(ctx, ctx->body.id, "risk_criteria", ctx->body.id, c->version, verb,
                            reason, changes, n);
}

static void check_grid(struct ctx *ctx, const struct criteria *c)
{
    for (int l = 0; l < RISK_STEPS; l++) {
        for (int k = 0; k < RISK_STEPS; k++) {
            if ((l && c->grid[l][k] < c->grid[l - 1][k]) ||
                (k && c->grid[l][k] < c->grid[l][k - 1])) {
                str name = str_printf(ctx->arena, "grid_%d_%d", l + 1, k + 1);
                str args[] = {STR_NONE, str_from_int(ctx->arena, l + 1),
                              str_from_int(ctx->arena, k + 1)};
                fault_field(&ctx->fault, name, 0, KEY("risk.criteria.falls"), args, 3);
            }
        }
    }
}

static void check_levels(struct ctx *ctx, const struct criteria *c)
{
    for (int i = 0; i < RISK_LEVELS; i++) {
        const struct criteria_level *level = &c->levels[i];
        str months = str_printf(ctx->arena, "valid_months_%s", level->name);
        if (level->valid_months < 1 || level->valid_months > MOST_MONTHS) {
            str args[] = {STR_NONE, str_from_int(ctx->arena, MOST_MONTHS)};
            fault_field(&ctx->fault, months, 0, KEY("risk.criteria.months_wrong"), args, 2);
        } else if (i && level->valid_months > c->levels[i - 1].valid_months) {
            fault_field(&ctx->fault, months, 0, KEY("risk.criteria.longer"), NULL, 0);
        }
        if (!str_is(level->accept, "line_manager") && !str_is(level->accept, "top_management")) {
            fault_field(&ctx->fault, str_printf(ctx->arena, "accept_%s", level->name), 0,
                        KEY("form.error.choice"), NULL, 0);
        } else if (i && criteria_roles(level) & ~criteria_roles(&c->levels[i - 1])) {
            fault_field(&ctx->fault, str_printf(ctx->arena, "accept_%s", level->name), 0,
                        KEY("risk.criteria.lower_down"), NULL, 0);
        }
    }
}

err criteria_change(struct ctx *ctx, struct criteria *c, str reason)
{
    const struct criteria *before;
    if (!ctx_may(ctx, ROLE_TOP_MANAGEMENT | ROLE_OFFICER) || ctx->actor.read_only) {
        return fault(ctx, ERR_DENIED, "error.denied");
    }
    err e = criteria_get(ctx, &before);
    if (e) {
        return e;
    }
    if (before->version != c->version) {
        return fault(ctx, ERR_STALE, "error.stale");
    }
    check_grid(ctx, c);
    check_levels(ctx, c);
    if (str_empty(str_trim(reason))) {
        fault_at(ctx, "reason", "form.error.required");
    }
    if (ctx->fault.n_fields) {
        return ERR_INVALID;
    }
    struct change changes[MOST_CHANGES];
    size_t n = changes_of(ctx->arena, before, c, changes);
    if (!n) {
        return OK;
    }
    e = store(ctx, c, "change", reason, changes, n);
    return e ? e : risks_judge_again(ctx, c);
}

err criteria_start(struct ctx *ctx)
{
    const struct criteria *c;
    err e = criteria_get(ctx, &c);
    if (e || c->version) {
        return e;
    }
    struct criteria copy = *c;
    return store(ctx, &copy, "create", STR_NONE, NULL, 0);
}
