/* parse_test.c - addresses, forms and headers: what is taken, and what is refused. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/test.h"
#include "web/parse/header.h"
#include "web/parse/query.h"
#include "web/parse/text_check.h"
#include "web/parse/urlencoded.h"

#include <string.h>

static struct arena *arena;

static err form(const char *text, struct params *out)
{
    if (!arena) {
        arena = arena_open();
    }
    return urlencoded_parse(arena, str_of(text), out);
}

static void done(void)
{
    arena_close(arena);
    arena = NULL;
}

void test_urlencoded__keeps_order_and_repeated_names(void **state)
{
    struct params p;
    assert_int_equal(form("a=1&b=t%C3%B8rr+dag&a=2&&c", &p), OK);
    assert_int_equal(p.n, 4);
    assert_str(p.at[0].value, "1");
    assert_str(p.at[1].value, "tørr dag");
    assert_str(p.at[2].name, "a");
    assert_str(p.at[3].name, "c");
    assert_str(p.at[3].value, "");
    assert_str(params_get(&p, "a"), "1");
    assert_false(params_has(&p, "d"));
    done();
}

void test_urlencoded__refuses_what_is_no_text(void **state)
{
    static const char *const refused[] = {
        "a=%",   "a=%4", "a=%4x", "a=%00", "a=%ff", "a%0a=1", "a=%1b", "a=%ed%a0%80",
        "a=%7f", "%=1",  "a=%g1", "a=%:1", "a=%G1", "a=%1/",  "a=%@1", "a=%`1"};
    struct params p;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_int_equal(form(refused[i], &p), ERR_INVALID);
    }
    assert_int_equal(form("a=one%0D%0Atwo%09%2f%2F", &p), OK);
    assert_str(p.at[0].value, "one\r\ntwo\t//");
    done();
}

void test_urlencoded__has_ceilings(void **state)
{
    struct params p;
    static char many[2003], name[102];
    for (int i = 0; i < 1001; i++) {
        memcpy(many + 2 * i, "a&", 2);
    }
    assert_int_equal(form(many, &p), ERR_TOO_BIG);
    many[2000] = '\0';
    assert_int_equal(form(many, &p), OK);
    memset(name, 'n', 101);
    assert_int_equal(form(name, &p), ERR_TOO_BIG);
    name[100] = '\0';
    assert_int_equal(form(name, &p), OK);
    done();
}

static err address(struct arena *a, const char *target, struct request *q)
{
    bool has_ending;
    *q = (struct request){0};
    return query_parse(a, str_of(target), q, &has_ending);
}

void test_query__takes_path_ending_and_query_apart(void **state)
{
    struct arena *a = arena_open();
    struct request q;
    assert_int_equal(address(a, "/o/999999999/risks/7.json?q=s%C3%B8k&x[gte]=1", &q), OK);
    assert_str(q.path, "/o/999999999/risks/7");
    assert_int_equal(q.ending, ENDING_JSON);
    assert_str(q.raw_query, "q=s%C3%B8k&x[gte]=1");
    assert_str(params_get(&q.query, "q"), "søk");
    assert_str(params_get(&q.query, "x[gte]"), "1");
    assert_int_equal(address(a, "/robots.txt", &q), OK);
    assert_str(q.path, "/robots.txt");
    assert_int_equal(address(a, "/.json", &q), OK);
    assert_str(q.path, "/.json");
    assert_int_equal(q.ending, ENDING_PAGE);
    assert_int_equal(address(a, "/risks/.json", &q), OK);
    assert_str(q.path, "/risks/.json"); /* a name of one, not an ending of the other */
    assert_int_equal(q.ending, ENDING_PAGE);
    assert_int_equal(address(a, "/a+b?c+d=e+f", &q), OK);
    assert_str(q.path, "/a+b"); /* a blank is so written in queries only */
    assert_str(params_get(&q.query, "c d"), "e f");
    arena_close(a);
}

void test_query__refuses_what_is_no_address_of_ours(void **state)
{
    static const char *const refused[] = {
        "",       "risks", "http://x/", "*",    "/a/../b", "/a/./b",    "/..",   "/a%2Fb",
        "/a%2fb", "/a%00", "/a%0ab",    "/%ff", "/a?b=%",  "/%2e%2e/x", "/a%zz",
    };
    struct arena *a = arena_open();
    struct request q;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (address(a, refused[i], &q) != ERR_INVALID) {
            print_error("taken: %s\n", refused[i]);
            fail();
        }
    }
    arena_close(a);
}

void test_accept__gives_a_page_to_browsers_and_json_to_programs(void **state)
{
    assert_int_equal(ending_of_accept(STR_NONE), ENDING_PAGE);
    assert_int_equal(ending_of_accept(STR("*/*")), ENDING_PAGE);
    assert_int_equal(
        ending_of_accept(STR("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")),
        ENDING_PAGE);
    assert_int_equal(ending_of_accept(STR("application/json")), ENDING_JSON);
    assert_int_equal(ending_of_accept(STR("application/problem+json, application/json")),
                     ENDING_JSON);
    assert_int_equal(ending_of_accept(STR("text/html;q=0.5, text/csv;q=0.75")), ENDING_CSV);
    assert_int_equal(ending_of_accept(STR("application/json;q=0")), ENDING_PAGE);
    assert_int_equal(ending_of_accept(STR("text/csv;q=0.2, text/*;q=0.1, image/png")), ENDING_CSV);
    assert_int_equal(ending_of_accept(STR("application/xhtml+xml, text/csv;q=0.9")), ENDING_PAGE);
    assert_int_equal(ending_of_accept(STR("text/*, text/csv;q=0.9")), ENDING_PAGE);
    assert_string_equal(ending_type(ENDING_CSV), "text/csv");
}

void test_accept__weighs_by_thousandths_and_gives_nothing_for_what_is_no_number(void **state)
{
    static const struct {
        const char *weight;
        bool heavier; /* than q=0.5 */
    } weights[] = {
        {"q=1", true},    {"q=1.000", true},   {"Q=0.6", true},     {"level=1; q=0.501", true},
        {"q=0.5", false}, {"q=0.4999", false}, {"q=0.5009", false}, {"q=", false},
        {"q=x", false},   {"q=0.9x", false},   {"q=0.-", false},    {"q=0x9", false},
        {"q=2", false},   {"q=0", false},      {"level=0", true},
    };
    struct arena *a = arena_open();
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
        str header = str_printf(a, "text/csv;q=0.5, application/json;%s", weights[i].weight);
        if ((ending_of_accept(header) == ENDING_JSON) != weights[i].heavier) {
            print_error("weighed wrongly: %s\n", weights[i].weight);
            fail();
        }
    }
    arena_close(a);
}

static bool is_short(str tag)
{
    return tag.n == 2;
}

void test_accept__takes_the_heaviest_language_that_is_known(void **state)
{
    assert_str(accept_best(STR("nn-NO, nb;q=0.3, en;q=0.9"), is_short), "en");
    assert_str(accept_best(STR("nb, en"), is_short), "nb");
    assert_null(accept_best(STR("sami"), is_short).p);
}

void test_cookie__is_found_among_others(void **state)
{
    assert_str(cookie_get(STR("a=1; theme=dark;lang=nn"), "theme"), "dark");
    assert_str(cookie_get(STR("a=1; theme=dark;lang=nn"), "lang"), "nn");
    assert_null(cookie_get(STR("xlang=nn"), "lang").p);
    assert_null(cookie_get(STR("lang; =nn"), "lang").p);
    assert_str(cookie_get(STR("lang; lang=nb"), "lang"), "nb");
}

/* ---- headers
 * -----------------------------------------------------------------------------------------------
 */

/* "name: value|name: value" */
static int checked(const char *lines, bool old, int64_t *length, bool *chunked)
{
    static struct headers h;
    h = (struct headers){0};
    str rest = str_of(lines), line;
    while (str_split(&rest, '|', &line)) {
        ptrdiff_t colon = str_index(line, ':');
        headers_add(&h, str_slice(line, 0, (size_t)colon),
                    str_trim(str_slice(line, (size_t)colon + 1, line.n)));
    }
    return headers_check(&h, old, length, chunked);
}

void test_header__lets_through_what_can_be_read_in_one_way(void **state)
{
    int64_t length;
    bool chunked;
    assert_int_equal(checked("Host: a.no:8080", false, &length, &chunked), 0);
    assert_int_equal(length, -1);
    assert_int_equal(checked("host: [::1]:80|Content-Length: 17", false, &length, &chunked), 0);
    assert_int_equal(length, 17);
    assert_int_equal(checked("Host: A_z.09-Z.no|X: a\tb", false, &length, &chunked), 0);
    assert_int_equal(length, -1);
    assert_int_equal(checked("Host: a|Transfer-Encoding: Chunked", false, &length, &chunked), 0);
    assert_true(chunked);
}

void test_header__refuses_what_two_readers_may_read_apart(void **state)
{
    static const char *const refused[] = {
        "X: no host",
        "Host: a|Host: a",
        "Host: a b",
        "Host: ",
        "Host: a/b",
        "Host: a{b",
        "Host: a@b",
        "Host: a|Content-Length: 1|Content-Length: 1",
        "Host: a|Content-Length: +1",
        "Host: a|Content-Length: 1, 1",
        "Host: a|Content-Length: 0x10",
        "Host: a|Content-Length: -1",
        "Host: a|Content-Length: ",
        "Host: a|Content-Length: 99999999999999999999",
        "Host: a|Content-Length: 1|Transfer-Encoding: chunked",
        "Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked",
        "Host: a|Transfer-Encoding: gzip, chunked",
        "Host: a|Transfer-Encoding: xchunked",
        "Host: a|Bad Name: 1",
        "Host: a|Name{: 1",
        "Host: a|: 1",
        "Host: a|X: a\x7f",
        ("Host: a|X: a\x01"
         "b"),
        "Host: a|Cookie: a=1|Cookie: a=2",
        "Host: a|Authorization: Bearer a|authorization: Bearer b",
    };
    int64_t length;
    bool chunked;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (checked(refused[i], false, &length, &chunked) != 400) {
            print_error("let through: %s\n", refused[i]);
            fail();
        }
    }
    assert_int_equal(checked("Host: a|Transfer-Encoding: chunked", true, &length, &chunked), 400);
}

void test_header__was_written_as_it_was_read(void **state)
{
    static struct headers h;
    h = (struct headers){0};
    headers_add(&h, STR("Host"), STR("a"));
    headers_add(&h, STR("X"), STR(""));
    size_t n_line = strlen("GET /x HTTP/1.1");
    size_t whole = strlen("GET /x HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n");
    assert_true(headers_are_plain(&h, n_line, whole));
    assert_true(headers_are_plain(&h, n_line, whole - 1));  /* "X:" */
    assert_false(headers_are_plain(&h, n_line, whole - 4)); /* lone LF */
    assert_false(headers_are_plain(&h, n_line, whole + 2)); /* a NUL and what came after it */
}

void test_header__has_a_ceiling(void **state)
{
    static struct headers h;
    int64_t length;
    bool chunked;
    h = (struct headers){0};
    headers_add(&h, STR("Host"), STR("a"));
    for (int i = 0; i < 100; i++) {
        headers_add(&h, STR("X"), STR("y"));
    }
    assert_int_equal(headers_check(&h, false, &length, &chunked), 431);
    static char big[17 * 1024];
    memset(big, 'x', sizeof big);
    h = (struct headers){0};
    headers_add(&h, STR("Host"), STR("a"));
    headers_add(&h, STR("X"), str_n(big, sizeof big));
    assert_int_equal(headers_check(&h, false, &length, &chunked), 431);
    h = (struct headers){0};
    headers_add(&h, STR("Host"), str_n(big, 255));
    assert_int_equal(headers_check(&h, false, &length, &chunked), 0);
    h = (struct headers){0};
    headers_add(&h, STR("Host"), str_n(big, 256));
    assert_int_equal(headers_check(&h, false, &length, &chunked), 400);
}

void test_header__takes_the_last_of_a_list(void **state)
{
    assert_str(header_last(STR("10.0.0.1, 192.0.2.7")), "192.0.2.7");
    assert_str(header_last(STR("one")), "one");
    assert_str(header_last(STR("one, ")), "");
    assert_null(header_last(STR_NONE).p);
}

void test_header__reads_a_version_out_of_its_quotes(void **state)
{
    assert_str(header_version(STR("\"7\"")), "7");
    assert_str(header_version(STR("W/\"7\"")), "7");
    static const char *const as_sent[] = {"7", "\"7", "7\"", "\"", "*", "w/\"7\""};
    for (size_t i = 0; i < sizeof as_sent / sizeof *as_sent; i++) {
        assert_str(header_version(str_of(as_sent[i])), as_sent[i]);
    }
}

/* ---- words
 * ---------------------------------------------------------------------------------------------- */

void test_text_check__a_token_is_letters_digits_and_few_signs(void **state)
{
    assert_true(is_token(STR("azAZ09!#$%&'*+-.^_`|~")));
    static const char *const none[] = {"",    "a b", "a:b",   "a@b", "a[b",
                                       "a{b", "a/b", "\"a\"", "\x7f"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_false(is_token(str_of(none[i])));
    }
    assert_false(is_token(STR("a\0b")));
}

void test_text_check__words_are_the_same_in_any_case_and_only_whole(void **state)
{
    assert_true(same_word(STR("Content-TYPE"), "content-type"));
    assert_true(same_word(STR("ab"), "AB"));
    assert_true(same_word(STR(""), ""));
    assert_false(same_word(STR("content"), "content-type"));
    assert_false(same_word(STR("content-type"), "content"));
    assert_false(same_word(STR("a["), "a{")); /* 32 apart, as A and a are, and no letters */
}
