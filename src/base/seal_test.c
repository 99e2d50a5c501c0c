/* seal_test.c - what is sealed is opened by the same key for the same purpose, and not otherwise.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/seal.h"

#include "base/test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <sys/xattr.h>

struct place {
    char folder[64], path[80], other[80];
};

static void place_open(struct place *p)
{
    snprintf(p->folder, sizeof p->folder, "/tmp/samstyr-seal-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    snprintf(p->path, sizeof p->path, "%s/a.key", p->folder);
    snprintf(p->other, sizeof p->other, "%s/b.key", p->folder);
}

static void place_close(struct place *p)
{
    unlink(p->path);
    unlink(p->other);
    assert_int_equal(rmdir(p->folder), 0);
}

void test_seal__opens_by_the_same_key_for_the_same_purpose(void)
{
    struct arena *a = arena_open();
    struct place p;
    str sealed, plain;
    place_open(&p);
    struct seal *first = seal_open(p.path), *again = seal_open(p.path), *other = seal_open(p.other);
    assert_non_null(first);
    assert_non_null(again);
    sealed = seal_text(first, a, STR("provider 7"), STR("hunter2"));
    assert_true(seal_read(again, a, STR("provider 7"), sealed, &plain));
    assert_str(plain, "hunter2");
    assert_false(seal_read(again, a, STR("provider 8"), sealed, &plain));
    assert_false(seal_read(other, a, STR("provider 7"), sealed, &plain));
    assert_false(seal_read(NULL, a, STR("provider 7"), sealed, &plain));
    assert_false(str_eq(sealed, seal_text(first, a, STR("provider 7"), STR("hunter2"))));
    seal_close(first);
    seal_close(again);
    seal_close(other);
    place_close(&p);
    arena_close(a);
}

void test_seal__makes_its_key_in_a_folder_that_is_not_there_yet(void)
{
    struct place p;
    char folder[80], path[96];
    struct stat st;
    place_open(&p);
    snprintf(folder, sizeof folder, "%s/new", p.folder);
    snprintf(path, sizeof path, "%s/c.key", folder);
    struct seal *s = seal_open(path);
    assert_non_null(s);
    seal_close(s);
    assert_int_equal(stat(folder, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
    place_close(&p);
}

void test_seal__every_changed_character_is_noticed(void)
{
    struct arena *a = arena_open();
    struct place p;
    str plain;
    place_open(&p);
    struct seal *s = seal_open(p.path);
    str sealed = seal_text(s, a, STR("x"), STR("secret"));
    for (size_t i = 0; i < sealed.n; i++) {
        char *changed = arena_copy(a, sealed.p, sealed.n);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        assert_false(seal_read(s, a, STR("x"), str_n(changed, sealed.n), &plain));
        assert_false(seal_read(s, a, STR("x"), str_slice(sealed, 0, i), &plain));
    }
    seal_close(s);
    place_close(&p);
    arena_close(a);
}

/* As systemd gives credentials: root's, mode 0440 by the mask of an access list that names one. */
void test_seal__takes_a_credential_that_is_listed_for_the_service_alone(void **state)
{
    static const struct {
        uint32_t version;
        struct {
            uint16_t tag, may;
            uint32_t id;
        } entry[5];
    } list = {2,
              {{1, 4, UINT32_MAX},
               {2, 4, 65534},
               {4, 0, UINT32_MAX},
               {16, 4, UINT32_MAX},
               {32, 0, UINT32_MAX}}};
    char folder[] = "/tmp/samstyr-seal-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/samstyr.seal", folder);
    seal_close(seal_open(path));
    assert_int_equal(chmod(path, 0440), 0);
    assert_null(seal_open(path)); /* its group reads it */
    bool lists = setxattr(path, "system.posix_acl_access", &list, sizeof list, 0) == 0;
    struct stat s;
    assert_int_equal(stat(path, &s), 0);
    if (lists) {
        assert_int_equal(s.st_mode & 0777, 0440);
        struct seal *seal = seal_open(path);
        assert_int_equal(seal != NULL, s.st_uid == 0);
        seal_close(seal);
    }
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
}

void test_seal__a_key_that_others_may_read_is_refused(void)
{
    struct place p;
    place_open(&p);
    seal_close(seal_open(p.path));
    assert_int_equal(chmod(p.path, 0640), 0);
    assert_null(seal_open(p.path));
    assert_int_equal(errno, EPERM);
    assert_int_equal(chmod(p.path, 0600), 0);
    assert_int_equal(truncate(p.path, 31), 0);
    assert_null(seal_open(p.path));
    place_close(&p);
}

void test_seal__the_next_key_takes_the_place_of_the_first_which_stays(void)
{
    struct arena *a = arena_open();
    char folder[] = "/tmp/samstyr-replace-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *path = str_printf(a, "%s/key", folder).p, *next = str_printf(a, "%s.next", path).p,
               *before = str_printf(a, "%s.before", path).p;
    struct seal *first = seal_open(path);
    assert_false(seal_replace(path)); /* there is none yet */
    assert_int_equal(errno, ENOENT);
    str by_first = seal_text(first, a, STR("x"), STR("1")), plain;
    for (int i = 0; i < 2; i++) {
        struct seal *new = seal_open(next), *old = seal_open(path);
        assert_true(seal_replace(path));
        struct seal *is = seal_open(path), *was = seal_open(before);
        assert_true(seal_read(is, a, STR("x"), seal_text(new, a, STR("x"), STR("2")), &plain));
        assert_true(seal_read(was, a, STR("x"), seal_text(old, a, STR("x"), STR("3")), &plain));
        assert_int_equal(seal_read(was, a, STR("x"), by_first, &plain), i == 0);
        assert_int_equal(access(next, F_OK), -1);
        seal_close(new);
        seal_close(old);
        seal_close(is);
        seal_close(was);
    }
    seal_close(first);
    static char much[5000];
    memset(much, 'a', sizeof much - 1);
    assert_false(seal_replace(much));
    assert_int_equal(errno, ENAMETOOLONG);
    unlink(path);
    unlink(before);
    assert_int_equal(rmdir(folder), 0);
    arena_close(a);
}
