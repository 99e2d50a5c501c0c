/* prose_test.c - a control's parts as text: what is inserted, how deep, and what goes where. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/oscal/prose.h"

#include "base/test.h"

static const str once[] = {STR("daily"), STR("at {{ insert: param, p1 }}")};
static const str itself[] = {STR("{{ insert: param, p3 }}")};
static const struct oscal_select choice = {.choices = once, .n_choices = 2};
static const struct oscal_param params[] = {
    {.id = STR("p1"), .label = STR("how often")},
    {.id = STR("p2"), .select = &choice},
    {.id = STR("p3"), .values = itself, .n_values = 1},
    {.id = STR("p4")},
};

/* What a control says whose only part says so. */
static str says(struct arena *a, const char *prose)
{
    const struct oscal_part part = {.name = STR("statement"), .prose = str_of(prose)};
    const struct oscal_control c = {
        .id = STR("c"), .params = params, .n_params = 4, .parts = &part, .n_parts = 1};
    return oscal_prose(a, &c).text;
}

void test_oscal_prose__what_is_no_insertion_stays_as_it_is(void)
{
    static const char *const plain[] = {
        "a { b }",
        "{ {x} }",
        "{{ }}",
        "{{x}}",
        "{{ x, p1 }}",
        "{{ insert: }}",
        "{{ insert: param, p1 }",
        "{{ insert: param",
    };
    struct arena *a = arena_open();
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        assert_str(says(a, plain[i]), plain[i]);
    }
    assert_null(says(a, "").p);
    arena_close(a);
}

void test_oscal_prose__an_insertion_shows_what_is_to_be_filled_in(void)
{
    struct arena *a = arena_open();
    assert_str(says(a, "{{ insert: param, p1 }}"), "[how often]");
    assert_str(says(a, "Do {{insert:param,p1}} and {{ insert: param, p4 }}."),
               "Do [how often] and [p4].");
    assert_str(says(a, "{{ insert: param, p2 }}"), "[daily / at [how often]]");
    assert_str(says(a, "{{ insert: param, p5 }}"), "[p5]"); /* which nobody knows */
    assert_str(says(a, "{{ insert: param, p3 }}"), "[[[[{{ insert: param, p3 }}]]]]");
    arena_close(a);
}

#define PART(part_name, text)                                                                      \
    {                                                                                              \
        .name = STR(part_name), .prose = STR(text)                                                 \
    }

void test_oscal_prose__each_part_stands_where_it_is_looked_for(void)
{
    static const struct oscal_part deeper[] = {PART("item", "Deeper")};
    static const struct oscal_part below[] = {
        {.name = STR("item"), .title = STR("Only a title"), .parts = deeper, .n_parts = 1}};
    static const struct oscal_part parts[] = {
        PART("statement", "What"),
        PART("guidance", "How"),
        PART("implementation", "Thus"),
        PART("example", "So"),
        PART("assessment-objective", "Shown"),
        PART("objective", "Proved"),
        {.name = STR("overview"),
         .title = STR("Title"),
         .prose = STR("text"),
         .parts = below,
         .n_parts = 1},
        {.name = STR("nothing")},
    };
    struct arena *a = arena_open();
    const struct oscal_control c = {.id = STR("c"), .parts = parts, .n_parts = 8};
    struct oscal_prose prose = oscal_prose(a, &c);
    assert_str(prose.text, "What\n\nTitle: text\n\n- Only a title\n  - Deeper");
    assert_str(prose.how, "How\n\nThus\n\n- So");
    assert_str(prose.proof, "Shown\n\nProved");
    arena_close(a);
}
