/* markdown.c - any text as Markdown; no tag may come out but those that the renderer writes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/markdown/html.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool is_ours(str rest)
{
    static const char *const tags[] = {"<p>",
                                       "<em>",
                                       "<strong>",
                                       "<code>",
                                       "<del>",
                                       "<ul>\n",
                                       "<ol>\n",
                                       "<ol start=\"",
                                       "<li>",
                                       "<hr>",
                                       "<h",
                                       "<pre>",
                                       "<table>",
                                       "<thead>",
                                       "<tbody>",
                                       "<tr>",
                                       "<th",
                                       "<td",
                                       "<br>",
                                       "<a href=\"",
                                       "<input type=\"checkbox\"",
                                       "<blockquote>",
                                       "<div class=\"scroll\""};
    if (str_starts(rest, "</")) {
        return true;
    }
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (str_starts(rest, tags[i])) {
            return true;
        }
    }
    return false;
}

static bool is_balanced(str html, const char *start, const char *end)
{
    ptrdiff_t open = 0;
    for (size_t i = 0; i < html.n; i++) {
        str rest = str_slice(html, i, html.n);
        open += str_starts(rest, start);
        open -= str_starts(rest, end);
        if (open < 0) {
            return false;
        }
    }
    return open == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    struct buf out;
    buf_init(&out, a, 8 * MIB);
    if (!markdown_html(&out, str_n((const char *)data, n), 1)) {
        for (size_t i = 0; i < out.n; i++) {
            if (out.data[i] == '<' && !is_ours(str_n(out.data + i, out.n - i))) {
                __builtin_trap();
            }
        }
        if (!is_balanced(buf_as_str(&out), "<a ", "</a>") ||
            !is_balanced(buf_as_str(&out), "<em>", "</em>") ||
            !is_balanced(buf_as_str(&out), "<strong>", "</strong>")) {
            __builtin_trap();
        }
        if (!str_is_utf8(buf_as_str(&out), NULL)) {
            __builtin_trap();
        }
    }
    str plain = markdown_plain(a, str_n((const char *)data, n), 200);
    if (plain.n > 200 || !str_is_utf8(plain, NULL)) {
        __builtin_trap();
    }
    arena_close(a);
    return 0;
}
