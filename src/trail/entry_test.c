/* entry_test.c - an entry is read as it is written and no other way, and so is what it says was
 * erased. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/entry.h"

#include "base/test.h"
#include "trail/erased.h"

void test_entry__writes_a_name_so_that_it_is_one_word(void)
{
    struct arena *a = arena_open();
    assert_str(entry_name(a, STR("Risk-2.a/b_Z09")), "Risk-2.a/b_Z09");
    assert_str(entry_name(a, STR("@reason")), "@reason");
    assert_str(entry_name(a, STR("a@b")), "a%40b");
    assert_str(entry_name(a, STR("two words")), "two%20words");
    assert_str(entry_name(a, STR("[{`:^~")), "%5B%7B%60%3A%5E%7E");
    assert_str(entry_name(a, STR("m\xC3\xB8te\n")), "m%C3%B8te%0A");
    assert_str(entry_name(a, STR("")), "");
    arena_close(a);
}

static struct entry sample(void)
{
    return (struct entry){.log = STR("samstyr/0/org/1/1"),
                          .number = 3,
                          .at = 1795251600000,
                          .type = STR("change"),
                          .kind = STR("risk"),
                          .id = 7,
                          .version = 2,
                          .actor = STR("system")};
}

void test_entry__is_read_in_one_form_only(void)
{
    struct arena *a = arena_open();
    struct entry e = sample(), read;
    struct entry_field field = {.name = STR("title")};
    str note = STR("said");
    e.notes = &note;
    e.fields = &field;
    e.n_notes = e.n_fields = 1;
    str text = entry_write(a, &e);
    assert_true(entry_read(a, text, &read));
    assert_int_equal(read.n_notes, 1);
    assert_int_equal(read.n_fields, 1);
    static const struct {
        const char *from, *to;
    } changes[] = {
        {"samstyr/entry/1", "samstyr/entry/2"},
        {"samstyr/entry/1\n", "samstyr/entry/1 \n"},
        {"log ", "book "},
        {"number 3", "Number 3"},
        {"number 3", "number three"},
        {"number 3", "number 03"},
        {"at 2026", "on 2026"},
        {"at 2026", "at yesterday 2026"},
        {"type change", "sort change"},
        {"type change", "type two words"},
        {"object risk", "thing risk"},
        {"object risk 7 2", "object risk"},
        {"object risk 7 2", "object risk seven 2"},
        {"object risk 7 2", "object risk 7 two"},
        {"object risk 7 2", "object risk 7"},
        {"object risk", "object r\xC3\xB8sk"},
        {"actor system", "who system"},
        {"field title 00", "field title"},
        {"field title 00", "field title 0g"},
        {"field title 00", "field title 0000"},
        {"field title 00", "field title 0"},
        {"note said\nfield", "field"},
        {"note said\n", "note said\nother said\n"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        str from = str_of(changes[i].from);
        const char *at = memmem(text.p, text.n, from.p, from.n);
        assert_non_null(at);
        size_t n = (size_t)(at - text.p);
        str other = STR_JOIN(a, str_slice(text, 0, n), str_of(changes[i].to),
                             str_slice(text, n + from.n, text.n));
        bool is_other_entry = str_is(from, "note said\nfield"); /* one without its note: whole */
        assert_int_equal(entry_read(a, other, &read), is_other_entry);
    }
    assert_false(entry_read(a, STR_NONE, &read));
    assert_false(entry_read(a, str_slice(text, 0, text.n - 1), &read));
    /* Nor is any beginning of it, but for those that are an entry with fewer lines. */
    size_t field_n = sizeof "field title \n" - 1 + 2 * SHA256_BYTES;
    for (size_t n = 0; n < text.n; n++) {
        bool whole = n + field_n == text.n || n + field_n + sizeof "note said" == text.n;
        assert_int_equal(entry_read(a, str_slice(text, 0, n), &read), whole);
    }
    arena_close(a);
}

void test_entry__that_is_too_long_is_not_written_and_not_read(void)
{
    struct arena *a = arena_open();
    struct entry e = sample(), read;
    str notes[700];
    for (int i = 0; i < 700; i++) {
        notes[i] = str_printf(a, "%0100d", i);
    }
    e.notes = notes;
    e.n_notes = 600;
    str text = entry_write(a, &e);
    assert_true(text.n > 60000 && text.n <= ENTRY_MOST);
    assert_true(entry_read(a, text, &read));
    e.n_notes = 700;
    assert_null(entry_write(a, &e).p);
    str more = str_printf(a, "note %05000d\n", 0);
    assert_false(entry_read(a, STR_JOIN(a, text, more), &read));
    arena_close(a);
}

static bool said(struct erased_list *list, const char *type, const char *note)
{
    str text = str_of(note);
    struct entry e = {.type = str_of(type), .number = 100, .notes = &text, .n_notes = 1};
    return erased_add(list, &e);
}

void test_erased__are_the_fields_that_an_entry_names(void)
{
    struct arena *a = arena_open();
    struct erased_list list = {.arena = a};
    assert_false(erased_has(&list, 7, STR("title")));
    assert_true(said(&list, "erase", "erases 7 title,@reason"));
    assert_true(said(&list, "erase", "because of the law"));
    assert_true(said(&list, "change", "erases 8 title"));
    assert_true(erased_has(&list, 7, STR("title")));
    assert_true(erased_has(&list, 7, STR("@reason")));
    assert_false(erased_has(&list, 7, STR("note")));
    assert_false(erased_has(&list, 8, STR("title")));
    for (int i = 0; i < 99; i++) {
        assert_true(said(&list, "erase", str_printf(a, "erases %d name", 98 - i).p));
    }
    for (int i = 0; i < 99; i++) {
        assert_true(erased_has(&list, i, STR("name")));
    }
    arena_close(a);
}

void test_erased__refuses_what_cannot_have_been_erased_by_then(void)
{
    struct arena *a = arena_open();
    struct erased_list list = {.arena = a};
    static const char *const wrong[] = {"erases ", "erases seven title", "erases -1 title",
                                        "erases 100 title", "erases 101 title"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(said(&list, "erase", wrong[i]));
    }
    assert_int_equal(list.n, 0);
    arena_close(a);
}
