/* memo_test.c - what is remembered is what was put; what is not known is not guessed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/memo.h"
#include "base/test.h"

void test_memo__gives_back_what_was_put(void)
{
    struct memo *m = memo_open();
    int64_t n = 0;
    assert_false(memo_get(m, STR("risk|1"), &n));
    memo_put(m, STR("risk|1"), 14);
    memo_put(m, STR("risk|2"), 15);
    assert_true(memo_get(m, STR("risk|1"), &n));
    assert_int_equal(n, 14);
    memo_put(m, STR("risk|1"), 16);
    assert_true(memo_get(m, STR("risk|1"), &n));
    assert_int_equal(n, 16);
    assert_false(memo_get(m, STR("risk|10"), &n));
    memo_close(m);
}

void test_memo__may_forget_but_never_mistakes(void)
{
    struct memo *m = memo_open();
    struct arena *a = arena_open();
    for (int64_t i = 0; i < 20000; i++) {
        memo_put(m, str_printf(a, "k%lld", (long long)i), i);
    }
    for (int64_t i = 0; i < 20000; i++) {
        int64_t n;
        if (memo_get(m, str_printf(a, "k%lld", (long long)i), &n)) {
            assert_int_equal(n, i);
        }
    }
    arena_close(a);
    memo_close(m);
}

void test_memo__is_calm_without_a_table(void)
{
    int64_t n;
    memo_put(NULL, STR("x"), 1);
    assert_false(memo_get(NULL, STR("x"), &n));
    memo_close(NULL);
}
