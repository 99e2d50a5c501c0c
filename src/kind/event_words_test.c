/* event_words_test.c - an event says no more of a thing than its reader would see on its page. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/event_words.h"
#include "kind/kind_for_test.h"

static str told(struct kind_test *k, const struct kind *kind, const struct trail_event *e)
{
    struct json_writer w;
    struct buf b;
    struct history_event words = {0};
    buf_init(&b, k->ctx.arena, 64 * KIB);
    json_start(&w, &b);
    json_object_start(&w);
    event_json(&w, &k->ctx, kind, e);
    json_object_end(&w);
    assert_done(k, event_words(label_book_new(&k->ctx), kind, e, &words));
    for (size_t i = 0; i < words.n_changes; i++) {
        buf_str(&b, words.changes[i].after);
    }
    return buf_as_str(&b);
}

static void keeps_fields_from_those_outside(struct kind_test *k)
{
    const struct kind *kind = kind_named(STR("incident"));
    struct thing *t = thing_new(&k->ctx, kind);
    struct trail_event *events;
    size_t n;
    kind_test_as(k, ROLE_OFFICER);
    *field_str(t, kind_field(kind, STR("title"))) = STR("outer words");
    *field_str(t, kind_field(kind, STR("description"))) = STR("inner words");
    assert_done(k, thing_create(&k->ctx, t));
    assert_done(k, trail_read(&k->ctx, k->body, STR("incident"), t->id, 0, 1, &events, &n));
    assert_true(str_contains(told(k, kind, events), STR("inner words")));
    kind_test_as(k, ROLE_STEERING_READER);
    assert_true(str_contains(told(k, kind, events), STR("outer words")));
    assert_false(str_contains(told(k, kind, events), STR("inner words")));
}

void test_event_words__keep_fields_from_those_outside(void)
{
    kind_tell(keeps_fields_from_those_outside);
}
