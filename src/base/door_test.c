/* door_test.c - files that are handed over arrive, and none is left open. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/door.h"

#include "base/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static size_t open_files(void)
{
    size_t n = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder)) {
        n++;
    }
    closedir(folder);
    return n;
}

void test_door__hands_open_files_over(void)
{
    int pair[2], line[2], came[2];
    char byte = 0, said = 0;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    assert_int_equal(pipe(line), 0);
    assert_false(door_take(pair[1], &byte, came, 2)); /* nothing there yet */
    assert_true(door_pass(pair[0], 'x', line, 2));
    assert_true(door_take(pair[1], &byte, came, 2));
    assert_int_equal(byte, 'x');
    assert_int_equal(fcntl(came[0], F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    assert_int_equal(write(came[1], "y", 1), 1);
    assert_int_equal(read(line[0], &said, 1), 1);
    assert_int_equal(said, 'y');
    const int all[] = {pair[0], pair[1], line[0], line[1], came[0], came[1]};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        close(all[i]);
    }
}

void test_door__keeps_no_file_of_a_message_it_does_not_take(void)
{
    int pair[2], line[2], came[3];
    char byte;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    assert_int_equal(pipe(line), 0);
    size_t before = open_files();
    for (int i = 0; i < 20; i++) {
        assert_true(door_pass(pair[0], 'x', line, 2));
        assert_false(door_take(pair[1], &byte, came, 3));
        assert_true(door_pass(pair[0], 'x', line, 2));
        assert_false(door_take(pair[1], &byte, came, 1));
    }
    assert_int_equal(open_files(), before);
    const int all[] = {pair[0], pair[1], line[0], line[1]};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        close(all[i]);
    }
}
