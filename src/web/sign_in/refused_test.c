/* refused_test.c - what stands in the operator's list is refused, and nothing else for it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/refused.h"

#include "base/test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct refused *of(const char *text)
{
    char path[] = "/tmp/samstyr-refused-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "w");
    fputs(text, file);
    fclose(file);
    struct refused *r = refused_read(path);
    unlink(path);
    return r;
}

void test_refused__holds_each_line_whatever_its_case(void **state)
{
    struct refused *r = of("korthus\nCorrectHorseBatteryStaple\r\n\nblå elger på loftet\n"
                           "troll i eske og troll i orden");
    assert_non_null(r);
    assert_int_equal(refused_count(r), 3); /* the short one is refused without it */
    assert_true(refused_has(r, STR("CorrectHorseBatteryStaple")));
    assert_true(refused_has(r, STR("correcthorsebatterystaple")));
    assert_true(refused_has(r, STR("BLå ELGER På LOFTET")));
    assert_true(
        refused_has(r, STR("troll i eske og troll i orden"))); /* the last, without an end */
    assert_false(refused_has(r, STR("CorrectHorseBatteryStaple1")));
    assert_false(refused_has(r, STR("correct horse battery staple")));
    refused_close(r);
}

void test_refused__of_nothing_refuses_nothing(void **state)
{
    struct refused *r = of("");
    assert_non_null(r);
    assert_false(refused_has(r, STR("")));
    assert_false(refused_has(r, STR("en lang setning som passord")));
    refused_close(r);
    assert_false(refused_has(NULL, STR("en lang setning som passord")));
    refused_close(NULL);
    assert_null(refused_read("/nowhere/at/all"));
    assert_int_equal(errno, ENOENT);
    assert_null(refused_read("/tmp")); /* a folder is no list */
}
