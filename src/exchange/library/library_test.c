/* library_test.c - the built-in files are read whole, once, and over nobody's work. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/library/library.h"
#include "kind/kind_for_test.h"

static int64_t count(struct kind_test *k, const char *sql)
{
    int64_t n = -1;
    assert_done(k, db_int(k->ctx.db, sql, NO_BINDS, &n));
    return n;
}

static err read_text(struct kind_test *k, const char *text)
{
    struct exchange_work w = {.file = STR("own.yaml"), .text = str_of(text)};
    return library_read(&k->ctx, &w);
}

static void whole_library(struct kind_test *k)
{
    struct exchange_work w = {0};
    assert_done(k, library_read_all(&k->ctx, &w));
    assert_int_equal(count(k, "SELECT count(*) FROM requirement WHERE is_assessable = 1"), 43);
    assert_int_equal(count(k, "SELECT n_requirements FROM framework WHERE code = 'common-norm'"),
                     43);
    assert_int_equal(
        count(k, "SELECT count(*) FROM organisation WHERE level = 'municipality' AND in_use = 0"),
        357);
    assert_int_equal(
        count(k, "SELECT count(*) FROM organisation WHERE level = 'county' AND state = 'active'"),
        14);
    assert_int_equal(
        count(k,
              "SELECT count(*) FROM organisation o JOIN organisation p ON p.id = o.predecessor_id"),
        7);
    assert_int_equal(count(k, "SELECT count(*) FROM published_figure"), 45);
    assert_int_equal(count(k, "SELECT count(*) FROM published_figure WHERE value_tenths = 0"), 0);
    assert_int_equal(
        count(k, "SELECT value_tenths FROM published_figure WHERE series = 'system-evaluated' "
                 "AND level = 'state' AND year = 2018"),
        817);
    assert_int_equal(
        count(
            k,
            "SELECT count(*) FROM published_figure WHERE value_tenths IS NULL AND symbol IS NULL"),
        0);
    assert_int_equal(count(k, "SELECT count(*) FROM question"), 15);
    int64_t events = count(k, "SELECT sum(version) FROM requirement");
    struct exchange_work again = {0};
    assert_done(k, library_read_all(&k->ctx, &again));
    assert_int_equal(again.n_counts, 0);
    assert_int_equal(count(k, "SELECT sum(version) FROM requirement"), events);
}

void test_library__is_read_whole_and_once(void)
{
    kind_tell(whole_library);
}

#define HEAD(version)                                                                              \
    "urn: urn:example:framework:own\ntype: framework\nversion: " version                           \
    "\ntitle: {nb: Eget, nn: Eige, en: Own}\ngroups:\n  - id: A\n    title: {nb: a, nn: a, en: "   \
    "a}\n"                                                                                         \
    "    requirements:\n      - id: A.1\n        title: {nb: En, nn: Ein, en: One}\n"

static void own_files(struct kind_test *k)
{
    assert_done(k, read_text(k, HEAD("2") "        text: {nb: x, nn: x, en: x}\n"));
    assert_refused(k, read_text(k, HEAD("1") "        text: {nb: y, nn: y, en: y}\n"),
                   "library.older");
    assert_refused(k, read_text(k, HEAD("3") "        text: {nb: y, nn: y}\n"), "library.no_text");
    assert_refused(
        k, read_text(k, HEAD("3") "        text: {nb: y, nn: y, en: y}\n        binding: duty\n"),
        "library.duty_without_law");
    assert_refused(k, read_text(k, "urn: x\n\ttype: y\n"), "library.not_read");
    assert_refused(k, read_text(k, "urn: x\ntype: poem\nversion: 1\n"), "library.unknown_type");
}

void test_library__refuses_what_is_wrong_with_a_file(void)
{
    kind_tell(own_files);
}

static void own_name(struct kind_test *k)
{
    struct exchange_work w = {0};
    assert_done(k,
                db_run(k->ctx.db,
                       "UPDATE organisation SET number = '944496394', code = '1101' WHERE id = :id",
                       BINDS(B_INT("id", k->body)), NULL));
    assert_done(k, library_read_all(&k->ctx, &w));
    str name;
    assert_done(k, db_text(k->ctx.db, k->ctx.arena,
                           "SELECT name FROM organisation WHERE code = '1101'", NO_BINDS, &name));
    assert_str(name, "Body 999900011");
    assert_int_equal(count(k, "SELECT population FROM organisation WHERE code = '1101'"), 15546);
}

void test_library__leaves_a_body_in_use_its_own_name(void)
{
    kind_tell(own_name);
}
