/* reference_test.c - the printed reference pages say what the program of this tree would say. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/reference.h"

#include "base/test.h"

#include <stdio.h>

static str file_read(struct arena *a, const char *path)
{
    struct buf b;
    buf_init(&b, a, 16 * MIB);
    FILE *file = fopen(path, "re");
    for (size_t n = 1; file && n > 0; b.n += n) {
        char *room = buf_room(&b, 64 * KIB);
        n = room ? fread(room, 1, 64 * KIB, file) : 0;
    }
    if (file) {
        fclose(file);
    }
    return buf_as_str(&b);
}

/* Where the first difference stands, so that the log says which change was not printed. */
static void difference(const char *path, str is, str should)
{
    str line = STR_NONE, wanted = STR_NONE;
    while (str_split(&should, '\n', &wanted) && str_split(&is, '\n', &line) &&
           str_eq(line, wanted)) {
    }
    print_error("%s is out of date; run script/reference\nhas: %.*s\nnow: %.*s\n", path,
                STR_ARG(line), STR_ARG(wanted));
}

void test_reference__is_up_to_date(void)
{
    struct arena *a = arena_open();
    int n_old = 0;
    for (const char *const *subject = reference_subjects; *subject; subject++) {
        struct buf now;
        buf_init(&now, a, 16 * MIB);
        assert_true(reference_write(&now, str_of(*subject)));
        const char *path = str_printf(a, "docs/reference/%s.md", *subject).p;
        str is = file_read(a, path);
        if (!str_eq(is, buf_as_str(&now))) {
            difference(path, is, buf_as_str(&now));
            n_old++;
        }
    }
    arena_close(a);
    assert_int_equal(n_old, 0);
}
