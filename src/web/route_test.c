/* route_test.c - which row answers an address, and what a reply may say. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/test.h"
#include "web/reply.h"
#include "web/route.h"

#include "lists.h"

static const struct route rows[] = {
    {.methods = METHOD_GET, .path = "/", .flags = ROUTE_OPEN, .summary = "home"},
    {.methods = METHOD_GET | METHOD_POST,
     .path = "/o/{organisation}/risks",
     .roles = 1,
     .summary = "list"},
    {.methods = METHOD_GET, .path = "/o/{organisation}/risks/new", .roles = 1, .summary = "new"},
    {.methods = METHOD_GET | METHOD_PATCH,
     .path = "/o/{organisation}/risks/{id}",
     .roles = 1,
     .summary = "one"},
    {.methods = METHOD_POST,
     .path = "/o/{organisation}/risks/{id}/{verb}",
     .roles = 1,
     .summary = "verb"},
    {.methods = METHOD_POST,
     .path = "/o/{organisation}/risks/{id}/close",
     .roles = 1,
     .summary = "close"},
    {0},
};

static struct arena *arena;
static str args[PATH_ARGS];
static unsigned others;

static const char *found(enum method m, const char *path)
{
    arena = arena_open();
    struct routes *t = routes_new(arena);
    routes_add(t, rows);
    routes_done(t);
    for (int i = 0; i < PATH_ARGS; i++) {
        args[i] = STR_NONE;
    }
    const struct route *row = routes_find(t, m, str_of(path), args, &others);
    arena_close(arena);
    return row ? row->summary : "none";
}

void test_route__literal_segments_win_over_holes(void **state)
{
    assert_string_equal(found(METHOD_GET, "/"), "home");
    assert_string_equal(found(METHOD_GET, "/o/1/risks"), "list");
    assert_string_equal(found(METHOD_GET, "/o/1/risks/new"), "new");
    assert_string_equal(found(METHOD_GET, "/o/1/risks/7"), "one");
    assert_str(args[0], "1");
    assert_str(args[1], "7");
    assert_string_equal(found(METHOD_POST, "/o/1/risks/7/close"), "close");
    assert_string_equal(found(METHOD_POST, "/o/1/risks/7/open"), "verb");
    assert_str(args[2], "open");
}

void test_route__falls_back_to_the_hole_for_another_method(void **state)
{
    assert_string_equal(found(METHOD_PATCH, "/o/1/risks/new"), "one");
    assert_str(args[1], "new");
}

void test_route__knows_the_other_methods_of_an_address(void **state)
{
    assert_string_equal(found(METHOD_DELETE, "/o/1/risks/7"), "none");
    assert_int_equal(others, METHOD_GET | METHOD_PATCH);
    assert_string_equal(found(METHOD_GET, "/o/1/risk"), "none");
    assert_int_equal(others, 0);
}

void test_route__does_not_take_empty_or_extra_segments(void **state)
{
    assert_string_equal(found(METHOD_GET, "/o//risks"), "none");
    assert_string_equal(found(METHOD_GET, "/o/1/risks/"), "none");
    assert_string_equal(found(METHOD_GET, "//"), "none");
    assert_string_equal(found(METHOD_GET, "o/1/risks"), "none");
    assert_string_equal(found(METHOD_GET, "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o"), "none");
}

void test_route__an_empty_house_has_no_addresses(void **state)
{
    struct arena *a = arena_open();
    struct routes *t = routes_new(a);
    routes_add(t, NULL);
    routes_done(t);
    assert_int_equal(routes_count(t), 0);
    assert_null(routes_find(t, METHOD_GET, STR("/"), args, &others));
    routes_add(t, rows);
    routes_done(t);
    assert_int_equal(routes_count(t), 6);
    assert_string_equal(routes_at(t, 0)->path, "/"); /* sorted */
    arena_close(a);
}

/* That each row says who may is the compiler's work: see ROUTE. */
void test_route__every_row_has_a_handler_and_a_summary(void **state)
{
    for (const struct route *const *table = all_routes; *table; table++) {
        for (const struct route *row = *table; row->path; row++) {
            assert_non_null(row->handle);
            assert_non_null(row->summary);
        }
    }
}

static struct reply reply_in(struct arena *a)
{
    struct reply r;
    reply_init(&r, a);
    return r;
}

static str header(const struct reply *r, size_t i)
{
    return i < r->n_headers ? r->headers[i].value : STR_NONE;
}

void test_reply__sends_people_to_addresses_of_ours_only(void **state)
{
    static const char *const elsewhere[] = {"//evil.no", "http://evil.no", "/\\evil.no", "",
                                            "evil",      "/a\r\nX: 1",     "/\tx"};
    struct arena *a = arena_open();
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) {
        struct reply r = reply_in(a);
        reply_see(&r, str_of(elsewhere[i]));
        assert_str(header(&r, 0), "/");
    }
    struct reply r = reply_in(a);
    reply_see(&r, STR("/o/1/søk?q=a b"));
    assert_str(header(&r, 0), "/o/1/s%C3%B8k?q=a%20b");
    assert_int_equal(r.status, 303);
    arena_close(a);
}

void test_reply__quotes_file_names(void **state)
{
    struct arena *a = arena_open();
    struct reply r = reply_in(a);
    reply_attachment(&r, STR("Års\"rapport\r\n.csv"));
    assert_str(header(&r, 0), "attachment; filename=\"_rs_rapport__.csv\"; "
                              "filename*=UTF-8''%C3%85rs%22rapport%0D%0A.csv");
    arena_close(a);
}

void test_reply__drops_a_header_with_control_bytes(void **state)
{
    struct arena *a = arena_open();
    struct reply r = reply_in(a);
    reply_header(&r, "X", STR("a\r\nSet-Cookie: b=1"));
    assert_int_equal(r.n_headers, 0);
    reply_etag(&r, 7);
    assert_str(header(&r, 0), "\"7\"");
    arena_close(a);
}
