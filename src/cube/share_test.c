/* share_test.c - known shares, and attacks on tables with hidden figures. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/test.h"
#include "cube/share.h"
#include "sim/splitmix.h"

#include <math.h>
#include <string.h>

void test_share__rounds_half_up(void)
{
    static const int64_t known[][3] = {
        {1, 16, 63}, {3, 16, 188},   {5, 16, 313}, {14, 16, 875}, {15, 16, 938}, {13, 16, 813},
        {0, 7, 0},   {7, 7, 1000},   {1, 3, 333},  {2, 3, 667},   {1, 2000, 1},  {1, 2001, 0},
        {1, 8, 125}, {92, 357, 258}, {1, 1, 1000}, {1, 6, 167},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_int_equal(share_tenths(known[i][0], known[i][1]), known[i][2]);
    }
    assert_int_equal(share_of_one(16), 63); /* 6.25 points */
    assert_int_equal(share_of_one(1000), 1);
}

/* --- tables --- */

enum { ROWS = 17, COLUMNS = 5 };

static struct cube_table table_of(struct cube_cell *cells, size_t rows, size_t columns)
{
    memset(cells, 0, rows * columns * sizeof *cells);
    return (struct cube_table){rows, columns, cells};
}

/* The attacker knows every sum of the table as an equation and every shown figure. Gauss: which
   hidden figures have one value only? Returns how many. */
static size_t worked_out(const struct cube_table *t)
{
    static double m[2 * ROWS][ROWS * COLUMNS];
    size_t n = t->n_rows * t->n_columns, n_equations = 0, found = 0;
    memset(m, 0, sizeof m);
    for (size_t r = 0; r < t->n_rows; r++, n_equations++) {
        for (size_t c = 0; c < t->n_columns; c++) {
            m[n_equations][r * t->n_columns + c] = c + 1 == t->n_columns ? -1 : 1;
        }
    }
    for (size_t c = 0; c < t->n_columns; c++, n_equations++) {
        for (size_t r = 0; r < t->n_rows; r++) {
            m[n_equations][r * t->n_columns + c] = r + 1 == t->n_rows ? -1 : 1;
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t e = 0; e < n_equations && !cube_hidden(&t->cells[i]); e++) {
            m[e][i] = 0; /* known, so it moves to the other side */
        }
    }
    size_t rank = 0;
    for (size_t i = 0; i < n && rank < n_equations; i++) {
        size_t pivot = rank;
        while (pivot < n_equations && fabs(m[pivot][i]) < 1e-9) {
            pivot++;
        }
        if (pivot == n_equations) {
            continue;
        }
        for (size_t j = 0; j < n; j++) {
            double swap = m[rank][j];
            m[rank][j] = m[pivot][j];
            m[pivot][j] = swap;
        }
        for (size_t e = 0; e < n_equations; e++) {
            double factor = e == rank ? 0 : m[e][i] / m[rank][i];
            for (size_t j = 0; j < n && fabs(factor) > 1e-12; j++) {
                m[e][j] -= factor * m[rank][j];
            }
        }
        rank++;
    }
    for (size_t e = 0; e < n_equations; e++) {
        size_t unknown = 0;
        for (size_t j = 0; j < n; j++) {
            unknown += fabs(m[e][j]) > 1e-9;
        }
        found += unknown == 1;
    }
    return found;
}

static bool few_is_shown(const struct cube_table *t)
{
    for (size_t i = 0; i < t->n_rows * t->n_columns; i++) {
        const struct cube_cell *c = &t->cells[i];
        if (c->mark == CUBE_SHOWN && (c->n < 5 || c->yes == 0)) {
            return true;
        }
    }
    return false;
}

void test_cube__hides_a_second_group_so_that_the_first_cannot_be_subtracted(void)
{
    struct cube_cell cells[8];
    struct cube_table t = table_of(cells, 4, 2); /* three groups and their sum */
    cube_add(&t, 0, 0, 1, 1);
    cube_add(&t, 1, 0, 6, 12);
    cube_add(&t, 2, 0, 20, 40);
    cube_sum(&t);
    assert_int_equal(cube_at(&t, 3, 1)->n, 53);
    cube_protect(&t, 5);
    assert_int_equal(cube_at(&t, 0, 0)->mark, CUBE_FEW);
    assert_int_equal(cube_at(&t, 1, 0)->mark, CUBE_COVERED); /* the smallest of the others */
    assert_int_equal(cube_at(&t, 2, 0)->mark, CUBE_SHOWN);
    assert_int_equal(cube_at(&t, 3, 1)->mark, CUBE_SHOWN); /* the sum stays */
    assert_int_equal(worked_out(&t), 0);
}

void test_cube__hides_nothing_when_every_group_is_large(void)
{
    struct cube_cell cells[9];
    struct cube_table t = table_of(cells, 3, 3);
    for (size_t r = 0; r < 2; r++) {
        for (size_t c = 0; c < 2; c++) {
            cube_add(&t, r, c, 3, 10);
        }
    }
    cube_sum(&t);
    cube_protect(&t, 5);
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(cells[i].mark, CUBE_SHOWN);
    }
}

void test_cube__hides_a_group_where_none_said_yes(void)
{
    struct cube_cell cells[8];
    struct cube_table t = table_of(cells, 4, 2);
    cube_add(&t, 0, 0, 0, 30);
    cube_add(&t, 1, 0, 9, 30);
    cube_add(&t, 2, 0, 8, 31);
    cube_sum(&t);
    cube_protect(&t, 5);
    assert_int_equal(cube_at(&t, 0, 0)->mark, CUBE_FEW);
    assert_int_equal(worked_out(&t), 0);
    assert_false(few_is_shown(&t));
}

void test_cube__hidden_ones_together_are_no_small_group_either(void)
{
    struct cube_cell cells[10];
    struct cube_table t = table_of(cells, 5, 2);
    cube_add(&t, 0, 0, 1, 2); /* two and two make four: still too few */
    cube_add(&t, 1, 0, 1, 2);
    cube_add(&t, 2, 0, 5, 10);
    cube_add(&t, 3, 0, 9, 20);
    cube_sum(&t);
    cube_protect(&t, 5);
    assert_int_equal(cube_at(&t, 2, 0)->mark, CUBE_COVERED);
    assert_int_equal(cube_at(&t, 3, 0)->mark, CUBE_SHOWN);
}

void test_cube__one_group_alone_takes_its_sum_with_it(void)
{
    struct cube_cell cells[4];
    struct cube_table t = table_of(cells, 2, 2);
    cube_add(&t, 0, 0, 1, 3);
    cube_sum(&t);
    cube_protect(&t, 5);
    assert_true(cube_hidden(cube_at(&t, 1, 1)));
}

/* Tables as they come: counties by size of municipality, many empty and small groups. */
void test_cube__withstands_subtraction_in_ten_thousand_tables(void)
{
    struct splitmix random = {2026};
    struct cube_cell cells[ROWS * COLUMNS];
    for (int i = 0; i < 10000; i++) {
        size_t rows = 3 + splitmix_below(&random, ROWS - 2);
        size_t columns = 3 + splitmix_below(&random, COLUMNS - 2);
        struct cube_table t = table_of(cells, rows, columns);
        for (size_t r = 0; r + 1 < rows; r++) {
            for (size_t c = 0; c + 1 < columns; c++) {
                int64_t n = (int64_t)splitmix_below(&random, i % 3 ? 30 : 8);
                int64_t yes = n ? (int64_t)splitmix_below(&random, (uint64_t)n + 1) : 0;
                cube_add(&t, r, c, yes, n);
            }
        }
        cube_sum(&t);
        cube_protect(&t, 5);
        assert_false(few_is_shown(&t));
        if (worked_out(&t) > 0) {
            print_error("table %d of %zu by %zu gives a hidden figure away\n", i, rows, columns);
            fail();
        }
    }
}
