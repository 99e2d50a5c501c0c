/* hold.c - what a legal hold is, what it can be placed over, and who lifts it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/hold/hold.h"

#include <string.h>

static const char *const states[] = {"in_force", "lifted", NULL};
static const char *const in_force[] = {"in_force", NULL};
static const char *const ends[] = {"lifted", NULL};

static const struct field fields[] = {
    {FIELD(struct hold, title), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct hold, kind), .type = FIELD_CHOICE,
     .flags = FIELD_KINDS | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct hold, about), .type = FIELD_TEXT, .max = 100, .flags = FIELD_COLUMN},
    {FIELD(struct hold, reason), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct hold, lifted_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED | FIELD_COLUMN},
};

/* The kind that "P-7" is a reference to: the one chosen, or the only one with that prefix. */
static const struct kind *kind_of(const struct hold *h, str prefix, bool *several)
{
    const struct kind *found = NULL;
    for (const struct kind *const *k = all_kinds; *k; k++) {
        bool is_it = prefix.n == strlen((*k)->prefix) &&
                     strncasecmp(prefix.p, (*k)->prefix, prefix.n) == 0 &&
                     !((*k)->flags & KIND_REFERENCE) && (!h->kind.n || str_is(h->kind, (*k)->name));
        *several = *several || (is_it && found);
        found = is_it ? *k : found;
    }
    return found;
}

/* Things in the wastebasket too: they are the first that a rule would erase. */
static err thing_id(struct ctx *ctx, const struct kind *k, int64_t ref, int64_t *out)
{
    str sql =
        str_printf(ctx->arena, "SELECT id FROM %s WHERE organisation_id = :body AND ref = :ref",
                   kind_table(k));
    return db_int(ctx->db, sql.p, BINDS(B_INT("body", ctx->body.id), B_INT("ref", ref)), out);
}

/* "P-7 Kari Nordmann" is read as "P-7". */
static err read_about(struct ctx *ctx, const struct hold *h, const struct kind **kind, int64_t *ref)
{
    str rest = h->about, word = STR(""), prefix;
    bool several = false;
    str_split(&rest, ' ', &word);
    if (!str_split(&word, '-', &prefix) || !str_to_int(word, ref)) {
        return fault_at(ctx, "about", "hold.about.no_reference");
    }
    *kind = kind_of(h, prefix, &several);
    if (several) {
        return fault_at(ctx, "kind", "hold.about.which_kind", h->about);
    }
    return *kind ? OK : fault_at(ctx, "about", "hold.about.missing", h->about);
}

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    struct hold *h = (struct hold *)t;
    const struct kind *kind;
    int64_t ref = 0, id = 0;
    h->about = str_trim(h->about);
    if (before || !h->about.n) {
        return OK;
    }
    err e = read_about(ctx, h, &kind, &ref);
    e = e ? e : thing_id(ctx, kind, ref, &id);
    if (!e && !id) {
        return fault_at(ctx, "about", "hold.about.missing", h->about);
    }
    if (!e) {
        h->kind = str_of(kind->name);
        h->about = kind_ref(ctx->arena, kind, ref);
    }
    return e;
}

/* The key stands beside the reference, so that holds can be asked for in every statement. */
static err after(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb)
{
    const struct hold *h = (const struct hold *)t;
    const struct kind *kind;
    int64_t ref = 0, id = 0;
    if (before || !h->about.n) {
        return OK;
    }
    err e = read_about(ctx, h, &kind, &ref);
    e = e ? e : thing_id(ctx, kind, ref, &id);
    return e ? e
             : db_run(ctx->db, "UPDATE legal_hold SET thing_id = :thing WHERE id = :id",
                      BINDS(B_INT("thing", id), B_INT("id", t->id)), NULL);
}

static err lift(struct ctx *ctx, struct thing *t, str reason)
{
    ((struct hold *)t)->lifted_on = ctx->today;
    return OK;
}

static const struct verb verbs[] = {
    {.name = "lift",
     .from = in_force,
     .to = "lifted",
     .roles = HOLD_KEEPERS,
     .flags = VERB_REASON | VERB_STEP_UP,
     .run = lift},
};

static const struct view views[] = {
    {"in_force", "state=in_force"},
    {"lifted", "state=lifted"},
};

const struct kind hold_kind = {
    .name = "hold",
    .plural = "legal-holds",
    .table = "legal_hold",
    .prefix = "SS",
    .group = "settings",
    .icon = "PadlockLocked",
    .order = 40,
    .flags = KIND_NO_IMPORT,
    .size = sizeof(struct hold),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "title",
    .states = states,
    .ends = ends,
    .locked = states,
    .verbs = verbs,
    .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views,
    .n_views = sizeof views / sizeof *views,
    .read = HOLD_KEEPERS | ROLE_AUDITOR,
    .create = HOLD_KEEPERS,
    .check = check,
    .after = after,
};

err hold_thing(struct ctx *ctx, const struct hold *h, const struct kind **kind, int64_t *id)
{
    *kind = h->about.n ? kind_named(h->kind) : NULL;
    *id = 0;
    err e = *kind ? db_int(ctx->db, "SELECT coalesce(thing_id, 0) FROM legal_hold WHERE id = :id",
                           BINDS(B_INT("id", h->thing.id)), id)
                  : OK;
    *kind = *id ? *kind : NULL;
    return e;
}
