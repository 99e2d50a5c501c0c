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

void test_markdown_html__keeps_its_ceilings(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    struct buf out;
    buf_init(&out, a, 10);
    assert_int_equal(markdown_html(&out, STR("en linje som er for lang"), 0), ERR_TOO_BIG);
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
