/* log_test.c - an event is one line, whatever its values hold. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"
#include "base/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/samstyr-log-XXXXXX";

/* What the file holds after the first word, "at=...". */
static str written(struct arena *a)
{
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    char *text = arena_alloc(a, 20000);
    size_t n = fread(text, 1, 20000, f);
    fclose(f);
    str s = {text, n};
    assert_true(str_starts(s, "at=20"));
    assert_true(str_index(s, ' ') == 27);
    return str_slice(s, 28, n);
}

static void start(void)
{
    strcpy(path, "/tmp/samstyr-log-XXXXXX");
    close(mkstemp(path));
    assert_true(log_open(path));
}

static void end(void)
{
    assert_true(log_open(NULL));
    unlink(path);
}

void test_log__writes_one_line_whatever_the_values_hold(void)
{
    struct arena *a = arena_open();
    start();
    log_event("job.done",
              LOG_STR("id", STR("a\r\nat=x event=\"y\\\" \x1b[2J \xC3\xA6 \xFF \xC2\x85")),
              LOG_INT("rows", -12), LOG_STR("none", STR_NONE), LOG_Z("kind", "risk"));
    assert_str(written(a),
               "event=job.done id=\"a\\r\\nat=x event=\\\"y\\\\\\\" \\x1b[2J \xC3\xA6 \\xff "
               "\\xc2\\x85\" rows=-12 kind=\"risk\"\n");
    end();
    arena_close(a);
}

void test_log__cuts_a_long_line(void)
{
    struct arena *a = arena_open();
    start();
    char *long_text = arena_alloc(a, 20000);
    memset(long_text, 'x', 20000);
    log_event("long", LOG_STR("text", str_n(long_text, 20000)), LOG_INT("n", 1));
    str s = written(a);
    assert_true(s.n < 8192);
    assert_true(str_ends(s, "\n"));
    end();
    arena_close(a);
}

void test_log__opens_its_file_anew_when_told(void)
{
    struct arena *a = arena_open();
    start();
    log_event("before");
    unlink(path);
    log_reopen();
    log_event("after");
    assert_str(written(a), "event=after\n");
    assert_false(log_open("/nowhere/at/all"));
    end();
    arena_close(a);
}
