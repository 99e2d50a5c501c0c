/* refusal_test.c - what is shown of a foreign file is short and can be shown. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/refusal.h"

#include "base/test.h"

#include <string.h>

static str shown(struct arena *a, str thing)
{
    struct refusal r;
    assert_int_equal(refuse(&r, a, ERR_INVALID, "format.csv.utf8", 1, 1, thing, STR_NONE),
                     ERR_INVALID);
    return r.thing;
}

void test_refusal__shows_what_can_be_shown(void **state)
{
    struct arena *a = arena_open();
    assert_str(shown(a, STR("a\nb\x7f\xc3")), "a b ?");
    assert_str(shown(a, STR_NONE), "");
    char *text = arena_alloc(a, 200);
    memset(text, 'x', 200);
    assert_int_equal(shown(a, str_n(text, 120)).n, 120);
    assert_int_equal(shown(a, str_n(text, 200)).n, 120);
    memcpy(text + 118, "\xe2\x82\xac", 3); /* a letter of three bytes over the edge */
    assert_int_equal(shown(a, str_n(text, 200)).n, 118);
    memset(text, 0x80, 200); /* and letters that never begin */
    assert_str(shown(a, str_n(text, 200)), "");
    arena_close(a);
}

/* Who does not ask why gets the code alone. */
void test_refusal__needs_nobody_who_asks(void **state)
{
    struct arena *a = arena_open();
    assert_int_equal(refuse(NULL, a, ERR_INVALID, "format.csv.utf8", 1, 1, STR("x"), STR_NONE),
                     ERR_INVALID);
    assert_int_equal(refuse_limit(NULL, a, "format.table.rows", 1, 1, STR_NONE, 7), ERR_TOO_BIG);
    arena_close(a);
}
