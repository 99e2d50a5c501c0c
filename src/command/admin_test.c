/* admin_test.c - a database made, looked after and filled from the command line alone. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/command.h"
#include "db/db_for_test.h"
#include "lists.h"
#include "web/secret.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { MOST_ARGUMENTS = 16 };

static const struct command *named(const char *name)
{
    for (const struct command *const *c = all_commands; *c; c++) {
        if (strcmp((*c)->name, name) == 0) {
            return *c;
        }
    }
    fail_msg("no command %s", name);
    return NULL;
}

/* Runs a command line, its words parted by single spaces, with what it says out of the way. */
static int run(struct test_db *t, const char *line)
{
    char *argv[MOST_ARGUMENTS + 1];
    int argc = 0;
    str rest = str_of(line), part;
    struct global g = {.database = t->address, .lang = LANG_EN, .arena = t->arena};
    while (argc < MOST_ARGUMENTS && str_split(&rest, ' ', &part)) {
        argv[argc++] = arena_copy(t->arena, part.p, part.n);
    }
    argv[argc] = NULL;
    fflush(NULL);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC), out = dup(STDOUT_FILENO),
        trouble = dup(STDERR_FILENO);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    int code = named(argv[0])->run(argc, argv, &g);
    fflush(NULL);
    dup2(out, STDOUT_FILENO);
    dup2(trouble, STDERR_FILENO);
    close(nowhere);
    close(out);
    close(trouble);
    return code;
}

static int64_t count(struct test_db *t, const char *sql)
{
    int64_t n = -1;
    assert_ok(t, db_int(t->db, sql, NO_BINDS, &n));
    return n;
}

static void first_day(struct test_db *t)
{
    assert_int_equal(run(t, "person list"), 1); /* nothing is there yet */
    assert_int_equal(run(t, "init --organisation 964965226"), 2);
    assert_int_equal(run(t, "init --organisation 123456785 --admin a@b.example"), 1);
    assert_int_equal(run(t, "init --organisation 964965226 --admin a@b.example"), 0);
    assert_int_equal(count(t, "SELECT count(*) FROM organisation WHERE in_use = 1"), 1);
    assert_int_equal(count(t, "SELECT count(*) FROM requirement_status"), 43);
    assert_int_equal(count(t, "SELECT count(*) FROM role_grant"), 3);
    assert_int_equal(count(t, "SELECT count(*) FROM sign_in_link"), 1);
    assert_int_equal(run(t, "init --organisation 964965226 --admin a@b.example"), 0);
    assert_int_equal(count(t, "SELECT count(*) FROM person"), 1);
    assert_int_equal(run(t, "migrate"), 0);
}

void test_command_init__makes_a_body_ready(void)
{
    on_each_engine(first_day);
}

static void people(struct test_db *t)
{
    assert_int_equal(run(t, "init --organisation 964965226 --admin a@b.example"), 0);
    assert_int_equal(run(t, "person add c@d.example --name C --role officer"), 0);
    assert_int_equal(run(t, "person add c@d.example --name C"), 1);
    assert_int_equal(run(t, "person add e@f.example --name E --role king"), 1);
    assert_int_equal(count(t, "SELECT count(*) FROM person"), 2);
    assert_int_equal(run(t, "token create --person c@d.example --name t --scopes write --days 30"),
                     0);
    assert_int_equal(run(t, "token create --person c@d.example --name t --scopes all"), 2);
    assert_int_equal(run(t, "token list"), 0);
    assert_int_equal(run(t, "person disable c@d.example"), 0);
    assert_int_equal(count(t, "SELECT count(*) FROM token WHERE revoked_at IS NULL"), 0);
    assert_int_equal(run(t, "token revoke 1"), 1); /* it was, with its person */
    assert_int_equal(run(t, "person disable nobody@d.example"), 1);
}

void test_command_person__lets_in_and_shuts_out(void)
{
    on_each_engine(people);
}

static void files(struct test_db *t)
{
    assert_int_equal(run(t, "init --organisation 964965226 --admin a@b.example"), 0);
    assert_int_equal(run(t, "import oscal-catalog src/format/oscal/cases/whole.json --rehearse"),
                     0);
    assert_int_equal(count(t, "SELECT count(*) FROM framework"), 1);
    assert_int_equal(run(t, "import oscal-catalog src/format/oscal/cases/whole.json"), 0);
    assert_int_equal(count(t, "SELECT count(*) FROM framework"), 2);
    assert_int_equal(run(t, "import oscal-catalog no-such-file.json"), 1);
    assert_int_equal(run(t, "import poem x"), 2);
    assert_int_equal(run(t, "import csv x"), 2); /* which kind? */
    assert_int_equal(run(t, "export csv --kind requirement-statuses --output /dev/null"), 0);
    assert_int_equal(run(t, "export csv --kind risks --organisation 991825828"), 1);
}

void test_command_import__takes_files_in_or_leaves_all_as_it_was(void)
{
    on_each_engine(files);
}

/* ---- secrets
 * --------------------------------------------------------------------------------------------- */

static const struct secret *secret_of_apps(void)
{
    for (const struct secret *const *s = all_secrets; *s; s++) {
        if (strcmp((*s)->purpose, "totp of person ") == 0) {
            return *s;
        }
    }
    fail_msg("no secret of apps");
    return NULL;
}

/* Does the key in that file open what rests for the first person's app? */
static bool opens(struct ctx *ctx, const char *path)
{
    struct seal *s = seal_open(path);
    str sealed, plain;
    assert_int_equal(db_text(ctx->db, ctx->arena, "SELECT secret FROM totp WHERE person_id = 1",
                             NO_BINDS, &sealed),
                     OK);
    bool opened = secret_open(ctx, s, secret_of_apps(), STR("1"), sealed, &plain);
    assert_true(!opened || str_is(plain, "seed"));
    seal_close(s);
    return opened;
}

static void seals_anew(struct test_db *t)
{
    struct ctx ctx;
    char folder[] = "/tmp/samstyr-rotate-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *path = str_printf(t->arena, "%s/seal", folder).p,
               *before = str_printf(t->arena, "%s.before", path).p,
               *line = str_printf(t->arena, "rotate-seal --seal %s", path).p;
    assert_int_equal(run(t, "init --organisation 964965226 --admin a@b.example"), 0);
    assert_int_equal(run(t, "rotate-seal more"), 2);
    assert_int_equal(run(t, line), 1); /* there is no key yet, and none is made */
    assert_int_equal(access(path, F_OK), -1);
    struct seal *first = seal_open(path);
    ctx_init(&ctx, t->arena, t->db, 1);
    str sealed = secret_seal(&ctx, first, secret_of_apps(), STR("1"), STR("seed"));
    seal_close(first);
    assert_ok(t, db_run(t->db,
                        "INSERT INTO totp (person_id, secret, created_at, used_step) VALUES (1, "
                        ":sealed, 1, 0)",
                        BINDS(B_TEXT("sealed", sealed)), NULL));
    for (int i = 0; i < 2; i++) {
        assert_true(opens(&ctx, path));
        assert_int_equal(run(t, line), 0);
        assert_true(opens(&ctx, path));
        assert_false(opens(&ctx, before));
    }
    assert_ok(t, db_run(t->db, "UPDATE totp SET secret = :sealed", /* out of an old backup */
                        BINDS(B_TEXT("sealed", sealed)), NULL));
    assert_int_equal(run(t, line), 0);
    assert_false(opens(&ctx, path));
    assert_int_equal(chmod(before, 0644), 0); /* it may have been read, and is not used */
    assert_int_equal(run(t, line), 1);
    assert_int_equal(unlink(before), 0);
    assert_int_equal(unlink(path), 0);
    unlink(str_printf(t->arena, "%s.next", path).p);
    assert_int_equal(rmdir(folder), 0);
}

void test_command_rotate_seal__seals_anew_under_a_new_key(void)
{
    on_each_engine(seals_anew);
}
