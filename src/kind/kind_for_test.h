/* kind_for_test.h - a body with a person of each role, on each engine, for a test of a kind's
 * rules. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_KIND_FOR_TEST_H
#define KIND_KIND_FOR_TEST_H

#include "base/clock.h"
#include "db/db_for_test.h"
#include "kind/store.h"

/* Saturday 21 November 2026, 10:00 in Norway: "today" is 2026-11-21. */
#define KIND_TEST_NOW ((int64_t)1795251600000)

/* A fresh database with the body 999900011 (a municipality) and eight persons, one of each role,
   named after it. The story runs in one open write transaction, as the system until kind_test_as.
 */
struct kind_test {
    struct test_db *t;
    struct ctx ctx;
    int64_t body;
    int64_t persons[N_ROLES]; /* by bit: persons[2] is the officer */
};

/* Fails unless the call went well, and shows what was told. */
#define assert_done(k, call) kind_test_done((k), (call), __FILE__, __LINE__)
/* Fails unless the call was refused with that word, of the whole or of a field; then forgets it. */
#define assert_refused(k, call, key) kind_test_refused((k), (call), (key), __FILE__, __LINE__)

static inline void kind_test_show(struct kind_test *k)
{
    const struct fault *f = &k->ctx.fault;
    print_error("%s: %s %.*s\n", err_name(f->code), f->key ? f->key : "(nothing told)",
                STR_ARG(f->detail));
    for (size_t i = 0; i < f->n_fields; i++) {
        print_error("  %.*s: %s %.*s\n", STR_ARG(f->fields[i].field), f->fields[i].key,
                    STR_ARG(f->fields[i].args[0]));
    }
}

static inline void kind_test_done(struct kind_test *k, err e, const char *file, int line)
{
    if (e) {
        kind_test_show(k);
        _fail(file, line);
    }
}

static inline void kind_test_refused(struct kind_test *k, err e, const char *key, const char *file,
                                     int line)
{
    const struct fault *f = &k->ctx.fault;
    bool told = f->key && strcmp(f->key, key) == 0;
    for (size_t i = 0; i < f->n_fields; i++) {
        told |= strcmp(f->fields[i].key, key) == 0;
    }
    if (e == OK || !told) {
        print_error("expected: refused with %s; %s\n", key, e == OK ? "it was done" : "is:");
        kind_test_show(k);
        _fail(file, line);
    }
    fault_init(&k->ctx.fault, k->ctx.arena);
}

/* From here on the work is done by the person with that role; 0 is the system. */
static inline void kind_test_as(struct kind_test *k, enum role role)
{
    k->ctx.actor = (struct actor){.roles = ROLES_ALL};
    for (int i = 0; i < N_ROLES; i++) {
        if (role == (enum role)(1 << i)) {
            k->ctx.actor =
                (struct actor){.person_id = k->persons[i], .roles = (uint32_t)role, .proved = true};
        }
    }
}

static inline int64_t kind_test_person(const struct kind_test *k, enum role role)
{
    for (int i = 0; i < N_ROLES; i++) {
        if (role == (enum role)(1 << i)) {
            return k->persons[i];
        }
    }
    return 0;
}

/* A new registered body, steered by another one (0: by none). */
static inline int64_t kind_test_body(struct kind_test *k, const char *number, int64_t parent_id)
{
    struct thing *t = thing_new(&k->ctx, kind_named(STR("organisation")));
    const struct kind *kind = t->kind;
    *field_str(t, kind_field(kind, STR("number"))) = str_of(number);
    *field_str(t, kind_field(kind, STR("name"))) = str_printf(k->ctx.arena, "Body %s", number);
    *field_str(t, kind_field(kind, STR("level"))) = STR("municipality");
    *field_int(t, kind_field(kind, STR("parent_id"))) = parent_id;
    *field_int(t, kind_field(kind, STR("in_use"))) = 1;
    assert_done(k, thing_create(&k->ctx, t));
    return t->id;
}

/* A new person of the work's body, without any role. */
static inline int64_t kind_test_employ(struct kind_test *k, const char *name)
{
    struct thing *t = thing_new(&k->ctx, kind_named(STR("person")));
    *field_str(t, kind_field(t->kind, STR("name"))) = str_of(name);
    *field_str(t, kind_field(t->kind, STR("email"))) =
        str_printf(k->ctx.arena, "%s@body%lld.example", name, (long long)k->ctx.body.id);
    assert_done(k, thing_create(&k->ctx, t));
    return t->id;
}

static inline int64_t kind_test_grant(struct kind_test *k, int64_t person_id, enum role role,
                                      bool subtree)
{
    struct thing *t = thing_new(&k->ctx, kind_named(STR("grant")));
    *field_int(t, kind_field(t->kind, STR("person_id"))) = person_id;
    *field_str(t, kind_field(t->kind, STR("role"))) = str_of(role_name(role));
    *field_int(t, kind_field(t->kind, STR("subtree"))) = subtree;
    assert_done(k, thing_create(&k->ctx, t));
    return t->id;
}

static inline void kind_test_run(struct test_db *t, void (*story)(struct kind_test *k))
{
    struct kind_test k = {.t = t};
    ctx_init(&k.ctx, t->arena, t->db, KIND_TEST_NOW);
    assert_done(&k, db_begin_write(t->db));
    k.body = kind_test_body(&k, "999900011", 0);
    assert_done(&k, ctx_body(&k.ctx, k.body));
    for (int i = 0; i < N_ROLES; i++) {
        enum role role = (enum role)(1 << i);
        k.persons[i] = kind_test_employ(&k, role_name(role));
        kind_test_grant(&k, k.persons[i], role, false);
    }
    story(&k);
    db_rollback(t->db);
}

static void (*kind_test_story)(struct kind_test *k);

static inline void kind_test_tell(struct test_db *t)
{
    kind_test_run(t, kind_test_story);
}

/* Tells the story on SQLite, and on PostgreSQL when SAMSTYR_TEST_POSTGRES holds an address. */
static inline void kind_tell(void (*story)(struct kind_test *k))
{
    kind_test_story = story;
    on_each_migrated(kind_test_tell);
}

#endif
