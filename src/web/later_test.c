/* later_test.c - waiting for what another process makes, beside the loop. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/later.h"

#include "base/clock.h"
#include "base/test.h"

#include <unistd.h>

static void note(struct later *later, void *n)
{
    ++*(int *)n;
}

static void pipe_open(int ends[2])
{
    assert_int_equal(pipe(ends), 0);
}

void test_later__is_called_again_when_the_answer_is_there(void **state)
{
    int ends[2], loop[2], n = 0;
    char mine[] = "mine";
    struct arena *a = arena_open();
    struct later later = {.done = note, .done_for = &n};
    struct request q = {.later = &later};
    struct letters waiting = {0};
    pipe_open(ends);
    pipe_open(loop);
    assert_null(later_waiter(&q));
    assert_false(later_on_fd(&q, a, ends[0], 60 * 1000, mine));
    assert_true(letters_wanted(&later));
    assert_true(letters_add(&waiting, &later));
    letters_wait(&waiting, loop[0], 0);
    assert_int_equal(n, 0);
    close(ends[1]); /* the other one has ended */
    letters_wait(&waiting, loop[0], 60 * 1000);
    assert_int_equal(n, 1);
    assert_null(waiting.first);
    later.n_asked = 0;
    assert_ptr_equal(later_waiter(&q), mine);
    assert_true(later_on_fd(&q, a, ends[0], 60 * 1000, mine));
    assert_int_equal(close(ends[0]), 0);
    close(loop[0]);
    close(loop[1]);
    arena_close(a);
}

void test_later__waits_no_longer_than_it_was_told(void **state)
{
    int ends[2], loop[2], n = 0;
    struct arena *a = arena_open();
    struct later first = {.done = note, .done_for = &n}, second = first;
    struct letters waiting = {0};
    pipe_open(ends);
    pipe_open(loop);
    assert_false(later_on_fd(&(struct request){.later = &first}, a, ends[0], 1, &n));
    assert_false(later_on_fd(&(struct request){.later = &second}, a, ends[0], 60 * 1000, &n));
    letters_add(&waiting, &first);
    letters_add(&waiting, &second);
    letters_wait(&waiting, loop[0], 20);
    assert_int_equal(first.state, LATER_DONE);
    assert_int_equal(second.state, LATER_WANTED);
    letters_end(&waiting);
    assert_int_equal(second.state, LATER_DONE);
    assert_int_equal(n, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(close(ends[i]), 0);
        close(loop[i]);
    }
    arena_close(a);
}

void test_later__waits_on_the_spot_without_a_loop(void **state)
{
    int ends[2];
    int64_t before = steady_ms();
    pipe_open(ends);
    assert_true(later_on_fd(&(struct request){0}, NULL, ends[0], 30, ends));
    assert_true(steady_ms() - before >= 29);
    close(ends[0]);
    close(ends[1]);
}
