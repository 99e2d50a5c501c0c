/* signer_files_test.c - the signer's two files are whole or not there, whatever the disk does. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/signer_files.h"

#include "base/test.h"
#include "trail/refusing_for_test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { NOBODY = 65534 };

struct place {
    struct arena *a;
    char folder[64];
    const char *path;
    struct signer_key key;
    struct signer_state state;
};

static struct place place(void)
{
    struct place p = {.a = arena_open(), .folder = "/tmp/samstyr-files-XXXXXX"};
    assert_non_null(mkdtemp(p.folder));
    p.path = str_printf(p.a, "%s/key", p.folder).p;
    signer_key_draw(&p.key);
    memcpy(p.state.public, p.key.public, NOTE_PUBLIC);
    for (int i = 0; i < 40; i++) {
        struct signed_log *l = signer_state_of(p.a, &p.state, str_printf(p.a, "log/%d", i));
        l->tree.size = i;
        memset(l->tree.edge, i, sizeof l->tree.edge);
    }
    return p;
}

static void leave(struct place *p)
{
    unlink(p->path);
    assert_int_equal(rmdir(p->folder), 0); /* nothing was left behind */
    arena_close(p->a);
}

static void write_file(const char *path, str bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
    close(fd);
}

/* As one who may not do everything, which root may. */
static void as_nobody(struct place *p, bool begin)
{
    if (begin && geteuid() == 0) {
        assert_int_equal(chown(p->folder, NOBODY, NOBODY), 0);
        assert_int_equal(seteuid(NOBODY), 0);
    } else if (!begin && getuid() == 0) {
        assert_int_equal(seteuid(0), 0);
    }
}

void test_signer_files__come_back_as_they_were_kept(void)
{
    struct place p = place();
    struct signer_key key;
    struct signer_state state;
    assert_false(signer_key_load(p.path, &key));
    assert_int_equal(errno, ENOENT);
    assert_true(signer_key_save(p.path, &p.key, true));
    assert_true(signer_key_load(p.path, &key));
    assert_memory_equal(&key, &p.key, sizeof key);
    assert_false(signer_key_save(p.path, &p.key, true));
    assert_int_equal(errno, EEXIST);
    unlink(p.path);
    assert_true(signer_state_load(p.a, p.path, &state));
    assert_true(state.is_new);
    assert_true(signer_state_save(p.a, p.path, &p.state));
    assert_true(signer_state_load(p.a, p.path, &state));
    assert_false(state.is_new);
    assert_int_equal(state.n, 40);
    for (size_t i = 0; i < 40; i++) {
        const struct signed_log *l = &state.logs[i];
        assert_true(str_eq(l->origin, p.state.logs[i].origin));
        assert_int_equal(l->tree.size, i);
        assert_memory_equal(l->tree.edge, p.state.logs[i].tree.edge, tlog_edge_n((int64_t)i) * 32);
    }
    leave(&p);
}

void test_signer_files__may_stand_where_the_program_was_started(void)
{
    struct place p = place();
    struct signer_key key;
    char here[4096];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(p.folder), 0);
    bool kept = signer_key_save("key", &p.key, true) && signer_key_load("key", &key);
    assert_int_equal(chdir(here), 0);
    assert_true(kept);
    leave(&p);
}

void test_signer_files__a_key_has_one_form(void)
{
    struct place p = place();
    struct signer_key key;
    static const char *const wrong[] = {
        "",
        "samstyr/signing-key/2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "samstyr/signing-key/1\n",
        "samstyr/signing-key/1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "samstyr/signing-key/1\nno base64\n",
        "samstyr/signing-key/1\nAAAA\n",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_file(p.path, str_of(wrong[i]));
        assert_false(signer_key_load(p.path, &key));
        assert_int_equal(errno, EINVAL);
    }
    write_file(p.path, str_printf(p.a, "%09000d", 0));
    assert_false(signer_key_load(p.path, &key));
    assert_int_equal(errno, EFBIG);
    assert_int_equal(chmod(p.path, 0640), 0);
    assert_false(signer_key_load(p.path, &key));
    assert_int_equal(errno, EPERM);
    unlink(p.path);
    assert_int_equal(mkdir(p.path, 0700), 0); /* a folder in its place */
    assert_false(signer_key_load(p.path, &key));
    assert_int_equal(errno, EISDIR);
    assert_false(signer_key_save(p.path, &p.key, false));
    assert_int_equal(errno, EISDIR);
    assert_int_equal(rmdir(p.path), 0);
    assert_false(signer_key_save(str_printf(p.a, "%s/none/key", p.folder).p, &p.key, false));
    assert_int_equal(errno, ENOENT);
    leave(&p);
}

#define FIRST "samstyr/signed/1\n"
#define PUBLIC "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"

void test_signer_files__a_state_has_one_form(void)
{
    struct place p = place();
    struct signer_state state;
    static const char *const wrong[] = {
        "",
        "samstyr/signed/2\n" PUBLIC,
        FIRST,
        FIRST "0001\n",
        FIRST "no public key\n",
        FIRST PUBLIC "log/1 0 ",
        FIRST PUBLIC "\n",
        FIRST PUBLIC " 0 \n",
        FIRST PUBLIC "log/1\n",
        FIRST PUBLIC "log/1 many \n",
        FIRST PUBLIC "log/1 -1 \n",
        FIRST PUBLIC "log/1 1\n",
        FIRST PUBLIC "log/1 1 \n",
        FIRST PUBLIC "log/1 1 zz\n",
        FIRST PUBLIC "log/1 3 " PUBLIC,
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_file(p.path, str_of(wrong[i]));
        assert_false(signer_state_load(p.a, p.path, &state));
        assert_false(state.is_new);
    }
    write_file(p.path, STR(FIRST PUBLIC "log/1 0 \nlog/2 4 " PUBLIC));
    assert_true(signer_state_load(p.a, p.path, &state));
    assert_int_equal(state.n, 2);
    size_t many = (size_t)65 << 20; /* more than it may be */
    char *room = arena_raw(p.a, many);
    memset(room, 'x', many);
    signer_state_of(p.a, &state, str_n(room, many));
    assert_false(signer_state_save(p.a, p.path, &state));
    assert_true(signer_state_load(p.a, p.path, &state));
    assert_int_equal(state.n, 2);
    leave(&p);
}

/* ---- a disk that breaks
 * ---------------------------------------------------------------------------------- */

enum { KEPT, LOST };

/* The file before it, or the new one; nothing else. */
static int save_state(void *data)
{
    struct place *p = data;
    return signer_state_save(p->a, p->path, &p->state) ? KEPT : LOST;
}

static int load_state(void *data)
{
    struct place *p = data;
    struct signer_state state;
    return signer_state_load(p->a, p->path, &state) ? KEPT : LOST;
}

static void assert_as_before(struct place *p)
{
    struct signer_state state;
    assert_true(signer_state_load(p->a, p->path, &state));
    assert_int_equal(state.n, 1);
}

void test_signer_files__are_whole_or_as_before_when_the_disk_breaks(void)
{
    struct place p = place();
    struct signer_state one = {0};
    signer_state_of(p.a, &one, STR("log/1"));
    assert_true(signer_state_save(p.a, p.path, &one));
    static const struct {
        int call, error;
    } refused[] = {
        {SYS_write, ENOSPC},   {SYS_fsync, EIO},
#ifdef SYS_rename
        {SYS_rename, EROFS},
#endif
        {SYS_renameat, EROFS}, {SYS_renameat2, EROFS},
    };
    int n_lost = 0;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int end = refusing(refused[i].call, refused[i].error, save_state, &p);
        assert_true(end == LOST || end == KEPT); /* of the names of a call one is used */
        n_lost += end == LOST;
        if (end == LOST) {
            assert_as_before(&p);
        } else {
            assert_true(signer_state_save(p.a, p.path, &one));
        }
    }
    assert_int_equal(n_lost, 3);
    assert_int_equal(refusing(SYS_close, EIO, save_state, &p), LOST);
    assert_as_before(&p);
    assert_int_equal(refusing(SYS_read, EINTR, load_state, &p), LOST);
    assert_int_equal(refusing(SYS_read, EIO, load_state, &p), LOST);
    assert_int_equal(refusing(SYS_newfstatat, EIO, load_state, &p), LOST);
    leave(&p);
}

void test_signer_files__are_as_before_when_the_disk_is_full(void)
{
    struct place p = place();
    struct signer_state one = {0};
    struct rlimit was, little = {1024, 0};
    signer_state_of(p.a, &one, STR("log/1"));
    assert_true(signer_state_save(p.a, p.path, &one));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    little.rlim_max = was.rlim_max;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    bool saved = signer_state_save(p.a, p.path, &p.state); /* some of it is written, and no more */
    int trouble = errno;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    signal(SIGXFSZ, handler);
    assert_false(saved);
    assert_int_equal(trouble, EFBIG);
    assert_as_before(&p);
    leave(&p);
}

void test_signer_files__say_so_where_nobody_may_write_or_look(void)
{
    struct place p = place();
    as_nobody(&p, true);
    assert_int_equal(chmod(p.folder, 0500), 0);
    bool written = signer_key_save(p.path, &p.key, true);
    int trouble = errno;
    assert_int_equal(chmod(p.folder, 0300), 0); /* may be written in and not be opened */
    bool settled = signer_key_save(p.path, &p.key, true);
    int other = errno;
    assert_int_equal(chmod(p.folder, 0700), 0);
    as_nobody(&p, false);
    assert_false(written);
    assert_int_equal(trouble, EACCES);
    assert_false(settled); /* it is there, and whether it stays nobody knows */
    assert_int_equal(other, EACCES);
    leave(&p);
}
