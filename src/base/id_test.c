/* id_test.c - UUIDs have the form they should, and sort by time. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/id.h"
#include "base/test.h"

#include <string.h>

void test_id__makes_uuids_that_sort_by_time(void)
{
    struct arena *a = arena_open();
    str before = STR("");
    for (int64_t ms = 1700000000000; ms < 1700000001000; ms++) {
        str uuid = id_uuid(a, ms);
        assert_true(id_is_uuid(uuid));
        assert_true(uuid.p[14] == '7');
        assert_non_null(strchr("89ab", uuid.p[19]));
        assert_true(str_compare(before, uuid) < 0);
        before = uuid;
    }
    assert_true(str_starts(id_uuid(a, 0x0123456789AB), "01234567-89ab-7"));
    assert_false(id_is_uuid(STR("01234567-89AB-7000-8000-000000000000")));
    assert_false(id_is_uuid(STR("0123456789ab70008000000000000000")));
    arena_close(a);
}

void test_id__makes_secrets_that_differ(void)
{
    struct arena *a = arena_open();
    str one = id_secret(a), two = id_secret(a);
    assert_int_equal(one.n, 43);
    assert_false(str_eq(one, two));
    arena_close(a);
}
