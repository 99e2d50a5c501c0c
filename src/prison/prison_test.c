/* prison_test.c - a file is read in a cell, and whatever happens there stays there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "prison/door.h"

#include "base/clock.h"
#include "base/door.h"
#include "base/test.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t stopped;

static void on_stop(int n)
{
    stopped = 1;
}

/* A warden in a process of its own. */
static pid_t warden(const struct prison *p)
{
    static const struct cage cell = {.name = "cell", .may = CAGE_BARE};
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        struct sigaction stop = {.sa_handler = on_stop};
        sigaction(SIGTERM, &stop, NULL);
        _exit(prison_run(p, &cell, &stopped));
    }
    return pid;
}

static void wait_for(struct visit *v)
{
    struct pollfd at = {.fd = visit_fd(v), .events = POLLIN};
    assert_int_equal(poll(&at, 1, 30 * 1000), 1);
}

static err tree_of(struct prison *p, struct arena *a, enum prison_work work, str bytes,
                   struct fault *f, const struct json **out)
{
    fault_init(f, a);
    struct visit *v = prison_send(p, a, work, bytes);
    assert_non_null(v);
    wait_for(v);
    return visit_tree(v, f, out);
}

static err table_of(struct prison *p, struct arena *a, str bytes, struct fault *f,
                    struct table *out)
{
    fault_init(f, a);
    struct visit *v = prison_send(p, a, PRISON_TABLE, bytes);
    assert_non_null(v);
    wait_for(v);
    return visit_table(v, f, out);
}

void test_prison__reads_a_file_and_says_what_is_in_it(void **state)
{
    struct prison *p = prison_open();
    struct arena *a = arena_open();
    pid_t pid = warden(p);
    struct fault f;
    struct table t;
    const struct json *v = NULL;
    int status;
    assert_int_equal(table_of(p, a, STR("ref;title\nR-1;\xc3\xa5pent\n"), &f, &t), OK);
    assert_str(row_cell(&t.rows[1], 1).text, "\xc3\xa5pent");
    assert_int_equal(table_of(p, a, STR("a;\"b\n"), &f, &t), ERR_INVALID);
    assert_true(strncmp(f.key, "format.", 7) == 0);
    assert_int_equal(table_of(p, a, STR("PK\x03\x04 not a workbook"), &f, &t), ERR_INVALID);
    struct visit *tree = prison_send(p, a, PRISON_YAML, STR("a: [1, to]\n"));
    fault_init(&f, a);
    wait_for(tree);
    assert_int_equal(visit_tree(tree, &f, &v), OK);
    assert_str(json_tree_text(a, v), "{\"a\":[1,\"to\"]}");
    assert_int_equal(visit_table(tree, &f, &t), ERR_INVALID); /* not what was asked for */
    assert_int_equal(tree_of(p, a, PRISON_JSON, STR("{\"a\":1}"), &f, &v), OK);
    assert_str(json_tree_text(a, v), "{\"a\":1}");
    assert_int_equal(tree_of(p, a, PRISON_JSON, STR("{\"a\""), &f, &v), ERR_INVALID);
    assert_string_equal(f.key, "format.json.colon");
    assert_int_equal(tree_of(p, a, PRISON_YAML, STR("a: [1\nb: 2"), &f, &v), ERR_INVALID);
    assert_string_equal(f.key, "format.yaml.syntax");
    assert_int_equal(tree_of(p, a, PRISON_TABLE, STR("a;b\n"), &f, &v), ERR_INVALID);
    assert_string_equal(f.key, "prison.died"); /* nor that */
    kill(pid, SIGTERM);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    arena_close(a);
    prison_close(p);
}

/* Many at once: none is lost, and no more cells than there may be. */
void test_prison__takes_more_files_than_it_has_cells(void **state)
{
    enum { N = 3 * CELLS_MOST };
    struct prison *p = prison_open();
    struct arena *a = arena_open();
    struct visit *all[N];
    for (int i = 0; i < N; i++) {
        all[i] = prison_send(p, a, PRISON_TABLE, STR("ref;title\nR-1;x\n"));
        assert_non_null(all[i]);
    }
    struct fault f;
    struct table t;
    fault_init(&f, a);
    assert_int_equal(visit_table(all[0], &f, &t), ERR_BUSY);
    assert_string_equal(f.key, "prison.busy");
    pid_t pid = warden(p);
    for (int i = 0; i < N; i++) {
        fault_init(&f, a);
        wait_for(all[i]);
        assert_int_equal(visit_table(all[i], &f, &t), OK);
    }
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    arena_close(a);
    prison_close(p);
}

/* What a cell that was taken over may write. */
void test_prison__believes_no_answer_that_does_not_hold(void **state)
{
    static const char *const answers[] = {"", "X", "X.", "Tx.", "Jx.", "Rx.", "T", "J."};
    struct arena *a = arena_open();
    struct prison *p = prison_open();
    for (size_t i = 0; i < 2 * sizeof answers / sizeof *answers; i++) {
        const char *answer = answers[i / 2];
        struct visit *v = prison_send(p, a, PRISON_TABLE, STR("ref\n"));
        int fds[VISIT_FDS];
        char work;
        struct fault f;
        struct table t;
        const struct json *tree;
        fault_init(&f, a);
        assert_true(door_take(p->door[1], &work, fds, VISIT_FDS));
        assert_int_equal(pwrite(fds[VISIT_ANSWER], answer, strlen(answer), 0), strlen(answer));
        for (int k = 0; k < VISIT_FDS; k++) {
            close(fds[k]);
        }
        wait_for(v);
        assert_int_equal(i % 2 ? visit_table(v, &f, &t) : visit_tree(v, &f, &tree), ERR_INVALID);
        assert_string_equal(f.key, "prison.died");
    }
    prison_close(p);
    arena_close(a);
}

/* Nobody takes the files: the door is full at last, and that is told as busy. */
void test_prison__says_busy_when_its_door_is_full(void **state)
{
    enum { FAR_MORE = 2000 };
    struct arena *a = arena_open();
    struct prison *p = prison_open();
    struct visit *v = NULL;
    struct fault f;
    const struct json *tree;
    int n = 0;
    do {
        v = prison_send(p, a, PRISON_JSON, STR("{}"));
    } while (v && ++n < FAR_MORE);
    assert_true(n > CELLS_MOST && n < FAR_MORE);
    fault_init(&f, a);
    assert_int_equal(visit_tree(v, &f, &tree), ERR_BUSY);
    assert_string_equal(f.key, "prison.busy");
    prison_close(p);
    prison_close(NULL);
    arena_close(a);
}

/* A cell that ends without an answer, or with half of one. */
void test_prison__tells_that_a_cell_died(void **state)
{
    struct prison *p = prison_open();
    struct arena *a = arena_open();
    struct visit *v = prison_send(p, a, PRISON_TABLE, STR("ref\n"));
    struct fault f;
    struct table t;
    fault_init(&f, a);
    /* the other end takes it and goes, as a killed cell does */
    prison_close(p);
    wait_for(v);
    assert_int_equal(visit_table(v, &f, &t), ERR_INVALID);
    assert_string_equal(f.key, "prison.died");
    assert_int_equal(visit_table(NULL, &f, &t),
                     ERR_INVALID); /* told once: the first trouble stays */
    arena_close(a);
}
