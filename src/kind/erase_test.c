/* erase_test.c - what is known of a person goes, the log holds and says so, and a hold forbids it.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/erase.h"

#include "kind/kind_for_test.h"
#include "trail/check.h"
#include "trail/erase.h"
#include "trail/logbook.h"

static void wrong(void *p, str origin, const char *key, str a, str b)
{
    print_error("%.*s: %s %.*s %.*s\n", STR_ARG(origin), key, STR_ARG(a), STR_ARG(b));
    ++*(int *)p;
}

static void assert_sound(struct kind_test *k, int64_t erased)
{
    int n = 0;
    struct trail_check c = {.ctx = &k->ctx, .problem = wrong, .p = &n};
    assert_done(k, trail_check(&c, k->body));
    assert_int_equal(n, 0);
    assert_int_equal(c.n_erased, erased);
}

static int64_t hits(struct kind_test *k, const char *sql, const char *value)
{
    int64_t n;
    str like = str_printf(k->ctx.arena, "%%%s%%", value);
    assert_done(k, db_int(k->ctx.db, sql, BINDS(B_TEXT("like", like)), &n));
    return n;
}

static int64_t everywhere(struct kind_test *k, const char *value)
{
    return hits(k, "SELECT count(*) FROM event WHERE changes LIKE :like OR reason LIKE :like",
                value) +
           hits(k, "SELECT count(*) FROM person WHERE name LIKE :like OR email LIKE :like", value) +
           hits(k, "SELECT count(*) FROM role_grant WHERE name LIKE :like", value) +
           hits(k, "SELECT count(*) FROM search WHERE title LIKE :like", value) +
           hits(k, "SELECT count(*) FROM measure WHERE description LIKE :like", value) +
           hits(k, "SELECT count(*) FROM trail_entry WHERE entry LIKE :like", value);
}

static struct thing *quill(struct kind_test *k)
{
    struct thing *t;
    int64_t id = kind_test_employ(k, "Quillfeather");
    kind_test_grant(k, id, ROLE_LINE_MANAGER, false);
    assert_done(k, thing_get(&k->ctx, kind_named(STR("person")), id, &t));
    struct thing *other = thing_copy(&k->ctx, t);
    *field_str(other, kind_field(t->kind, STR("phone"))) = STR("99887766");
    assert_done(k, thing_change(&k->ctx, other, t->version));
    struct thing *m = thing_new(&k->ctx, kind_named(STR("measure")));
    *field_str(m, kind_field(m->kind, STR("title"))) = STR("Rydde");
    *field_str(m, kind_field(m->kind, STR("description"))) = STR("Spør Quillfeather om dette.");
    assert_done(k, thing_create(&k->ctx, m));
    assert_done(k, thing_get(&k->ctx, t->kind, id, &t));
    return t;
}

static void gone(struct kind_test *k)
{
    struct thing *t = quill(k);
    struct erased out;
    struct erasing what = {.basis = STR("art. 17"), .how = ERASE_IN_TEXTS | ERASE_WHO};
    assert_true(everywhere(k, "Quillfeather") >= 6);
    kind_test_as(k, ROLE_EMPLOYEE);
    assert_refused(k, thing_erase(&k->ctx, t, &what, &out), "error.denied");
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, thing_erase(&k->ctx, t, &(struct erasing){0}, &out), "erase.no_basis");
    k->ctx.actor.proved = false;
    assert_int_equal(thing_erase(&k->ctx, t, &what, &out), ERR_PROOF);
    fault_init(&k->ctx.fault, k->ctx.arena);
    k->ctx.actor.proved = true;
    assert_done(k, thing_erase(&k->ctx, t, &what, &out));
    assert_false(out.is_refused);
    assert_true(out.n_history >= 5);
    assert_int_equal(everywhere(k, "Quillfeather"), 0);
    assert_int_equal(everywhere(k, "quillfeather"), 0);
    assert_int_equal(everywhere(k, "99887766"), 0);
    assert_sound(k, out.n_history);
}

void test_erase__leaves_nothing_and_the_history_holds(void)
{
    kind_tell(gone);
}

/* A value that was emptied without saying so is tampering, not erasing. */
static void unsaid(struct kind_test *k)
{
    int n = 0;
    struct trail_check c = {.ctx = &k->ctx, .problem = wrong, .p = &n};
    assert_done(
        k,
        db_run(
            k->ctx.db,
            "UPDATE event SET changes = '{\"name\":null,\"email\":null,\"state\":null}' WHERE id = "
            "(SELECT min(id) FROM event WHERE kind = 'person')",
            NO_BINDS, NULL));
    assert_done(k, trail_check(&c, k->body));
    assert_true(n > 0);
}

void test_erase__that_no_entry_tells_of_is_found(void)
{
    kind_tell(unsaid);
}

static void held(struct kind_test *k)
{
    struct thing *t = quill(k);
    struct trail_event *events;
    struct erased out;
    struct erasing what = {.basis = STR("art. 17")};
    size_t n_events;
    struct thing *hold = thing_new(&k->ctx, kind_named(STR("hold")));
    *field_str(hold, kind_field(hold->kind, STR("title"))) = STR("tvist");
    *field_str(hold, kind_field(hold->kind, STR("kind"))) = STR("person");
    assert_done(k, thing_create(&k->ctx, hold));
    assert_done(k, thing_erase(&k->ctx, t, &what, &out));
    assert_true(out.is_refused);
    assert_true(everywhere(k, "Quillfeather") > 0);
    assert_done(k, trail_read(&k->ctx, k->body, STR("person"), t->id, 0, 1, &events, &n_events));
    assert_str(events[0].verb, "erase-refused");
    assert_str(events[0].reason, "art. 17 (SS-1)");
    assert_done(k, thing_do(&k->ctx, hold, hold->version, "lift", STR("forlik")));
    assert_refused(k, thing_do(&k->ctx, hold, hold->version, "lift", STR("igjen")),
                   "error.wrong_state");
    what.how = ERASE_IN_TEXTS;
    assert_done(k, thing_erase(&k->ctx, t, &what, &out));
    assert_false(out.is_refused);
    assert_int_equal(everywhere(k, "Quillfeather"), 0);
    assert_sound(k, out.n_history);
}

void test_erase__is_refused_under_a_hold_and_that_is_written(void)
{
    kind_tell(held);
}

static void hold_over(struct kind_test *k, const char *kind, const char *about)
{
    struct thing *hold = thing_new(&k->ctx, kind_named(STR("hold")));
    *field_str(hold, kind_field(hold->kind, STR("title"))) = STR("tvist");
    *field_str(hold, kind_field(hold->kind, STR("kind"))) = str_of(kind);
    *field_str(hold, kind_field(hold->kind, STR("about"))) = str_of(about);
    assert_done(k, thing_create(&k->ctx, hold));
}

/* The measure names the person in its text and is held: then the person stays too, all of him. */
static void held_elsewhere(struct kind_test *k)
{
    struct thing *t = quill(k);
    struct erased out;
    struct erasing what = {.basis = STR("art. 17"), .how = ERASE_IN_TEXTS};
    int64_t before = everywhere(k, "Quillfeather");
    hold_over(k, "measure", "T-1");
    kind_test_as(k, ROLE_OFFICER);
    assert_done(k, thing_erase(&k->ctx, t, &what, &out));
    assert_true(out.is_refused);
    assert_int_equal(everywhere(k, "Quillfeather"), before);
    size_t n_held = 0;
    for (size_t i = 0; i < out.n_places; i++) {
        bool is_measure = strcmp(out.places[i].kind->name, "measure") == 0;
        assert_int_equal(out.places[i].held != NULL, is_measure);
        n_held += is_measure;
    }
    assert_int_equal(n_held, 2); /* the text, and its history */
    /* Without the texts the measure is not met, and the rest may go. */
    assert_done(k, thing_erase(&k->ctx, t, &(struct erasing){.how = ERASE_REHEARSE}, &out));
    assert_false(out.is_refused);
}

void test_erase__is_refused_where_another_held_thing_would_lose_something(void)
{
    kind_tell(held_elsewhere);
}

static void rehearsed(struct kind_test *k)
{
    struct thing *t = quill(k);
    struct erased rehearsal, out;
    int64_t before = everywhere(k, "Quillfeather"), version = t->version, events, after;
    const char *count = "SELECT count(*) FROM event WHERE kind <> :like";
    events = hits(k, count, "x");
    kind_test_as(k, ROLE_OFFICER);
    k->ctx.actor.proved = false; /* to look needs no proof */
    struct erasing what = {.how = ERASE_REHEARSE | ERASE_IN_TEXTS};
    assert_done(k, thing_erase(&k->ctx, t, &what, &rehearsal));
    after = hits(k, count, "x");
    assert_int_equal(everywhere(k, "Quillfeather"), before);
    assert_int_equal(after, events);
    assert_int_equal(t->version, version);
    k->ctx.actor.proved = true;
    what = (struct erasing){.how = ERASE_IN_TEXTS, .basis = STR("art. 17")};
    assert_done(k, thing_erase(&k->ctx, t, &what, &out));
    assert_int_equal(out.n_history, rehearsal.n_history);
    assert_int_equal(out.n_places, rehearsal.n_places);
}

void test_erase__rehearses_the_same_and_takes_it_back(void)
{
    kind_tell(rehearsed);
}

/* Of a thing in which nobody knows what is personal, only what was chosen goes. */
static void chosen(struct kind_test *k)
{
    const struct kind *incident = kind_named(STR("incident"));
    struct thing *t = thing_new(&k->ctx, incident);
    struct erased out;
    *field_str(t, kind_field(incident, STR("title"))) = STR("Brev på avveie");
    *field_str(t, kind_field(incident, STR("description"))) = STR("Kari Quillfeather fikk brevet.");
    assert_done(k, thing_create(&k->ctx, t));
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    struct erasing what = {.basis = STR("art. 17")};
    assert_refused(k, thing_erase(&k->ctx, t, &what, &out), "erase.nothing_personal");
    str field = STR("description");
    what.fields = &field;
    what.n_fields = 1;
    assert_done(k, thing_erase(&k->ctx, t, &what, &out));
    assert_int_equal(out.n_history, 1);
    assert_done(k, thing_get(&k->ctx, incident, t->id, &t));
    assert_str(*field_str(t, kind_field(incident, STR("title"))), "Brev på avveie");
    assert_str(*field_str(t, kind_field(incident, STR("description"))), "(slettet)");
    assert_int_equal(everywhere(k, "Quillfeather"), 0);
    assert_sound(k, 1);
}

void test_erase__takes_the_fields_that_were_chosen(void)
{
    kind_tell(chosen);
}

/* Whoever erases shuts out too, so an officer leaves alone whoever is above him, and himself. */
static void above(struct kind_test *k)
{
    struct thing *t;
    struct erased out;
    struct erasing what = {.basis = STR("art. 17")};
    kind_test_as(k, ROLE_OFFICER);
    assert_done(
        k, thing_get(&k->ctx, kind_named(STR("person")), kind_test_person(k, ROLE_OPERATOR), &t));
    assert_refused(k, thing_erase(&k->ctx, t, &what, &out), "person.above_officer");
    assert_done(k, thing_get(&k->ctx, t->kind, kind_test_person(k, ROLE_OFFICER), &t));
    assert_refused(k, thing_erase(&k->ctx, t, &what, &out), "person.not_oneself");
    assert_done(k, thing_get(&k->ctx, t->kind, kind_test_person(k, ROLE_EMPLOYEE), &t));
    assert_done(k, thing_erase(&k->ctx, t, &what, &out));
}

void test_erase__leaves_those_above_alone(void)
{
    kind_tell(above);
}
