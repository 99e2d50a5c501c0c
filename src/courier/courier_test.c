/* courier_test.c - a letter goes in at the door and an answer comes back, or a reason. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/message.h"

#include "base/test.h"

#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void test_courier__a_letter_is_read_as_it_was_written(void)
{
    struct arena *a = arena_open();
    struct letter in = {.url = STR("https://a.example.no/"),
                        .hosts = STR("a.example.no"),
                        .form = STR(""),
                        .ceiling = 10,
                        .ms = 5000},
                  out;
    struct buf b;
    buf_init(&b, a, LETTER_LARGEST);
    letter_write(&b, &in);
    assert_true(letter_read(buf_as_str(&b), &out));
    assert_true(str_eq(out.url, in.url) && out.form.p && !out.form.n && !out.authorization.p);
    assert_int_equal(out.ms, 5000);
    for (size_t n = 0; n < b.n; n++) {
        assert_false(letter_read(str_n(b.data, n), &out));
    }
    buf_char(&b, 'x');
    assert_false(letter_read(buf_as_str(&b), &out));
    arena_close(a);
}

void test_courier__bounds_hold_whatever_a_letter_asks(void)
{
    struct arena *a = arena_open();
    struct letter in = {.url = STR("x"), .ceiling = 900 * MIB, .ms = 9000000}, out;
    struct buf b;
    buf_init(&b, a, LETTER_LARGEST);
    letter_write(&b, &in);
    assert_true(letter_read(buf_as_str(&b), &out));
    assert_int_equal(out.ceiling, ANSWER_LARGEST);
    assert_int_equal(out.ms, LETTER_LONGEST_MS);
    arena_close(a);
}

/* The courier in a process of its own; ended by the closing of nothing but a signal. */
static volatile sig_atomic_t stop;

static void on_stop(int n)
{
    (void)n;
    stop = 1;
}

static pid_t courier_start(struct courier *c)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct sigaction on = {.sa_handler = on_stop};
        sigaction(SIGTERM, &on, NULL);
        _exit(courier_run(c, &(struct courier_limits){.loopback = true}, &stop));
    }
    return pid;
}

static int courier_end(pid_t pid, int signal_number)
{
    int status = -1;
    kill(pid, signal_number);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void test_courier__says_why_it_did_not_go(void)
{
    struct arena *a = arena_open();
    struct courier *c = courier_open();
    pid_t pid = courier_start(c);
    struct answer out;
    courier_ask(
        c, a,
        &(struct letter){
            .url = STR("https://10.0.0.1/"), .hosts = STR("10.0.0.1"), .ceiling = 10, .ms = 2000},
        &out);
    assert_int_equal(out.status, 0);
    assert_string_equal(str_z(a, out.trouble), "host");
    /* nobody listens there */
    courier_ask(c, a,
                &(struct letter){.url = STR("http://127.0.0.1:1/"),
                                 .hosts = STR("127.0.0.1"),
                                 .ceiling = 10,
                                 .ms = 2000},
                &out);
    assert_string_equal(str_z(a, out.trouble), "failed");
    assert_int_equal(courier_end(pid, SIGTERM), 0);
    courier_close(c);
    arena_close(a);
}

void test_courier__a_letter_waits_for_the_next_courier(void)
{
    struct arena *a = arena_open();
    struct courier *c = courier_open();
    courier_end(courier_start(c), SIGKILL);
    int fd = courier_send(
        c, a, &(struct letter){.url = STR("https://[::1]/"), .ceiling = 10, .ms = 2000});
    assert_true(fd >= 0);
    pid_t pid = courier_start(c);
    struct buf in;
    struct answer out;
    buf_init(&in, a, COURIER_BUFFER);
    for (int i = 0; i < 50 && !courier_take(fd, &in); i++) {
        poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 200);
    }
    courier_read(a, buf_as_str(&in), &out);
    assert_string_equal(str_z(a, out.trouble), "host");
    courier_end(pid, SIGTERM);
    close(fd);
    courier_close(c);
    arena_close(a);
}

void test_courier__who_is_cut_off_hears_that_it_is_gone(void)
{
    struct arena *a = arena_open();
    struct answer out;
    courier_read(a, STR(""), &out);
    assert_string_equal(str_z(a, out.trouble), "gone");
    courier_ask(NULL, a, &(struct letter){.url = STR("x"), .ms = 10}, &out);
    assert_string_equal(str_z(a, out.trouble), "busy");
    arena_close(a);
}

void test_courier__an_answer_is_read_as_it_was_written(void)
{
    struct arena *a = arena_open();
    struct answer in = {.status = 999, .type = STR("text/plain"), .body = STR("yes")}, out;
    struct buf b;
    buf_init(&b, a, LETTER_LARGEST);
    answer_write(&b, &in);
    assert_true(answer_read(buf_as_str(&b), &out));
    assert_int_equal(out.status, 999);
    assert_true(str_is(out.type, "text/plain") && str_is(out.body, "yes") && !out.trouble.p);
    for (size_t n = 0; n < b.n; n++) {
        assert_false(answer_read(str_n(b.data, n), &out));
    }
    buf_char(&b, 'x');
    assert_false(answer_read(buf_as_str(&b), &out));
    buf_init(&b, a, LETTER_LARGEST);
    in.status = 1000; /* no such status */
    answer_write(&b, &in);
    assert_false(answer_read(buf_as_str(&b), &out));
    arena_close(a);
}
