/* memory_test.c - JSON that there is no memory to read. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sandbox.h"
#include "base/test.h"
#include "format/json/read.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Pages that this process has mapped. */
static size_t mapped(void)
{
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%lu", &pages), 1);
    fclose(f);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* Room for a copy of the text and as large a block for what comes of it, and none for where its
   tokens are, which is more than malloc keeps of what was freed. A sanitizer needs more room than
   there is, so there it is read. */
static int read_in_little_room(void)
{
    struct arena *a = arena_open();
    size_t n = json_limits_document.bytes;
    char *text = arena_alloc(a, n);
    const struct json *v;
    struct refusal r = {0};
    memset(text, ' ', n);
    text[0] = '7';
    malloc_trim(0);
    size_t room = mapped() + 3 * n;
    if (!SANITISED && setrlimit(RLIMIT_AS, &(struct rlimit){room, room})) {
        return 1;
    }
    err e = json_read(a, str_n(text, n), &json_limits_document, &v, &r);
    bool is_told = e == ERR_BUSY && !v && strcmp(r.key, "format.memory") == 0;
    return SANITISED ? e : !is_told;
}

void test_json_read__says_when_there_is_no_memory(void **state)
{
    (void)state;
    int status = -1;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        _exit(read_in_little_room());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}
