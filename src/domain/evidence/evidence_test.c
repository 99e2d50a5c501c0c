/* evidence_test.c - files of evidence, as someone who keeps and fetches them notices. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/evidence/evidence.h"
#include "kind/erase.h"
#include "kind/kind_for_test.h"

static struct evidence *made(struct kind_test *k)
{
    struct evidence *e = (struct evidence *)thing_new(&k->ctx, &evidence_kind);
    e->title = STR("Restore tried in March");
    assert_done(k, thing_create(&k->ctx, &e->thing));
    return e;
}

static void keep(struct kind_test *k, struct evidence *e, const char *name, const char *bytes)
{
    assert_done(k, evidence_keep_file(&k->ctx, e, e->thing.version, str_of(name), STR("text/plain"),
                                      str_of(bytes)));
}

static void a_replaced_file_stays(struct kind_test *k)
{
    struct evidence *e = made(k);
    struct evidence_file file, *earlier;
    size_t n;
    keep(k, e, "first.txt", "one");
    str first = e->file_hash;
    keep(k, e, "second.txt", "two");
    assert_done(k, evidence_read_file(&k->ctx, e, STR_NONE, &file));
    assert_str(file.bytes, "two");
    assert_done(k, evidence_read_file(&k->ctx, e, first, &file));
    assert_str(file.bytes, "one");
    assert_str(file.name, "first.txt");
    assert_done(k, evidence_earlier_files(&k->ctx, e, &earlier, &n));
    assert_int_equal(n, 1);
    assert_str(earlier[0].hash, first.p);
}

void test_evidence__keeps_a_file_that_was_replaced(void)
{
    kind_tell(a_replaced_file_stays);
}

static void a_path_is_only_a_name(struct kind_test *k)
{
    struct evidence *e = made(k);
    keep(k, e, "..\\..\\etc/pass\nwd", "x");
    assert_str(e->file_name, "passwd");
    assert_int_equal(e->file_size, 1);
    assert_str(e->file_hash, "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881");
}

void test_evidence__takes_a_path_as_a_name_only(void)
{
    kind_tell(a_path_is_only_a_name);
}

static void wrong_files(struct kind_test *k)
{
    struct evidence *e = made(k);
    assert_refused(k, evidence_keep_file(&k->ctx, e, 1, STR("a"), STR("b/c"), STR("")),
                   "evidence.no_file");
    keep(k, e, "a.txt", "one");
    assert_refused(k, evidence_keep_file(&k->ctx, e, 2, STR("b.txt"), STR("b/c"), STR("one")),
                   "evidence.same_file");
    assert_refused(k, evidence_keep_file(&k->ctx, e, 1, STR("b.txt"), STR("b/c"), STR("two")),
                   "error.stale");
    kind_test_as(k, ROLE_AUDITOR);
    assert_refused(k, evidence_keep_file(&k->ctx, e, 2, STR("b.txt"), STR("b/c"), STR("three")),
                   "error.denied");
}

void test_evidence__refuses_empty_same_stale_and_foreign_files(void)
{
    kind_tell(wrong_files);
}

static void erased(struct kind_test *k)
{
    struct evidence *e = (struct evidence *)thing_new(&k->ctx, &evidence_kind);
    struct erased out;
    int64_t n = 1;
    e->title = STR("Kvittering");
    assert_done(k, thing_create(&k->ctx, &e->thing));
    assert_done(k, evidence_keep_file(&k->ctx, e, 1, STR("kari.pdf"), STR("application/pdf"),
                                      STR("Kari Quillfeather")));
    kind_test_as(k, ROLE_OFFICER);
    const str fields[] = {STR("file_name")};
    const struct erasing what = {.basis = STR("art. 17"), .fields = fields, .n_fields = 1};
    assert_done(k, thing_erase(&k->ctx, &e->thing, &what, &out));
    assert_done(k, db_int(k->ctx.db, "SELECT count(*) FROM evidence_file", NO_BINDS, &n));
    assert_int_equal(n, 0);
    struct thing *t;
    assert_done(k, thing_get(&k->ctx, &evidence_kind, e->thing.id, &t));
    assert_false(((struct evidence *)t)->file_hash.n);
    assert_str(kind_title(t), "Kvittering");
}

void test_evidence__erased_by_the_name_of_its_file_loses_the_file(void)
{
    kind_tell(erased);
}
