/* html_test.c - escaping for the place where a value stands. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/html.h"

#include "base/test.h"

static struct arena *arena;
static struct buf out;

static struct html *page(void)
{
    static struct html h;
    arena_close(arena);
    arena = arena_open();
    buf_init(&out, arena, MIB);
    h = (struct html){.out = &out, .arena = arena, .lang = LANG_EN, .sprite = STR("/icons.svg")};
    return &h;
}

void test_html__escapes_text(void)
{
    struct html *h = page();
    html_text(h, "<a href=\"x\">Tom & 'Jerry'</a>");
    html_text(h, STR_NONE);
    html_text(h, (const char *)NULL);
    html_text(h, INT64_MIN);
    html_text(h, (unsigned char)7);
    html_text(h, (bool)true);
    html_text(h, 2.5);
    assert_str(buf_as_str(&out), "&lt;a href=&#34;x&#34;&gt;Tom &amp; "
                                 "&#39;Jerry&#39;&lt;/a&gt;-92233720368547758087true2.5");
}

void test_html__refuses_foreign_schemes(void)
{
    static const char *const bad[] = {"javascript:alert(1)", "JaVaScRiPt:x",     " javascript:x",
                                      "java\nscript:x",      "data:text/html,x", "vbscript:x",
                                      "\x01javascript:x",    "\\\\host\\x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct html *h = page();
        html_url(h, bad[i]);
        assert_str(buf_as_str(&out), "#");
    }
    static const char *const good[] = {"/o/1/x",        "x.html",        "?q=a:b", "#a:b",
                                       "https://a.no/", "MAILTO:a@b.no", "./a:b"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct html *h = page();
        html_url(h, good[i]);
        assert_str(buf_as_str(&out), good[i]);
    }
}

void test_html__encodes_parts_of_addresses(void)
{
    struct html *h = page();
    html_path(h, "a b/æ:?");
    html_lit(h, " ");
    html_query(h, "a&b=c/d");
    html_lit(h, " ");
    html_tail(h, "?a=1&b=\"x:\"");
    assert_str(buf_as_str(&out), "a%20b/%C3%A6%3A%3F a%26b%3Dc%2Fd ?a=1&amp;b=&#34;x%3A&#34;");
}

void test_html__fills_words(void)
{
    static const struct word w = {
        .key = {"k", 1},
        .text = {[LANG_EN] = {{"{0} of {1} & all", 16}, {"{0} of {1} & all", 16}}},
        .html = {[LANG_EN] = {{"{0} of {1} &amp; all", 20}, {"{0} of {1} &amp; all", 20}}}};
    struct html *h = page();
    const struct html_arg args[] = {html_arg(h, "<"),
                                    html_arg(h, (struct markup){STR("<b>x</b>")})};
    html_word_args(h, &w, false, args, 2);
    html_lit(h, " | ");
    html_word_args(h, &w, true, args, 2);
    html_lit(h, " | ");
    html_word_n(h, &w, false, 1234, args, 1);
    assert_str(buf_as_str(&out),
               "&lt; of <b>x</b> &amp; all | &lt; of &lt;b&gt;x&lt;/b&gt; &amp; all | "
               "1,234 of &lt; &amp; all");
}

void test_html__stops_at_the_ceiling(void)
{
    struct html *h = page();
    buf_init(&out, arena, 8);
    html_text(h, "<<<<<<<<");
    assert_true(out.full);
    assert_true(out.n <= 8);
}

/* What is looked at sixteen bytes at once is found wherever it stands, in texts of every length. */
void test_html__finds_what_must_be_escaped_at_every_place(void)
{
    static const char *const escaped[][2] = {
        {"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&#34;"}, {"'", "&#39;"}};
    char text[50];
    for (size_t n = 1; n < sizeof text; n++) {
        for (size_t at = 0; at < n; at++) {
            const char *const *e = escaped[(n + at) % 5];
            memset(text, (int)(0x41 + at), sizeof text);
            text[at] = e[0][0];
            struct html *h = page();
            html_text(h, str_n(text, n));
            assert_int_equal(out.n, n - 1 + strlen(e[1]));
            assert_memory_equal(out.data + at, e[1], strlen(e[1]));
        }
    }
}

void test_html__refuses_control_bytes_at_every_place_of_an_address(void)
{
    char text[50];
    for (size_t n = 1; n < sizeof text; n++) {
        for (size_t at = 0; at < n; at++) {
            memset(text, 'a', sizeof text);
            text[at] = "\n\x7f\\\x1f"[at % 4];
            struct html *h = page();
            html_url(h, str_n(text, n));
            assert_str(buf_as_str(&out), "#");
        }
    }
}
