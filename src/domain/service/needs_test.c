/* needs_test.c - needs said of information reach the service and its systems, and leave again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/information_type/information_type.h"
#include "domain/service/service.h"
#include "domain/system/system.h"
#include "kind/kind_for_test.h"
#include "trail/trail.h"

/* Information with needs 3 2 1, in a service with the floor - - 2, on a system with the floor - 3
 * -. */
struct chain {
    struct information_type *information;
    struct service *service;
    struct system *system;
};

static struct ids one(struct kind_test *k, int64_t id)
{
    struct ids ids = {ARENA_ARRAY(k->ctx.arena, 1, int64_t), 1};
    ids.at[0] = id;
    return ids;
}

static struct chain made(struct kind_test *k)
{
    struct chain c = {
        (struct information_type *)thing_new(&k->ctx, &information_type_kind),
        (struct service *)thing_new(&k->ctx, &service_kind),
        (struct system *)thing_new(&k->ctx, &system_kind),
    };
    c.information->name = STR("Records");
    c.information->personal_data = STR("special");
    c.information->confidentiality = 3;
    c.information->integrity = 2;
    c.information->availability = 1;
    assert_done(k, thing_create(&k->ctx, &c.information->thing));
    c.system->name = STR("Record system");
    c.system->own_integrity = 3;
    assert_done(k, thing_create(&k->ctx, &c.system->thing));
    c.service->name = STR("Home nursing");
    c.service->own_availability = 2;
    c.service->information_type_ids = one(k, c.information->thing.id);
    c.service->system_ids = one(k, c.system->thing.id);
    assert_done(k, thing_create(&k->ctx, &c.service->thing));
    return c;
}

/* Reads the thing again and fails unless its needs are those. */
static void assert_needs(struct kind_test *k, const struct thing *t, int64_t confidentiality,
                         int64_t integrity, int64_t availability)
{
    struct thing *now;
    assert_done(k, thing_get_any(&k->ctx, t->kind, t->id, &now));
    assert_int_equal(*field_int(now, kind_field(t->kind, STR("confidentiality"))), confidentiality);
    assert_int_equal(*field_int(now, kind_field(t->kind, STR("integrity"))), integrity);
    assert_int_equal(*field_int(now, kind_field(t->kind, STR("availability"))), availability);
}

static void travel(struct kind_test *k)
{
    struct chain c = made(k);
    assert_needs(k, &c.service->thing, 3, 2, 2);
    assert_needs(k, &c.system->thing, 3, 3, 2);
}

void test_needs__travel_from_information_to_service_and_system(void)
{
    kind_tell(travel);
}

static void change_travels(struct kind_test *k)
{
    struct chain c = made(k);
    c.information->availability = 4;
    c.information->confidentiality = 1;
    assert_done(k, thing_change(&k->ctx, &c.information->thing, 1));
    assert_needs(k, &c.service->thing, 1, 2, 4);
    assert_needs(k, &c.system->thing, 1, 3, 4);
    struct trail_event *events;
    size_t n;
    assert_done(
        k, trail_read(&k->ctx, k->body, STR("system"), c.system->thing.id, 0, 10, &events, &n));
    assert_str(events[0].verb, "needs");
}

void test_needs__of_information_changed_reach_the_system_with_an_event(void)
{
    kind_tell(change_travels);
}

static void ways_out(struct kind_test *k)
{
    struct chain c = made(k);
    assert_done(k, thing_remove(&k->ctx, &c.information->thing, 1, STR_NONE));
    assert_needs(k, &c.service->thing, NO_NUMBER, NO_NUMBER, 2);
    assert_needs(k, &c.system->thing, NO_NUMBER, 3, 2);
    assert_done(k, thing_restore(&k->ctx, &c.information->thing));
    assert_needs(k, &c.system->thing, 3, 3, 2);
    struct thing *service;
    assert_done(k, thing_get(&k->ctx, &service_kind, c.service->thing.id, &service));
    assert_done(k, thing_do(&k->ctx, service, service->version, "end", STR("Given to the county")));
    assert_needs(k, &c.system->thing, NO_NUMBER, 3, NO_NUMBER);
}

void test_needs__go_when_information_or_service_goes(void)
{
    kind_tell(ways_out);
}

static void unused_system(struct kind_test *k)
{
    struct chain c = made(k);
    c.service->system_ids = (struct ids){0};
    assert_done(k, thing_change(&k->ctx, &c.service->thing, c.service->thing.version));
    assert_needs(k, &c.system->thing, NO_NUMBER, 3, NO_NUMBER);
}

void test_needs__leave_a_system_that_is_used_no_more(void)
{
    kind_tell(unused_system);
}
