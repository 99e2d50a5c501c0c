/* verify_test.c - a changed row is found, and a copy that was taken before it is put back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/command.h"
#include "kind/kind_for_test.h"

extern const struct command verify_command, backup_command, restore_command;

static int told(struct test_db *t, const struct command *command, const char *file)
{
    struct global g = {.database = t->address, .lang = LANG_EN, .arena = t->arena};
    char *argv[] = {(char *)command->name, (char *)file, NULL};
    return command->run(file ? 2 : 1, argv, &g);
}

/* One body with one person in it, kept. */
static void begun(struct test_db *t)
{
    struct kind_test k = {.t = t};
    ctx_init(&k.ctx, t->arena, t->db, KIND_TEST_NOW);
    assert_ok(t, db_begin_write(t->db));
    k.body = kind_test_body(&k, "999900011", 0);
    assert_ok(t, ctx_body(&k.ctx, k.body));
    kind_test_employ(&k, "kari");
    assert_ok(t, db_commit(t->db));
}

static void behind_its_back(struct test_db *t)
{
    assert_ok(t, db_run(t->db, "UPDATE person SET name = 'Mallory', version = version + 1",
                        NO_BINDS, NULL));
}

static void changed(struct test_db *t)
{
    begun(t);
    assert_int_equal(told(t, &verify_command, NULL), 0);
    behind_its_back(t);
    assert_int_equal(told(t, &verify_command, NULL), 1);
}

void test_verify__names_what_has_no_event(void)
{
    on_each_migrated(changed);
}

void test_verify__finds_a_copy_sound_that_was_taken_before(void)
{
    struct test_db t;
    test_db_open_migrated(&t, DB_SQLITE, NULL);
    begun(&t);
    const char *copy = str_printf(t.arena, "%s/copy.db", t.folder).p;
    assert_int_equal(told(&t, &backup_command, copy), 0);
    behind_its_back(&t);
    assert_int_equal(told(&t, &verify_command, copy), 0);
    assert_int_equal(told(&t, &restore_command, copy), 0);
    assert_int_equal(told(&t, &verify_command, NULL), 0);
    assert_int_equal(told(&t, &verify_command, "/no/such/copy.db"), 1);
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        unlink(str_printf(t.arena, "%s%s", copy, ends[i]).p);
    }
    test_db_close(&t);
}
