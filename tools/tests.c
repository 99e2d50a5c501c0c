/* tests.c - writes the main program of the unit tests.

   Use: tests OUT.c LIST      LIST names the *_test.c files, one a line.

   Finds, at the start of a line, void test_WHAT(void) and void test_WHAT(void **state), and writes
   a program that runs them all with cmocka, in the order of the files' names. Its only argument is
   a pattern
   (* and ?) that chooses tests by name. Refused, with file:line: a static test, two of one name. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static int by_path(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int main(int argc, char **argv)
{
    struct tool tool = tool_start("tests");
    if (argc != 3)
        tool_die(&tool, "use: tests OUT.c LIST");
    size_t n;
    const char **paths = tool_list(&tool, argv[2], &n);
    qsort(paths, n, sizeof *paths, by_path);
    struct buf head = tool_buf(&tool);
    struct buf rows = tool_buf(&tool);
    buf_literal(&head, "/* Made by tools/tests from the *_test.c files; do not edit. */\n#include "
                       "\"base/test.h\"\n\n#include \"base/clock.h\"\n\n");
    for (size_t i = 0; i < n; i++) {
        str rest = tool_read(&tool, paths[i]);
        str line;
        for (size_t number = 1; str_split(&rest, '\n', &line); number++) {
            if (str_starts(line, "static void test_")) {
                tool_error(&tool, paths[i], number,
                           "a test is not static, so that it can be found");
                continue;
            }
            if (!str_starts(line, "void test_"))
                continue;
            str name = str_slice(line, 5, line.n);
            ptrdiff_t open = str_index(name, '(');
            if (open < 0 || str_contains(name, STR(";")))
                continue;
            bool plain = str_contains(name, STR("(void)"));
            name = str_slice(name, 0, (size_t)open);
            if (plain)
                buf_printf(&head,
                           "void %.*s(void);\nstatic void run_%.*s(void **state)\n{\n    "
                           "(void)state;\n    %.*s();\n}\n",
                           STR_ARG(name), STR_ARG(name), STR_ARG(name));
            else
                buf_printf(&head, "void %.*s(void **state);\n", STR_ARG(name));
            buf_printf(&rows, "        {\"%.*s\", %s%.*s, NULL, NULL, NULL},\n", STR_ARG(name),
                       plain ? "run_" : "", STR_ARG(name));
        }
    }
    buf_literal(&head,
                "\nint main(int argc, char **argv)\n{\n    const struct CMUnitTest tests[] = {\n");
    buf_str(&head, buf_as_str(&rows));
    buf_literal(&head, "    };\n    if (argc > 1)\n        cmocka_set_test_filter(argv[1]);\n"
                       "    clock_init();\n    return cmocka_run_group_tests_name(\"samstyr\", "
                       "tests, NULL, NULL) != 0;\n}\n");
    if (tool.n_errors == 0)
        tool_write(&tool, argv[1], buf_as_str(&head));
    return tool_end(&tool);
}
