/* retention_rule_test.c - rules that make sense, what they do when the time is up, and what stays.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/retention_rule/retention_rule.h"

#include "db/migrate.h"
#include "kind/kind_for_test.h"
#include "trail/trail.h"

#include "lists.h"

static struct retention_rule *made(struct kind_test *k, const char *kind, const char *from,
                                   int64_t months, const char *action)
{
    struct retention_rule *r = (struct retention_rule *)thing_new(&k->ctx, &retention_rule_kind);
    r->title = STR("Regel");
    r->kind = str_of(kind);
    r->counted_from = str_of(from);
    r->months = months;
    r->action = str_of(action);
    r->basis = STR("GDPR art. 5");
    return r;
}

static struct retention_rule *rule(struct kind_test *k, const char *kind, const char *from,
                                   int64_t months, const char *action)
{
    struct retention_rule *r = made(k, kind, from, months, action);
    assert_done(k, thing_create(&k->ctx, &r->thing));
    return r;
}

static void senseless(struct kind_test *k)
{
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, thing_create(&k->ctx, &made(k, "person", "removed", 6, "erase")->thing),
                   "retention_rule.no_wastebasket");
    assert_refused(k, thing_create(&k->ctx, &made(k, "evidence", "ended", 6, "erase")->thing),
                   "retention_rule.no_end");
    assert_refused(k, thing_create(&k->ctx, &made(k, "incident", "removed", 6, "remove")->thing),
                   "retention_rule.removed_already");
    assert_refused(k, thing_create(&k->ctx, &made(k, "incident", "ended", 6, "erase")->thing),
                   "retention_rule.nothing_personal");
    assert_refused(k, thing_create(&k->ctx, &made(k, "incident", "removed", 0, "erase")->thing),
                   "form.error.too_small");
    k->ctx.actor.proved = false;
    assert_int_equal(thing_create(&k->ctx, &made(k, "incident", "ended", 6, "remove")->thing),
                     ERR_PROOF);
}

void test_retention_rule__that_could_never_do_anything_is_refused(void)
{
    kind_tell(senseless);
}

/* Everything of the rule that is due at that moment, as the job does it. */
static int64_t carried_out(struct kind_test *k, int64_t now)
{
    struct retention_rule **rules;
    size_t n_rules;
    int64_t n = 0;
    ctx_at(&k->ctx, now);
    kind_test_as(k, (enum role)0);
    assert_done(k, retention_rules(&k->ctx, &rules, &n_rules));
    for (size_t i = 0; i < n_rules; i++) {
        int64_t after = 0, some;
        do {
            assert_done(k, retention_carry_out(&k->ctx, rules[i], &after, &some));
            n += some;
        } while (after);
    }
    return n;
}

static struct thing *incident(struct kind_test *k, const char *title)
{
    const struct kind *kind = kind_named(STR("incident"));
    struct thing *t = thing_new(&k->ctx, kind);
    *field_str(t, kind_field(kind, STR("title"))) = str_of(title);
    *field_str(t, kind_field(kind, STR("description"))) = STR("Kari Quillfeather");
    assert_done(k, thing_create(&k->ctx, t));
    assert_done(k, thing_remove(&k->ctx, t, t->version, STR_NONE));
    return t;
}

static str description(struct kind_test *k, int64_t id)
{
    struct thing *t;
    assert_done(k, thing_get_any(&k->ctx, kind_named(STR("incident")), id, &t));
    return *field_str(t, kind_field(t->kind, STR("description")));
}

static void wastebasket(struct kind_test *k)
{
    struct thing *t = incident(k, "Feilsendt");
    struct retention_rule *r = rule(k, "incident", "removed", 1, "erase");
    struct retention_due *due;
    size_t n;
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 25 * DAY_MS), 0);
    /* Seen a week ahead; 21 November and a month, and the day after. */
    assert_done(k, retention_due(&k->ctx, r, STR("2026-12-22"), 0, 10, &due, &n));
    assert_int_equal(n, 1);
    assert_str(due[0].due_on, "2026-12-22");
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 30 * DAY_MS), 0);
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 31 * DAY_MS), 1);
    assert_str(description(k, t->id), "(slettet)");
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 32 * DAY_MS), 0);
    struct trail_event *events;
    assert_done(k, trail_read(&k->ctx, k->body, STR("incident"), t->id, 0, 1, &events, &n));
    assert_str(events[0].verb, "erase");
    assert_str(events[0].reason, "SR-1: GDPR art. 5");
    assert_done(
        k, trail_read(&k->ctx, k->body, STR("retention_rule"), r->thing.id, 0, 1, &events, &n));
    assert_str(events[0].verb, "carry-out");
    assert_str(events[0].changes[0].after, "1");
}

void test_retention_rule__empties_the_wastebasket_when_the_time_is_up(void)
{
    kind_tell(wastebasket);
}

static void noticed(struct kind_test *k)
{
    incident(k, "Feilsendt");
    ctx_at(&k->ctx, KIND_TEST_NOW + 400 * DAY_MS);
    rule(k, "incident", "removed", 1, "erase");
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 406 * DAY_MS), 0);
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 407 * DAY_MS), 1);
}

void test_retention_rule__does_nothing_in_its_first_week(void)
{
    kind_tell(noticed);
}

static int64_t refusals(struct kind_test *k)
{
    int64_t n;
    assert_done(k, db_int(k->ctx.db, "SELECT count(*) FROM event WHERE verb = 'erase-refused'",
                          NO_BINDS, &n));
    return n;
}

static void held(struct kind_test *k)
{
    struct thing *t = incident(k, "Feilsendt"), *other = incident(k, "Mistet");
    rule(k, "incident", "removed", 1, "erase");
    struct thing *hold = thing_new(&k->ctx, kind_named(STR("hold")));
    *field_str(hold, kind_field(hold->kind, STR("title"))) = STR("tvist");
    *field_str(hold, kind_field(hold->kind, STR("about"))) = STR("H-1");
    assert_done(k, thing_create(&k->ctx, hold));
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 40 * DAY_MS), 1);
    assert_str(description(k, t->id), "Kari Quillfeather");
    assert_str(description(k, other->id), "(slettet)");
    assert_int_equal(refusals(k), 1);
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 41 * DAY_MS), 0);
    assert_int_equal(refusals(k), 1); /* said once */
    assert_done(k, thing_do(&k->ctx, hold, hold->version, "lift", STR("forlik")));
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 42 * DAY_MS), 1);
    assert_str(description(k, t->id), "(slettet)");
}

void test_retention_rule__gives_way_to_a_hold_and_says_so_once(void)
{
    kind_tell(held);
}

static void person_left(struct kind_test *k)
{
    const struct kind *person = kind_named(STR("person"));
    int64_t id = kind_test_employ(k, "Quillfeather");
    int64_t grant = kind_test_grant(k, id, ROLE_EMPLOYEE, false);
    struct thing *t, *g;
    assert_done(k, thing_get(&k->ctx, person, id, &t));
    assert_done(k, thing_do(&k->ctx, t, t->version, "disable", STR("slutta")));
    rule(k, "person", "ended", 12, "erase");
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 400 * DAY_MS), 0); /* still has a role */
    assert_done(k, thing_get(&k->ctx, kind_named(STR("grant")), grant, &g));
    assert_done(k, thing_do(&k->ctx, g, g->version, "revoke", STR("slutta")));
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 400 * DAY_MS), 1);
    assert_done(k, thing_get(&k->ctx, person, id, &t));
    assert_str(kind_title(t), "(slettet)");
}

void test_retention_rule__erases_who_has_left_and_has_no_role_any_more(void)
{
    kind_tell(person_left);
}

/* A closed thing is locked for people, and goes to the wastebasket by the rule. */
static void closed(struct kind_test *k)
{
    struct thing *t = thing_new(&k->ctx, kind_named(STR("measure")));
    *field_str(t, kind_field(t->kind, STR("title"))) = STR("Rydde");
    t->state = str_of(t->kind->ends[0]);
    assert_done(k, thing_create(&k->ctx, t));
    struct thing *open = thing_new(&k->ctx, t->kind);
    *field_str(open, kind_field(t->kind, STR("title"))) = STR("Rydde mer");
    assert_done(k, thing_create(&k->ctx, open));
    rule(k, "measure", "ended", 60, "remove");
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 1700 * DAY_MS), 0);
    assert_int_equal(carried_out(k, KIND_TEST_NOW + 1900 * DAY_MS), 1);
    assert_done(k, thing_get_any(&k->ctx, t->kind, t->id, &t));
    assert_true(t->deleted_at != 0);
    assert_done(k, thing_get(&k->ctx, t->kind, open->id, &open));
}

void test_retention_rule__moves_what_is_closed_to_the_wastebasket(void)
{
    kind_tell(closed);
}

/* What was decided by command before rules were things of their own. */
static void moved(struct test_db *t)
{
    size_t n = 0;
    str text;
    while (strcmp(all_schema_steps[n].name, "2026-11-22-61-retention_rule") != 0) {
        n++;
    }
    struct schema_step *steps = ARENA_ARRAY(t->arena, n + 1, struct schema_step);
    memcpy(steps, all_schema_steps, n * sizeof *steps);
    assert_ok(t, migrate(t->db, steps, clock_now(), NULL));
    assert_ok(t, db_begin_write(t->db));
    assert_ok(t,
              db_script(t->db, "INSERT INTO organisation (id, uuid, ref, name, level, created_at, "
                               "updated_at) VALUES (70, 'u', 70, 'Body', 'municipality', 0, 0);"
                               "INSERT INTO trail_retention (organisation_id, kind, months) VALUES "
                               "(70, 'risk', 12), (70, 'incident', 24);"));
    assert_ok(t, db_commit(t->db));
    assert_ok(t, migrate(t->db, all_schema_steps, clock_now(), NULL));
    assert_ok(t, db_text(t->db, t->arena,
                         "SELECT kind || CAST(months AS TEXT) || action FROM retention_rule WHERE "
                         "ref = 2",
                         NO_BINDS, &text));
    assert_str(text, "risk12erase");
    assert_ok(t, db_text(t->db, t->arena,
                         "SELECT CAST(value AS TEXT) FROM counter WHERE kind = 'retention_rule'",
                         NO_BINDS, &text));
    assert_str(text, "2");
}

void test_retention_rule__of_before_is_kept(void)
{
    on_each_engine(moved);
}
