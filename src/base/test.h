/* test.h - what a *_test.c includes: cmocka, and comparing text with both values shown. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_TEST_H
#define BASE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

/* Fails unless the text is what is expected; a NULL pointer in actual is shown as (none). */
#define assert_str(actual, expected) test_str((actual), (expected), __FILE__, __LINE__)

static inline void test_str(str actual, const char *expected, const char *file, int line)
{
    if (actual.p != NULL && str_is(actual, expected))
        return;
    print_error("is:       %.*s\n", actual.p ? (int)actual.n : 6, actual.p ? actual.p : "(none)");
    print_error("expected: %s\n", expected);
    _fail(file, line);
}

#endif
