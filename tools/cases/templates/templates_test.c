/* templates_test.c - what a compiled template writes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "case_view.html.h"
#include "case_row.html.h"

#include "base/test.h"

void case_extra(struct html *h, const struct case_row *row, const struct case_view *v)
{
    html_text(h, row->id + v->number);
}

void case_person_extra(struct html *h, const struct case_person *p)
{
    html_text(h, p->name);
}

static const char expected[] =
    "<!doctype html><html lang=\"en\"><body>"
    "<h1 class=\"a big\" title='&lt;T&#39;&gt;'>&lt;T&#39;&gt; &amp; A&amp;B</h1>"
    "<p>One <b>two</b> <i>three</i> 1234 1,234</p>"
    "<ul>"
    "<li><a href=\"#?q=a%26b&amp;p=1&amp;q=2#7\" aria-current=\"page\">&lt;n&gt;</a> "
    "<span>x</span><span>&#34;y&#34;</span> <b>&lt;n&gt;</b> 1241</li>"
    "<li><a href=\"/ok?q=&amp;#8\">m</a>  <b>m</b> 1242</li>"
    "<li>A&amp;BA&amp;B</li>"
    "</ul>"
    "<a href=\"/o/1234/risks/%3CT%27%3E\">x</a> "
    "<a href=\"/base?a=1&amp;b=%3A\">y</a> "
    "<a href=\"mailto:A%26B\">z</a> "
    "<input type=\"checkbox\" name=\"a\" checked> "
    "<textarea name=\"t\">\n&lt;T&#39;&gt;</textarea>"
    "<pre>  a\n  &lt;T&#39;&gt;</pre>"
    "<p>c</p>"
    "<em>ready</em> "
    "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use "
    "href=\"/i.svg#Star\"></use></svg> "
    "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use "
    "href=\"/i.svg#%3CT%27%3E\"></use></svg> "
    "January <p title=\"&lt;T&#39;&gt; at 1234\"><em>ready</em> at &lt;T&#39;&gt; February</p>"
    "<svg viewBox=\"0 0 10 10\"><path d=\"M1.5 0\"/></svg> "
    "21 November 2026 1 January 1970 at 01:00"
    "</body></html>";

void test_templates__write_every_hole_for_its_place(void)
{
    struct arena *a = arena_open();
    struct case_person person = {"A&B"};
    struct case_person *people[] = {&person};
    str tags[] = {STR("x"), STR("\"y\"")};
    struct case_row rows[] = {
        {.href = "javascript:x",
         .name = "<n>",
         .q = STR("a&b"),
         .more = STR("p=1&q=2"),
         .id = 7,
         .current = true,
         .tags = tags,
         .n_tags = 2},
        {.href = "/ok", .name = "m", .id = 8},
    };
    struct case_view v = {.title = STR("<T'>"),
                          .base = STR("/base"),
                          .suffix = STR("?a=1&b=:"),
                          .key = STR("text.month.2"),
                          .on = STR("2026-11-21"),
                          .big = true,
                          .number = 1234,
                          .x = 1.5,
                          .state = CASE_OPEN,
                          .person = &person,
                          .rows = rows,
                          .n_rows = 2,
                          .people = people,
                          .n_people = 1,
                          .ready = {STR("<em>ready</em>")}};
    struct buf out;
    buf_init(&out, a, MIB);
    struct html h = {.out = &out, .arena = a, .lang = LANG_EN, .sprite = STR("/i.svg")};
    case_view_html(&h, &v);
    assert_str(buf_as_str(&out), expected);
    arena_close(a);
}
