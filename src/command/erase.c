/* erase.c - samstyr erase, hold and retain: what is known of a person goes, unless a hold forbids
 * it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/erase.h"

#include "command/work.h"
#include "domain/hold/hold.h"
#include "domain/person/person.h"
#include "domain/retention_rule/retention_rule.h"
#include "kind/held.h"
#include "trail/erase.h"

#include <stdio.h>
#include <string.h>

static int erase(int argc, char **argv, const struct global *g);
static int hold(int argc, char **argv, const struct global *g);
static int retain(int argc, char **argv, const struct global *g);

const struct command erase_command = {
    .name = "erase",
    .summary = KEY("command.erase"),
    .usage = "KIND REF|EMAIL --basis TEXT [--in-texts] [--and-who] [--organisation NUMBER] | due "
             "[--organisation NUMBER]",
    .run = erase,
};
const struct command hold_command = {
    .name = "hold",
    .summary = KEY("command.hold"),
    .usage =
        "place [KIND [REF]] --reason TEXT | lift REF --reason TEXT | list [--organisation NUMBER]",
    .run = hold,
};
const struct command retain_command = {
    .name = "retain",
    .summary = KEY("command.retain"),
    .usage = "KIND MONTHS --basis TEXT [--organisation NUMBER]",
    .run = retain,
};

static void tell(const struct global *g, const char *key, int64_t n)
{
    str count = text_int(g->arena, g->lang, n);
    str said = word_args(g->arena, g->lang, key, &count, 1);
    printf("%.*s\n", STR_ARG(said));
}

static err thing_named(struct ctx *ctx, const struct kind *k, str ref, struct thing **out)
{
    int64_t id = 0;
    if (str_index(ref, '@') > 0 && strcmp(k->name, "person") == 0) {
        err e = person_find(ctx, ref, &id);
        e = e || id ? e : fault(ctx, ERR_MISSING, "command.unknown_person", ref);
        return e ? e : thing_get_any(ctx, k, id, out);
    }
    return str_to_int(ref, &id) ? thing_get_any(ctx, k, id, out) : thing_find(ctx, k, ref, out);
}

static bool kind_take(const struct global *g, const char *name, const struct kind **out)
{
    *out = kind_named(str_of(name));
    *out = *out ? *out : kind_at(str_of(name));
    if (!*out) {
        command_refuse(g, KEY("command.unknown_kind"), str_of(name));
    }
    return *out != NULL;
}

/* Free pages and the write-ahead log, when the work has been kept. */
static int purge(const struct global *g)
{
    struct fault f;
    struct db *db = NULL;
    if (!command_database(g, &db, &f)) {
        return 1;
    }
    err e = trail_purge(db);
    db_close(db);
    return e ? command_fail(g, &f) : 0;
}

/* Every rule of the body, to its end. */
static err due_erase(struct ctx *ctx, int64_t *n)
{
    struct retention_rule **rules;
    size_t n_rules;
    *n = 0;
    err e = retention_rules(ctx, &rules, &n_rules);
    for (size_t i = 0; !e && i < n_rules; i++) {
        int64_t after = 0, some;
        do {
            e = retention_carry_out(ctx, rules[i], &after, &some);
            *n += some;
        } while (!e && after);
    }
    return e;
}

static int erase(int argc, char **argv, const struct global *g)
{
    const char *number = option_take(&argc, argv, "--organisation"),
               *basis = option_take(&argc, argv, "--basis");
    unsigned how = option_flag(&argc, argv, "--and-who") ? ERASE_WHO : 0;
    how |= option_flag(&argc, argv, "--in-texts") ? ERASE_IN_TEXTS : 0;
    struct erased out = {0};
    bool due = argc == 2 && strcmp(argv[1], "due") == 0;
    const struct kind *k = NULL;
    struct thing *t;
    struct work w;
    int64_t n = 0;
    if (!arguments_end(argc, argv, due ? 1 : 2, 2, &erase_command, g) ||
        (!due && !kind_take(g, argv[1], &k))) {
        return 2;
    }
    if (!work_begin(&w, g, WORK_SCHEMA_READY)) {
        return 1;
    }
    err e = work_body(&w, number);
    if (due) {
        e = e ? e : due_erase(&w.ctx, &n);
    } else {
        e = e ? e : thing_named(&w.ctx, k, str_of(argv[2]), &t);
        const struct erasing what = {.how = how, .basis = str_of(basis)};
        e = e ? e : thing_erase(&w.ctx, t, &what, &out);
        n = out.n_history;
    }
    int code = work_end(&w, e);
    if (code) {
        return code;
    }
    if (out.is_refused) {
        return command_refuse(g, KEY("erase.held"), str_of(argv[2]));
    }
    code = purge(g);
    if (code == 0) {
        tell(g, due ? KEY("erase.due") : KEY("erase.done"), n);
    }
    return code;
}

static err holds_list(struct ctx *ctx)
{
    struct held *holds;
    size_t n;
    err e = held_read(ctx, ctx->body.id, &holds, &n);
    for (size_t i = 0; !e && i < n; i++) {
        str ref = kind_ref(ctx->arena, &hold_kind, holds[i].ref);
        printf("%.*s\t%.*s\t%lld\t%.*s\n", STR_ARG(ref),
               STR_ARG(holds[i].kind.n ? holds[i].kind : STR("*")), (long long)holds[i].thing_id,
               STR_ARG(holds[i].title));
    }
    return e;
}

/* A person by address too; a number is read as on the page, where the wastebasket counts as well.
 */
static err hold_place(struct ctx *ctx, const struct kind *k, const char *ref, str reason)
{
    struct thing *t = NULL;
    bool is_address = ref && str_index(str_of(ref), '@') > 0;
    err e = is_address ? thing_named(ctx, k, str_of(ref), &t) : OK;
    if (e) {
        return e;
    }
    struct hold *h = (struct hold *)thing_new(ctx, &hold_kind);
    h->title = reason;
    h->kind = str_of(k ? k->name : NULL);
    h->about = t ? kind_ref(ctx->arena, k, t->ref) : str_of(ref);
    return thing_create(ctx, &h->thing);
}

static err hold_lift(struct ctx *ctx, const char *ref, str reason)
{
    struct thing *t;
    err e = thing_named(ctx, &hold_kind, str_of(ref), &t);
    return e ? e : thing_do(ctx, t, t->version, "lift", reason);
}

static int hold(int argc, char **argv, const struct global *g)
{
    const char *number = option_take(&argc, argv, "--organisation"),
               *reason = option_take(&argc, argv, "--reason");
    const struct kind *k = NULL;
    struct work w;
    if (!arguments_end(argc, argv, 1, 3, &hold_command, g)) {
        return 2;
    }
    bool place = strcmp(argv[1], "place") == 0, lift = strcmp(argv[1], "lift") == 0,
         list = strcmp(argv[1], "list") == 0;
    if ((!place && !lift && !list) || (!list && !reason) || (lift && argc != 3)) {
        arguments_end(argc, argv, 9, 9, &hold_command, g);
        return 2;
    }
    if (place && argc > 2 && !kind_take(g, argv[2], &k)) {
        return 2;
    }
    if (!work_begin(&w, g, WORK_SCHEMA_READY)) {
        return 1;
    }
    err e = work_body(&w, number);
    e = e      ? e
        : list ? holds_list(&w.ctx)
        : lift ? hold_lift(&w.ctx, argv[2], str_of(reason))
               : hold_place(&w.ctx, k, argc > 3 ? argv[3] : NULL, str_of(reason));
    return work_end(&w, e);
}

/* The rule for the kind's wastebasket, with that many months: the one there is, or a new one. */
static err rule_keep(struct ctx *ctx, const struct kind *k, int64_t months, str basis)
{
    struct retention_rule **rules, *rule = NULL;
    size_t n = 0;
    err e = retention_rules(ctx, &rules, &n);
    for (size_t i = 0; !e && i < n; i++) {
        bool is_it = str_is(rules[i]->kind, k->name) && str_is(rules[i]->counted_from, "removed");
        rule = is_it ? rules[i] : rule;
    }
    bool is_new = !rule;
    rule = rule ? rule : (struct retention_rule *)thing_new(ctx, &retention_rule_kind);
    rule->months = months;
    rule->basis = basis.p ? basis : rule->basis;
    if (e || !is_new) {
        return e ? e : thing_change(ctx, &rule->thing, rule->thing.version);
    }
    rule->kind = str_of(k->name);
    rule->title = kind_word(ctx, k, "many", NULL);
    rule->counted_from = STR("removed");
    rule->action = STR("erase");
    return thing_create(ctx, &rule->thing);
}

static int retain(int argc, char **argv, const struct global *g)
{
    const char *number = option_take(&argc, argv, "--organisation"),
               *basis = option_take(&argc, argv, "--basis");
    const struct kind *k;
    struct work w;
    int64_t months;
    if (!arguments_end(argc, argv, 2, 2, &retain_command, g) || !kind_take(g, argv[1], &k)) {
        return 2;
    }
    if (!str_to_int(str_of(argv[2]), &months) || months < 1 || months > 1200) {
        arguments_end(argc, argv, 9, 9, &retain_command, g);
        return 2;
    }
    if (!work_begin(&w, g, WORK_SCHEMA_READY)) {
        return 1;
    }
    err e = work_body(&w, number);
    e = e ? e : rule_keep(&w.ctx, k, months, str_of(basis));
    return work_end(&w, e);
}
