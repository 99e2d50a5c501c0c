/* query_test.c - what the address of a list may ask for, and how each thing else is refused. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/query.h"

#include "kind/kind_for_test.h"

static err ask(struct kind_test *k, const char *kind, const char *text, struct query *out)
{
    return query_of(&k->ctx, kind_named(str_of(kind)), text, out);
}

static void asked(struct kind_test *k)
{
    static const char *const fine[] = {
        "",
        "q=+vann+&lang=nn&view=x&done=1&size=2",
        "sort=&limit=&after=",
        "sort=-due_on,title,state,created_at",
        "state=open&state=done&title=today",
        "due_on=&due_on[lt]=today&due_on[gte]=21.11.2026&due_on[none]=1&due_on[some]=1",
        "progress[gt]=10&progress[none]=1&progress[some]=1&ref[not]=3",
        "owner_id=me&owner_id=7&owner_id=officer",
        "created_at[lte]=2026-11-21T10:00",
        "limit=1&after=n0",
    };
    static const struct {
        const char *text, *key;
    } refused[] = {
        {"title[like]=x", "list.unknown_operator"},
        {"title[gte=x", "list.unknown_operator"},
        {"titel=x", "list.unknown_parameter"},
        {"sort=titel", "list.unknown_parameter"},
        {"sort=requirement_ids", "list.unknown_parameter"},
        {"columns=title,titel", "list.unknown_parameter"},
        {"due_on=soon", "form.error.day"},
        {"progress=half", "form.error.number"},
        {"owner_id=nobody", "form.error.number"},
        {"created_at=yesterday", "form.error.number"},
        {"after=5", "list.unknown_cursor"},
        {"after=nx", "list.unknown_cursor"},
        {"after=n-1", "list.unknown_cursor"},
        {"limit=0", "list.limit"},
        {"limit=many", "list.limit"},
        {"limit=1000000", "list.limit"},
        {"title=%FF", "list.invalid"},
    };
    struct query q;
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        assert_done(k, ask(k, "measure", fine[i], &q));
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_refused(k, ask(k, "measure", refused[i].text, &q), refused[i].key);
    }
}

void test_query__reads_what_an_address_may_ask_and_refuses_the_rest(void)
{
    kind_tell(asked);
}

static void means(struct kind_test *k)
{
    struct query q;
    kind_test_as(k, ROLE_OFFICER);
    assert_done(k, ask(k, "measure",
                       "q=+vann&due_on[lt]=today&owner_id=me&owner_id=7&limit=20&after=n40&sort=-"
                       "title&columns=title,,owner_id,title",
                       &q));
    assert_str(q.search, "vann");
    assert_int_equal(q.n_conditions, 2);
    assert_str(q.conditions[0].values[0], "2026-11-21");
    assert_int_equal(q.conditions[0].op, OP_LT);
    assert_int_equal(q.conditions[1].n, 2); /* one or the other */
    assert_str(q.conditions[1].values[0],
               str_from_int(k->ctx.arena, kind_test_person(k, ROLE_OFFICER)).p);
    assert_int_equal(q.limit, 20);
    assert_int_equal(q.offset, 40);
    assert_str(q.sort, "-title");
    assert_int_equal(q.n_columns, 2);
    assert_done(k, ask(k, "measure", "title=me&removed=1", &q));
    assert_true(q.removed);
    assert_true(q.n_columns > 2); /* the standard ones */
    assert_done(k, ask(k, "measure", "removed=0", &q));
    assert_false(q.removed);
    kind_test_as(k, ROLE_EMPLOYEE);
    assert_done(k, ask(k, "measure", "removed=1", &q));
    assert_false(q.removed); /* who cannot take it back does not see it */
    kind_test_as(k, ROLE_ANALYST);
    assert_refused(k, ask(k, "incident", "cause=x", &q), "list.unknown_parameter");
    assert_refused(k, ask(k, "incident", "sort=cause", &q), "list.unknown_parameter");
    assert_refused(k, ask(k, "incident", "columns=cause", &q), "list.unknown_parameter");
}

void test_query__means_what_it_says_to_whoever_asks(void)
{
    kind_tell(means);
}

static void much(struct kind_test *k)
{
    static const char *const ops[] = {"", "[not]", "[gte]", "[lte]", "[gt]", "[lt]"};
    static const char *const names[] = {"ref",    "state",    "title", "progress",   "due_on",
                                        "effect", "owner_id", "cost",  "yearly_cost"};
    struct query q;
    struct buf b;
    int n = 0;
    err e = OK;
    buf_init(&b, k->ctx.arena, 64 * KIB);
    for (size_t i = 0; i < sizeof names / sizeof *names && !e; i++) {
        for (size_t j = 0; j < sizeof ops / sizeof *ops && !e; j++, n++) {
            const char *value = strcmp(names[i], "due_on") == 0 ? "2026-11-21" : "1";
            buf_printf(&b, "&%s%s=%s", names[i], ops[j], value);
            e = ask(k, "measure", str_z(k->ctx.arena, buf_as_str(&b)), &q);
        }
    }
    assert_refused(k, e, "list.too_many_conditions");
    assert_true(n > 10);

    buf_init(&b, k->ctx.arena, 64 * KIB);
    for (n = 0, e = OK; n < 1000 && !e; n++) {
        buf_printf(&b, "&title=%d", n);
        e = ask(k, "measure", str_z(k->ctx.arena, buf_as_str(&b)), &q);
    }
    assert_refused(k, e, "list.too_many_conditions");
    assert_true(n > 10);
}

void test_query__has_ceilings(void)
{
    kind_tell(much);
}
