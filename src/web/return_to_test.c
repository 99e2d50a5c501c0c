/* return_to_test.c - where somebody wanted to go is carried along, as far as it can be. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/return_to.h"

#include "base/test.h"

#include <string.h>

void test_return_to__forgets_what_is_too_long_to_carry(void **state)
{
    struct arena *a = arena_open();
    static char path[3000];
    memset(path, '/', sizeof path - 1);
    struct request q = {.method = METHOD_GET, .path = STR("/a b"), .raw_query = STR("c=1")};
    assert_str(return_to_address(a, "/sign-in", &q), "/sign-in?return=%2Fa%20b%3Fc%3D1");
    q.raw_query = STR("");
    assert_str(return_to_address(a, "/sign-in", &q), "/sign-in?return=%2Fa%20b");
    q.path = str_n(path, sizeof path - 1);
    assert_str(return_to_address(a, "/sign-in", &q), "/sign-in");
    q.path = STR("/");
    assert_str(return_to_address(a, "/sign-in", &q), "/sign-in");
    q.path = STR("/x");
    q.method = METHOD_POST;
    assert_str(return_to_address(a, "/sign-in", &q), "/sign-in");
    assert_str(return_to_with(a, "/a", STR("/b?c=1")), "/a?return=%2Fb%3Fc%3D1");
    assert_str(return_to_with(a, "/a", STR("/")), "/a");
    assert_str(return_to_with(a, "/a", STR_NONE), "/a");
    assert_str(return_to_with(a, "/a", str_n(path, sizeof path - 1)), "/a");
    arena_close(a);
}
