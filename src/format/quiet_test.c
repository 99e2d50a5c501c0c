/* quiet_test.c - readers and writers of files open none of their own: they run in a cell, where any
   question to the kernel is the end, or in a worker that may open no file. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/cases.h"
#include "format/csv/read.h"
#include "format/json/read.h"
#include "format/xlsx/package_for_test.h"
#include "format/xlsx/read.h"
#include "format/xlsx/write.h"
#include "format/yaml/read.h"

#include <seccomp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* How a process ends that runs fn and may not ask for files or processes; in a cell, nor about what
   is open. */
static int ended(void (*fn)(struct arena *), bool in_cell)
{
    enum { ABOUT_OPEN = 2 };
    static const int questions[] = {
        SCMP_SYS(ioctl),  SCMP_SYS(newfstatat), SCMP_SYS(open),       SCMP_SYS(openat),
        SCMP_SYS(stat),   SCMP_SYS(access),     SCMP_SYS(unlink),     SCMP_SYS(readlink),
        SCMP_SYS(socket), SCMP_SYS(execve),     SCMP_SYS(getdents64), SCMP_SYS(uname),
    };
    pid_t pid = fork();
    int status = 0;
    if (pid == 0) {
        scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
        for (size_t i = in_cell ? 0 : ABOUT_OPEN; i < sizeof questions / sizeof *questions; i++) {
            if (seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, questions[i], 0) != 0) {
                _exit(2);
            }
        }
        if (seccomp_load(f) != 0) {
            _exit(3);
        }
        fn(arena_open());
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void ask(struct arena *a)
{
    access("/", F_OK);
}

static void read_tables(struct arena *a)
{
    const struct test_member members[] = {
        TEST_MEMBERS_AROUND,
        {STR("xl/worksheets/sheet1.xml"),
         STR("<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>")}};
    const size_t n = sizeof members / sizeof *members;
    struct table t;
    struct refusal r;
    bool good =
        csv_read(a, STR("a;b\n1;2\n"), &table_limits_import, &t, &r) == OK &&
        csv_read(a, STR("a;\"b\n"), &table_limits_import, &t, &r) == ERR_INVALID &&
        xlsx_read(a, test_package(a, members, n, true), STR_NONE, &table_limits_import, &t, &r) ==
            OK &&
        xlsx_read(a, STR("PK\x03\x04"), STR_NONE, &table_limits_import, &t, &r) == ERR_INVALID;
    _exit(good ? 0 : 1);
}

static void read_trees(struct arena *a)
{
    const struct json *v;
    struct refusal r;
    bool good = json_read(a, STR("{\"a\":[1]}"), &json_limits_document, &v, &r) == OK &&
                json_read(a, STR("{\"a\""), &json_limits_document, &v, &r) == ERR_INVALID &&
                yaml_read(a, STR("a: [1, to]\n"), &json_limits_document, &v, &r) == OK &&
                yaml_read(a, STR("a: [1, to\nb"), &json_limits_document, &v, &r) == ERR_INVALID;
    _exit(good ? 0 : 1);
}

static void write_workbook(struct arena *a)
{
    const struct xlsx_column column = {.title = STR("Tiltak")};
    const struct cell cell = cell_text(STR("Passord"));
    struct buf out;
    buf_init(&out, a, MIB);
    struct xlsx_writer *w = xlsx_open(&out, STR("Tiltak"), &column, 1);
    xlsx_row(w, &cell, 1);
    _exit(xlsx_close(w) == OK && xlsx_looks_so(buf_as_str(&out)) ? 0 : 1);
}

void test_formats__open_no_file_of_their_own(void **state)
{
    assert_int_equal(ended(read_tables, true), 0);
    assert_int_equal(ended(read_trees, true), 0);
    assert_int_equal(ended(write_workbook, false), 0);
    int asked = ended(ask, false); /* so a question would be seen */
    assert_true(WIFSIGNALED(asked) && WTERMSIG(asked) == SIGSYS);
}
