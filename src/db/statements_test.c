/* statements_test.c - every named statement fits the schema, on both engines. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/db_for_test.h"
#include "db/migrate.h"
#include "lists.h"
#include "statements.h"

static void prepares_all(struct test_db *t)
{
    int n_wrong = 0;
    assert_ok(t, migrate(t->db, all_schema_steps, 1, NULL));
    assert_ok(t, migrate_check(t->db, all_schema_steps));
    for (const struct statement *s = all_statements; s->name; s++) {
        if (db_prepare(t->db, s->sql) != OK) {
            print_error("%s: %.*s\n", s->name, STR_ARG(t->fault.detail));
            test_db_forget(t);
            n_wrong++;
        }
    }
    assert_int_equal(n_wrong, 0);
    assert_int_equal(db_prepare(t->db, "SELECT no_such FROM organisation"), ERR_BROKEN);
}

void test_statements__fit_the_schema(void)
{
    on_each_engine(prepares_all);
}
