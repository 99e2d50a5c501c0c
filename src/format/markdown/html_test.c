/* html_test.c - Markdown that looks right, and Markdown that wants to do harm. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/markdown/html.h"

#include "format/cases.h"

#include <time.h>

static void shown(struct arena *a, const char *path)
{
    struct buf out;
    buf_init(&out, a, 1 * MIB);
    assert_int_equal(markdown_html(&out, case_read(a, path), 2), OK);
    case_expect(a, case_beside(a, path, ".html"), buf_as_str(&out));
}

void test_markdown_html__shows_what_people_write(void **state)
{
    (void)state;
    case_each("src/format/markdown/cases/*.md", shown);
}

static void harmless(struct arena *a, const char *markdown)
{
    static const char *const never[] = {"<script",     "<img",  "<iframe",   "<svg",
                                        "javascript:", "data:", "vbscript:", "<a href=\"j",
                                        "href=\"\t",   "<style"};
    struct buf out;
    buf_init(&out, a, 1 * MIB);
    assert_int_equal(markdown_html(&out, str_of(markdown), 0), OK);
    str html = buf_as_str(&out);
    ptrdiff_t tag = str_contains(html, STR("<a href")) ? 0 : -1;
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        bool in_text = strchr(never[i], ':') && tag < 0; /* shown, not followed */
        if (str_contains(html, str_of(never[i])) && !in_text) {
            print_error("%s\n-> %.*s\n", markdown, STR_ARG(html));
            fail();
        }
    }
}

void test_markdown_html__does_no_harm(void **state)
{
    (void)state;
    static const char *const attacks[] = {
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<svg/onload=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\\script:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](&#x6A;avascript&#58;alert(1))",
        "[x](java&#9;script:alert(1))",
        "[x](java&Tab;script:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](&#1;javascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](< javascript:alert(1)>)",
        "[x]( javascript:alert(1))",
        "[x][a]\n\n[a]: javascript:alert(1)",
        "[x][a]\n\n[a]: data:text/html;base64,PHNjcmlwdD4=",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        "![x](https://example.org/t.png)",
        "[x](vbscript:a)",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](https://a\"onclick=\"alert(1))",
        "[x](/a \"title\" onclick=alert(1))",
        "`<script>`",
        "    <script>",
        "```\n<script>\n```",
        "```\"><script>\n```",
        "| <script> |\n|---|\n| <img> |",
        "&lt;script&gt;",
        "<!-- <script> -->",
        "<style>*{}</style>",
    };
    struct arena *a = arena_open();
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        harmless(a, attacks[i]);
    }
    arena_close(a);
}

void test_markdown_html__stays_quick_on_hostile_text(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "[",     "*a ", "_a*",  "`",  "> ",  "![",    "[a](",     "<a", "- ",   "|",
        "a|b\n", "&",   "~~a ", "\\", "1. ", "**a *", "[a]: b\n", "](", "`a``", "http://a."};
    struct arena *a = arena_open();
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf text, out;
        buf_init(&text, a, MARKDOWN_MOST);
        while (!text.full) {
            buf_z(&text, pieces[i]);
        }
        buf_init(&out, a, 8 * MIB);
        clock_t start = clock();
        markdown_html(&out, buf_as_str(&text), 0);
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (seconds > 5) { /* a second is far above the slowest; this build checks every access */
            print_error("\"%s\" took %.1f s\n", pieces[i], seconds);
            fail();
        }
        arena_reset(a);
    }
    arena_close(a);
}

static str html_of(struct arena *a, str text)
{
    struct buf out;
    buf_init(&out, a, 1 * MIB);
    assert_int_equal(markdown_html(&out, text, 0), OK);
    return str_trim(buf_as_str(&out));
}

/* What a link's address is to a browser, and which ones are followed. */
void test_markdown_html__follows_what_is_safe(void **state)
{
    struct arena *a = arena_open();
    assert_str(html_of(a, STR("[x]()")), "<p><a href=\"\">x</a></p>");
    assert_str(html_of(a, STR("[x](avvik)")), "<p><a href=\"avvik\">x</a></p>");
    assert_str(html_of(a, STR("[x](mailto:a@b.no)")),
               "<p><a href=\"mailto:a@b.no\" rel=\"noopener noreferrer\">x</a></p>");
    assert_str(html_of(a, STR("[x](//example.org/a)")),
               "<p><a href=\"//example.org/a\" rel=\"noopener noreferrer\">x</a></p>");
    assert_str(html_of(a, STR("[x](HTTP://a)")),
               "<p><a href=\"HTTP://a\" rel=\"noopener noreferrer\">x</a></p>");
    assert_str(html_of(a, STR("[x](ftp://example.org)")), "<p>x</p>");
    assert_str(html_of(a, STR("[x](/a&#127;b)")), "<p>x</p>");
    assert_str(html_of(a, STR("[x](/&#X41;&#xe9;'b)")), "<p><a href=\"/A\u00e9&#39;b\">x</a></p>");
    assert_str(html_of(a, STR("a\0b")), "<p>a\uFFFDb</p>");
    arena_close(a);
}

/* The parser ends spans that it never began, and forgets ends (each of these was found by chance);
   the page around must not mind. */
void test_markdown_html__ends_what_it_begins(void **state)
{
    static const char *const texts[] = {"_[](=_'):",
                                        "[_+\"](_:)_>.]",
                                        "*|+|: \"~`<& ([](~)>];!*_",
                                        "*;)[)](*  )",
                                        "\n_<|x\\\n[:](\"#~)b[~'\t.!_",
                                        "_. ~bb'](;(]:\n ] ~>/~[b1@~~:!|](~*)\t.[`b|)_)_.\\11\";",
                                        "*[@|~+*|](*:|~+b/<_`)x#\"a&~\\b(=:&",
                                        "[#[\"\t](_')@'\"@)_.~",
                                        "~[[\n|*`1](*)*/\"~@"};
    struct arena *a = arena_open();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        str rest = html_of(a, str_of(texts[i])), open[50];
        size_t depth = 0;
        for (ptrdiff_t at; (at = str_index(rest, '<')) >= 0;) {
            rest = str_slice(rest, (size_t)at + 1, rest.n);
            bool ends = str_starts(rest, "/");
            str name = str_slice(rest, ends, strcspn(rest.p + ends, " >"));
            if (ends) {
                if (depth == 0 || !str_eq(open[depth - 1], name)) {
                    print_error("%s\n-> %.*s\n", texts[i], STR_ARG(html_of(a, str_of(texts[i]))));
                    fail();
                }
                depth--;
            } else if (!str_is(name, "br")) {
                assert_true(depth < 50);
                open[depth++] = name;
            }
        }
        assert_int_equal(depth, 0);
    }
    arena_close(a);
}

void test_markdown_html__keeps_the_indent_of_code(void **state)
{
    struct arena *a = arena_open();
    assert_str(html_of(a, STR("```\n            tolv\n                      tjueto\n```")),
               "<pre><code>            tolv\n                      tjueto\n</code></pre>");
    arena_close(a);
}

void test_markdown_plain__reads_characters_by_their_number(void **state)
{
    struct arena *a = arena_open();
    assert_str(markdown_plain(a, STR("&#229; &#x20AC; &#x1F642; &#xE000;"), 200),
               "\u00e5 \u20ac \U0001F642 \xee\x80\x80");
    assert_str(markdown_plain(a, STR("&#0; &#x110000; &#xD800; &copy;"), 200),
               "\uFFFD \uFFFD \uFFFD &copy;");
    assert_str(markdown_plain(a, STR("en\nto  \ntre\x01 fi\0re"), 200), "en to tre  fire");
    assert_str(markdown_plain(a, STR("\u00e5"), 1), "");
    arena_close(a);
}

void test_markdown_html__keeps_its_ceilings(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    struct buf out;
    buf_init(&out, a, 10);
    assert_int_equal(markdown_html(&out, STR("en linje som er for lang"), 0), ERR_TOO_BIG);
    buf_init(&out, a, 5); /* full where the emphasis begins */
    assert_int_equal(markdown_html(&out, STR("a *b*"), 0), ERR_TOO_BIG);
    buf_init(&out, a, 1 * MIB);
    assert_int_equal(
        markdown_html(&out, str_n(arena_alloc(a, MARKDOWN_MOST + 1), MARKDOWN_MOST + 1), 0),
        ERR_TOO_BIG);
    assert_int_equal(markdown_html(&out, STR("\xff"), 0), ERR_INVALID);
    arena_close(a);
}

void test_markdown_plain__is_one_line(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    assert_str(
        markdown_plain(a, STR("# Mål\n\nEn *viktig* [lenke](/a) &amp; mer.\n\n- ett\n- to"), 200),
        "Mål En viktig lenke & mer. ett to");
    assert_str(markdown_plain(a, STR("blåbær"), 4), "bl\xc3\xa5");
    assert_str(markdown_plain(a, STR("blåbær"), 3), "bl");
    arena_close(a);
}
