/* events_test.c - what was done is told to those who may read what it was done to, and found. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/kind_for_test.h"
#include "report/history/events.h"
#include "web/parse/urlencoded.h"

static struct thing *make(struct kind_test *k, const char *kind, const char *title,
                          const char *class)
{
    const struct kind *of = kind_named(str_of(kind));
    struct thing *t = thing_new(&k->ctx, of);
    *field_str(t, kind_field(of, STR("title"))) = str_of(title);
    if (class) {
        *field_str(t, kind_field(of, STR("classification"))) = str_of(class);
    }
    assert_done(k, thing_create(&k->ctx, t));
    return t;
}

static err ask(struct kind_test *k, const char *query, struct events_asked *out)
{
    struct params p;
    assert_int_equal(urlencoded_parse(k->ctx.arena, str_of(query), &p), OK);
    return events_ask(&k->ctx, &p, out);
}

static int64_t found(struct kind_test *k, const char *query)
{
    struct events_asked asked;
    struct trail_event *events;
    size_t n;
    int64_t total;
    assert_done(k, ask(k, query, &asked));
    assert_done(k, events_find(&k->ctx, &asked, 0, 100, &events, &n, &total));
    assert_int_equal(n, total);
    return total;
}

static void tells_only_what_may_be_read(struct kind_test *k)
{
    const char *query = "kind=risk";
    kind_test_as(k, ROLE_OFFICER);
    make(k, "risk", "plain", NULL);
    struct thing *hidden = make(k, "risk", "hidden", "restricted");
    assert_int_equal(found(k, query), 2);
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    assert_int_equal(found(k, query), 2);
    kind_test_as(k, ROLE_AUDITOR);
    assert_int_equal(found(k, query), 1);
    kind_test_as(k, ROLE_EMPLOYEE);
    assert_int_equal(found(k, query), 0);
    kind_test_as(k, ROLE_OPERATOR);
    assert_int_equal(found(k, query), 0);
    /* Who is named sees the thing, and so what was done to it. */
    int64_t named[] = {kind_test_person(k, ROLE_AUDITOR)};
    kind_test_as(k, ROLE_OFFICER);
    assert_done(k, thing_get(&k->ctx, hidden->kind, hidden->id, &hidden));
    *field_ids(hidden, kind_field(hidden->kind, STR("named_ids"))) = (struct ids){named, 1};
    assert_done(k, thing_change(&k->ctx, hidden, hidden->version));
    kind_test_as(k, ROLE_AUDITOR);
    assert_int_equal(found(k, query), 3);
    kind_test_as(k, ROLE_LINE_MANAGER);
    assert_int_equal(found(k, query), 1);
    /* A thing that is gone for good is known to those who would have seen it whatever its class. */
    assert_int_equal(db_run(k->ctx.db, "DELETE FROM risk_named", NO_BINDS, NULL), OK);
    assert_int_equal(db_run(k->ctx.db, "DELETE FROM risk", NO_BINDS, NULL), OK);
    assert_int_equal(found(k, query), 0);
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    assert_int_equal(found(k, query), 3);
}

void test_events__tell_only_what_may_be_read(void)
{
    kind_tell(tells_only_what_may_be_read);
}

static void finds_by_each_filter(struct kind_test *k)
{
    char query[100];
    struct events_asked asked;
    struct trail_event *events;
    size_t n;
    int64_t total;
    kind_test_as(k, ROLE_OFFICER);
    int64_t others = found(k, "");
    struct thing *first = make(k, "risk", "first", NULL);
    kind_test_as(k, ROLE_LINE_MANAGER);
    struct thing *t = make(k, "risk", "second", NULL);
    kind_test_as(k, ROLE_OFFICER);
    make(k, "measure", "third", NULL);
    assert_int_equal(found(k, ""), others + 3);
    snprintf(query, sizeof query, "kind=risk&thing=%lld", (long long)t->id);
    assert_int_equal(found(k, query), 1);
    snprintf(query, sizeof query, "actor=%lld&kind=risk",
             (long long)kind_test_person(k, ROLE_LINE_MANAGER));
    assert_int_equal(found(k, query), 1);
    assert_int_equal(found(k, "at[gte]=2026-11-21"), others + 3);
    assert_int_equal(found(k, "at[lte]=21.11.2026"), others + 3);
    assert_int_equal(found(k, "at[gte]=22.11.2026"), 0);
    assert_int_equal(found(k, "at[lte]=20.11.2026"), 0);
    /* By the name of who did it, in whatever case. */
    assert_int_equal(found(k, "kind=risk&q=LINE"), 1);
    assert_int_equal(found(k, "q=zzz"), 0);
    /* Page by page, and the other way round. */
    assert_done(k, ask(k, "kind=risk&sort=at", &asked));
    assert_done(k, events_find(&k->ctx, &asked, 0, 1, &events, &n, &total));
    assert_int_equal(total, 2);
    assert_int_equal(n, 1);
    assert_int_equal(events[0].thing_id, first->id);
    assert_done(k, ask(k, "kind=risk", &asked));
    assert_done(k, events_find(&k->ctx, &asked, 1, 1, &events, &n, &total));
    assert_int_equal(events[0].thing_id, first->id);
    assert_done(k, ask(k, "kind=risk&q=_", &asked));
    asked.text = STR("E"); /* in both names: what is searched for is paged alike */
    assert_done(k, events_find(&k->ctx, &asked, 1, 5, &events, &n, &total));
    assert_int_equal(total, 2);
    assert_int_equal(n, 1);
    assert_int_equal(events[0].thing_id, first->id);
}

void test_events__are_found_by_each_filter(void)
{
    kind_tell(finds_by_each_filter);
}

static void refuses_what_says_nothing(struct kind_test *k)
{
    struct events_asked asked;
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, ask(k, "kind=tulip", &asked), "events.kind");
    assert_refused(k, ask(k, "sort=title", &asked), "events.sort");
    assert_refused(k, ask(k, "kind=risk&thing=R-7", &asked), "events.number");
    assert_refused(k, ask(k, "actor=0", &asked), "events.number");
    assert_refused(k, ask(k, "page=-1", &asked), "events.number");
    assert_refused(k, ask(k, "at[gte]=soon", &asked), "events.day");
    assert_refused(k, ask(k, "thing=7", &asked), "events.thing");
    assert_done(k, ask(k, "kind=self_check_answer", &asked));
}

void test_events__refuse_an_address_that_says_nothing(void)
{
    kind_tell(refuses_what_says_nothing);
}
