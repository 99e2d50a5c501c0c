/* every_kind_test.c - what must hold for every kind, whoever wrote it: words, columns, links,
 * rights. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "db/db_for_test.h"
#include "kind/query.h"
#include "kind/sql.h"
#include "lists.h"

static int n_missing;

static void need(const char *key)
{
    if (!word_has(key)) {
        print_error("no word \"%s\"\n", key);
        n_missing++;
    }
}

static void need_part(struct arena *a, const struct kind *k, const char *part, const char *rest)
{
    need(str_printf(a, "%s.%s%s%s", k->name, part, rest ? "." : "", rest ? rest : "").p);
}

static void need_field(struct arena *a, const struct kind *k, const struct field *f)
{
    need_part(a, k, f->name, NULL);
    for (const char *const *c = f->choices; c && *c; c++) {
        need_part(a, k, f->name, *c);
    }
    if (f->flags & FIELD_SCALE) {
        for (int64_t step = f->min; step <= f->max; step++) {
            need_part(a, k, f->name, str_from_int(a, step).p);
        }
    }
    if (f->group) {
        need_part(a, k, "group", f->group);
    }
    if (f->source) {
        need_part(a, k, f->name, "source");
    }
}

void test_kinds__have_all_their_words(void)
{
    struct arena *a = arena_open();
    n_missing = 0;
    for (const struct kind *const *at = all_kinds; *at; at++) {
        const struct kind *k = *at;
        need_part(a, k, "one", NULL);
        need_part(a, k, "many", NULL);
        for (size_t i = 0; i < k->n_fields; i++) {
            need_field(a, k, &k->fields[i]);
        }
        for (const char *const *s = k->states; s && *s; s++) {
            need_part(a, k, "state", *s);
        }
        for (size_t i = 0; i < k->n_verbs; i++) {
            need_part(a, k, "verb", k->verbs[i].name);
            need_part(a, k, "verb", str_printf(a, "%s.done", k->verbs[i].name).p);
        }
        for (size_t i = 0; i < k->n_views; i++) {
            need_part(a, k, "view", k->views[i].name);
        }
    }
    for (const struct report *const *r = all_reports; *r; r++) {
        need(str_printf(a, "report.%s", (*r)->name).p);
    }
    arena_close(a);
    assert_int_equal(n_missing, 0);
}

static bool verb_state_known(const struct kind *k, const char *const *states)
{
    for (; states && *states; states++) {
        if (!kind_has_state(k->states, str_of(*states))) {
            return false;
        }
    }
    return true;
}

void test_kinds__have_tables_that_hang_together(void)
{
    for (const struct kind *const *at = all_kinds; *at; at++) {
        const struct kind *k = *at;
        const struct field *title = kind_field(k, str_of(k->title));
        assert_non_null(title);
        assert_true(field_is_text(title));
        assert_true(k->read || (k->flags & KIND_REFERENCE));
        assert_true(!k->read_own || k->own);
        assert_true(verb_state_known(k, k->ends) && verb_state_known(k, k->locked));
        for (size_t i = 0; i < k->n_fields; i++) {
            const struct field *f = &k->fields[i];
            assert_true(f->type != FIELD_CHOICE || field_choice(f, 0));
            assert_true((f->type != FIELD_LINK && f->type != FIELD_LINKS) ||
                        kind_named(str_of(f->link)));
            assert_true(f->type != FIELD_LINKS || f->through);
            assert_true(f->offset < k->size);
        }
        for (size_t i = 0; i < k->n_verbs; i++) {
            const struct verb *v = &k->verbs[i];
            assert_true(v->roles != 0);
            assert_true(verb_state_known(k, v->from));
            assert_true(!v->to || kind_has_state(k->states, str_of(v->to)));
            for (const char *const *ask = v->asks; ask && *ask; ask++) {
                assert_non_null(kind_field(k, str_of(*ask + (**ask == '!'))));
            }
        }
    }
}

/* Every list, with every link and every ready-made view, is a statement that the engine takes. */
static void every_list(struct test_db *t)
{
    for (const struct kind *const *k = all_kinds; *k; k++) {
        for (size_t view = 0; view <= (*k)->n_views; view++) {
            struct ctx ctx;
            struct query q;
            struct thing **things;
            size_t n_things;
            int64_t n;
            ctx_init(&ctx, t->arena, t->db, clock_now());
            ctx.actor.person_id = 1;
            ctx.body.id = 1;
            assert_int_equal(db_begin_read(t->db), OK);
            err e = query_of(&ctx, *k, view ? (*k)->views[view - 1].query : "", &q);
            e = e ? e : query_all(&ctx, &q, &things, &n_things);
            e = e ? e : query_count(&ctx, &q, &n);
            if (e) {
                print_error("%s, view %zu: %s %.*s\n", (*k)->name, view,
                            ctx.fault.key ? ctx.fault.key : "", STR_ARG(ctx.fault.detail));
            }
            assert_int_equal(e, OK);
            db_rollback(t->db);
        }
    }
}

void test_kinds__can_be_listed(void)
{
    on_each_migrated(every_list);
}
