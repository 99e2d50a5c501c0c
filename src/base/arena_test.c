/* arena_test.c - memory by lifetime. What happens when the system has none is tried in
 * tests/endurance. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"
#include "base/test.h"

#include <string.h>

static void writes(struct arena *a, size_t n)
{
    char *p = arena_alloc(a, n);
    memset(p, 'x', n);
}

void test_arena__says_what_it_lacks_until_reset(void **state)
{
    struct arena *a = arena_open();
    assert_false(arena_lacks(a));
    arena_lack(a);
    assert_true(arena_lacks(a));
    arena_reset(a);
    assert_false(arena_lacks(a));
    arena_close(a);
}

void test_arena__keeps_what_it_was_given_until_reset(void **state)
{
    struct arena *a = arena_open();
    char *small = arena_copy(a, "small", 5);
    for (size_t n = 1; n < 8 * MIB; n *= 3) {
        writes(a, n);
    }
    assert_string_equal(small, "small");
    assert_true(arena_used(a) > 6 * MIB);
    arena_reset(a);
    assert_int_equal(arena_used(a), 0);
    arena_close(a);
}

void test_arena__grows_an_array_and_keeps_what_was_in_it(void)
{
    struct arena *a = arena_open();
    size_t size = 0;
    int *list = NULL;
    for (int n = 0; n < 1000; n++) {
        ARENA_GROW(a, list, (size_t)n, &size);
        assert_true(size > (size_t)n && size < 2 * (size_t)n + 16);
        list[n] = n;
    }
    for (int n = 0; n < 1000; n++) {
        assert_int_equal(list[n], n);
    }
    arena_close(a);
}
