/* cases.h - what the tests of readers and writers share: walking cases/, comparing with what is
   expected. Run with SAMSTYR_CASES=write to set down what comes out; then read the difference. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_CASES_H
#define FORMAT_CASES_H

#include "base/buf.h"
#include "base/test.h"
#include "base/text.h"
#include "format/refusal.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The file whole; STR_NONE when there is none. */
static inline str case_read(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        return STR_NONE;
    }
    struct buf b;
    buf_init(&b, a, 64 * MIB);
    char block[16384];
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;) {
        buf_append(&b, block, n);
    }
    fclose(f);
    return buf_as_str(&b);
}

/* path with another ending: "cases/a.json", ".tree" gives "cases/a.tree". */
static inline const char *case_beside(struct arena *a, const char *path, const char *ending)
{
    const char *dot = strrchr(path, '.');
    return str_printf(a, "%.*s%s", (int)(dot - path), path, ending).p;
}

/* What a reader said: its code, word and place, then the sentence in English. Checks that the word
   exists and that no argument was forgotten in it. */
static inline str case_said(struct arena *a, const struct refusal *r)
{
    struct fault f;
    fault_init(&f, a);
    refusal_tell(r, &f);
    str sentence = word_args(a, LANG_EN, r->key, f.args, FAULT_ARGS);
    return str_printf(a, "%s %s %d:%d %.*s\n%.*s\n", err_name(r->code), r->key, (int)r->line,
                      (int)r->column, STR_ARG(r->thing), STR_ARG(sentence));
}

static inline void case_expect(struct arena *a, const char *path, str actual)
{
    const char *mode = getenv("SAMSTYR_CASES");
    if (mode && strcmp(mode, "write") == 0) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        fwrite(actual.p, 1, actual.n, f);
        fclose(f);
        return;
    }
    str expected = case_read(a, path);
    if (!str_eq(actual, expected)) {
        print_error("%s\nis:\n%.*s\nexpected:\n%.*s\n", path, STR_ARG(actual), STR_ARG(expected));
        fail();
    }
}

/* fn(arena, path) for each file of the pattern, each with a fresh arena; fails when there is none.
 */
static inline void case_each(const char *pattern, void (*fn)(struct arena *, const char *))
{
    glob_t found;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct arena *a = arena_open();
        fn(a, found.gl_pathv[i]);
        arena_close(a);
    }
    globfree(&found);
}

#endif
