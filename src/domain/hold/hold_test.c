/* hold_test.c - what a hold can be placed over, and that it is lifted and not changed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/hold/hold.h"

#include "db/migrate.h"
#include "kind/held.h"
#include "kind/kind_for_test.h"

#include "lists.h"

static struct hold *placed(struct kind_test *k, const char *kind, const char *about)
{
    struct hold *h = (struct hold *)thing_new(&k->ctx, &hold_kind);
    h->title = STR("Tilsyn 2026/14");
    h->kind = str_of(kind);
    h->about = str_of(about);
    return h;
}

static const struct held *over(struct kind_test *k, const char *kind, int64_t id)
{
    const struct held *found;
    struct thing *t;
    assert_done(k, thing_get_any(&k->ctx, kind_named(str_of(kind)), id, &t));
    assert_done(k, held_find(&k->ctx, t, &found));
    return found;
}

static void one_thing(struct kind_test *k)
{
    int64_t one = kind_test_employ(k, "Quillfeather"), other = kind_test_employ(k, "Inkwell");
    struct thing *t;
    assert_done(k, thing_get(&k->ctx, kind_named(STR("person")), one, &t));
    str about = str_printf(k->ctx.arena, "p-%lld Quillfeather", (long long)t->ref);
    kind_test_as(k, ROLE_OFFICER);
    struct hold *h = placed(k, "person", about.p);
    assert_done(k, thing_create(&k->ctx, &h->thing));
    assert_str(h->about, kind_ref(k->ctx.arena, t->kind, t->ref).p);
    assert_int_equal(over(k, "person", one)->id, h->thing.id);
    assert_null(over(k, "person", other));
    const struct kind *kind;
    int64_t id;
    assert_done(k, hold_thing(&k->ctx, h, &kind, &id));
    assert_int_equal(id, one);
}

void test_hold__is_over_one_thing_and_not_its_neighbour(void)
{
    kind_tell(one_thing);
}

static void everything(struct kind_test *k)
{
    int64_t one = kind_test_employ(k, "Quillfeather");
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    assert_null(over(k, "person", one));
    struct hold *h = placed(k, NULL, NULL);
    assert_done(k, thing_create(&k->ctx, &h->thing));
    assert_int_equal(over(k, "person", one)->id, h->thing.id);
    assert_refused(k, thing_do(&k->ctx, &h->thing, 1, "lift", STR_NONE), "form.error.required");
    k->ctx.actor.proved = false;
    assert_int_equal(thing_do(&k->ctx, &h->thing, 1, "lift", STR("forlik")), ERR_PROOF);
    fault_init(&k->ctx.fault, k->ctx.arena);
    k->ctx.actor.proved = true;
    assert_done(k, thing_do(&k->ctx, &h->thing, 1, "lift", STR("forlik")));
    assert_null(over(k, "person", one));
    assert_str(h->lifted_on, "2026-11-21");
}

void test_hold__over_everything_ends_when_lifted_with_a_reason_and_a_proof(void)
{
    kind_tell(everything);
}

/* More holds over other things than anybody would place by hand. */
static void elsewhere(struct kind_test *k, int n)
{
    assert_done(
        k, db_run(k->ctx.db,
                  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :n) "
                  "INSERT INTO legal_hold (organisation_id, title, kind, thing_id, about, "
                  "created_at, uuid, ref) SELECT :body, 'x', 'incident', 1000000 + i, 'H', 0, "
                  "'other-' || CAST(i AS TEXT), 1000000 + i FROM n",
                  BINDS(B_INT("n", n), B_INT("body", k->body)), NULL));
}

/* Asking for one thing finds the same as reading them all. */
static void many(struct kind_test *k)
{
    enum { MANY = 20, ELSEWHERE = 2000 };
    elsewhere(k, ELSEWHERE);
    int64_t ids[MANY];
    for (int i = 0; i < MANY; i++) {
        ids[i] = kind_test_employ(k, str_printf(k->ctx.arena, "Quillfeather%d", i).p);
    }
    kind_test_as(k, ROLE_OFFICER);
    for (int i = MANY; i-- > 1;) { /* the first stays free */
        struct thing *t;
        assert_done(k, thing_get(&k->ctx, kind_named(STR("person")), ids[i], &t));
        struct hold *h = placed(k, "person", kind_ref(k->ctx.arena, t->kind, t->ref).p);
        assert_done(k, thing_create(&k->ctx, &h->thing));
    }
    struct held *holds;
    size_t n;
    assert_done(k, held_read(&k->ctx, k->body, &holds, &n));
    assert_int_equal(n, ELSEWHERE + MANY - 1);
    assert_null(held_over(holds, n, "person", ids[0]));
    assert_null(over(k, "person", ids[0]));
    for (int i = 1; i < MANY; i++) {
        assert_int_equal(over(k, "person", ids[i])->id, held_over(holds, n, "person", ids[i])->id);
        assert_int_equal(over(k, "person", ids[i])->thing_id, ids[i]);
    }
}

void test_hold__each_of_many_is_found(void)
{
    kind_tell(many);
}

static void refused(struct kind_test *k)
{
    kind_test_as(k, ROLE_OFFICER);
    struct hold *h = placed(k, NULL, "Quillfeather");
    assert_refused(k, thing_create(&k->ctx, &h->thing), "hold.about.no_reference");
    h = placed(k, "person", "P-987654");
    assert_refused(k, thing_create(&k->ctx, &h->thing), "hold.about.missing");
    h = placed(k, "person", "R-1");
    assert_refused(k, thing_create(&k->ctx, &h->thing), "hold.about.missing");
    h = placed(k, NULL, "I-1"); /* invitations and information types are numbered alike */
    assert_refused(k, thing_create(&k->ctx, &h->thing), "hold.about.which_kind");
    h = placed(k, "framework", NULL);
    assert_refused(k, thing_create(&k->ctx, &h->thing), "form.error.choice");
    h = placed(k, "person", NULL);
    assert_done(k, thing_create(&k->ctx, &h->thing));
    struct hold *other = (struct hold *)thing_copy(&k->ctx, &h->thing);
    other->kind = STR("risk");
    assert_refused(k, thing_change(&k->ctx, &other->thing, h->thing.version), "error.locked");
    kind_test_as(k, ROLE_OPERATOR);
    h = placed(k, NULL, NULL);
    assert_refused(k, thing_create(&k->ctx, &h->thing), "error.denied");
}

void test_hold__is_over_something_that_is_there_and_stands_as_it_was_placed(void)
{
    kind_tell(refused);
}

/* What stood in the history's room before holds were things of their own. */
static void moved(struct test_db *t)
{
    size_t n = 0;
    while (strcmp(all_schema_steps[n].name, "2026-11-22-60-legal_hold") != 0) {
        n++;
    }
    struct schema_step *steps = ARENA_ARRAY(t->arena, n + 1, struct schema_step);
    memcpy(steps, all_schema_steps, n * sizeof *steps);
    assert_ok(t, migrate(t->db, steps, clock_now(), NULL));
    assert_ok(t, db_begin_write(t->db));
    assert_ok(t, db_script(t->db,
                           "INSERT INTO organisation (id, uuid, ref, name, level, created_at, "
                           "updated_at) VALUES (70, 'u', 70, 'Body', 'municipality', 0, 0);"
                           "INSERT INTO trail_hold (organisation_id, kind, thing_id, reason, "
                           "placed_at, placed_by, lifted_at) VALUES (70, NULL, NULL, 'alt', 1, 0, "
                           "5), (70, 'risk', 17, 'tvist', 2, 0, NULL);"));
    assert_ok(t, db_commit(t->db));
    assert_ok(t, migrate(t->db, all_schema_steps, clock_now(), NULL));
    str text;
    assert_ok(t, db_text(t->db, t->arena,
                         "SELECT CAST(ref AS TEXT) || state || title || CAST(version AS TEXT) FROM "
                         "legal_hold WHERE kind IS NULL",
                         NO_BINDS, &text));
    assert_str(text, "1liftedalt2");
    assert_ok(t, db_text(t->db, t->arena,
                         "SELECT CAST(ref AS TEXT) || state || about FROM legal_hold WHERE kind = "
                         "'risk' AND thing_id = 17",
                         NO_BINDS, &text));
    assert_str(text, "2in_forcerisk 17");
}

void test_hold__of_before_is_kept(void)
{
    on_each_engine(moved);
}
