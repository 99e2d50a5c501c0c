/* tasks_test.c - what waits for whom. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/measure/measure.h"
#include "kind/kind_for_test.h"
#include "report/overview/tasks.h"

#include <string.h>

static const struct task *task_named(const struct task *tasks, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(tasks[i].code, code) == 0) {
            return &tasks[i];
        }
    }
    return NULL;
}

static void measure_of(struct kind_test *k, enum role owner, const char *due_on)
{
    struct measure *m = (struct measure *)thing_new(&k->ctx, &measure_kind);
    m->title = STR("Mend the fence");
    m->owner_id = kind_test_person(k, owner);
    m->due_on = str_of(due_on);
    assert_done(k, thing_create(&k->ctx, &m->thing));
}

static void shows_own_to_each_and_all_to_the_officer(struct kind_test *k)
{
    struct task *tasks;
    size_t n;
    measure_of(k, ROLE_EMPLOYEE, "2026-11-01");
    measure_of(k, ROLE_LINE_MANAGER, "2026-11-10");
    measure_of(k, ROLE_LINE_MANAGER, "2026-12-01");
    kind_test_as(k, ROLE_EMPLOYEE);
    assert_done(k, tasks_read(&k->ctx, &tasks, &n));
    assert_int_equal(n, 1);
    assert_int_equal(tasks[0].n, 1);
    assert_true(tasks[0].is_late);
    assert_true(str_contains(tasks[0].word, STR("Mend the fence")));
    assert_true(str_contains(tasks[0].href, STR("/measures/")));

    kind_test_as(k, ROLE_OFFICER);
    assert_done(k, tasks_read(&k->ctx, &tasks, &n));
    const struct task *late = task_named(tasks, n, "measure_overdue");
    assert_non_null(late);
    assert_int_equal(late->n, 2);
    assert_true(str_is(late->due, "2026-11-01"));
    assert_null(task_named(tasks, n, "measure_soon"));

    kind_test_as(k, ROLE_LINE_MANAGER);
    assert_done(k, tasks_read(&k->ctx, &tasks, &n));
    assert_int_equal(task_named(tasks, n, "measure_overdue")->n, 1);
    assert_int_equal(task_named(tasks, n, "measure_soon")->n, 1);

    kind_test_as(k, ROLE_OPERATOR);
    assert_done(k, tasks_read(&k->ctx, &tasks, &n));
    assert_int_equal(n, 0);
}

void test_tasks__show_own_to_each_and_all_to_the_officer(void)
{
    kind_tell(shows_own_to_each_and_all_to_the_officer);
}
