/* html.c - prose that people write in Markdown, as HTML that does no harm. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/markdown/html.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

/* Bare addresses are not made links: with MD_FLAG_PERMISSIVEURLAUTOLINKS md4c 0.4.8 hands over text
   from behind the end of the input (found by fuzzing). */
enum { FLAGS = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_NOHTML };

struct renderer {
    struct buf *out;
    str source;
    int shift;
    /* The spans that are open, a byte each: an md4c span, or LINK_SHOWN, LINK_BARE. The parser is
       seen to end spans it never began, and to forget ends. */
    struct buf open;
    int links;
};

enum { LINK_SHOWN = 100, LINK_BARE, OWN_WORD_MOST = 16 };

/* Text in HTML, between tags and within quotes. */
static void escaped(struct buf *out, const char *p, size_t n)
{
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        const char *entity = p[i] == '&'    ? "&amp;"
                             : p[i] == '<'  ? "&lt;"
                             : p[i] == '>'  ? "&gt;"
                             : p[i] == '"'  ? "&quot;"
                             : p[i] == '\'' ? "&#39;"
                                            : NULL;
        if (entity) {
            buf_append(out, p + from, i - from);
            buf_z(out, entity);
            from = i + 1;
        }
    }
    buf_append(out, p + from, n - from);
}

static void put_code_point(struct buf *out, uint32_t c)
{
    char u[4];
    if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
        c = 0xFFFD;
    }
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6) {
        u[i] = (char)(0x80 | (c & 0x3F));
    }
    u[0] = (char)((n == 1 ? 0 : n == 2 ? 0xC0 : n == 3 ? 0xE0 : 0xF0) | c);
    buf_append(out, u, n);
}

/* "&#106;", "&#x6A;" and the five names of XML as characters; other names stay as they are written,
   and false comes back. */
static bool decoded(struct buf *out, str entity)
{
    static const struct {
        const char *name;
        uint32_t c;
    } names[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    if (str_starts(entity, "&#")) {
        bool hex = str_starts(entity, "&#x") || str_starts(entity, "&#X");
        char digits[12] = {0};
        str d = str_slice(entity, hex ? 3 : 2, sizeof digits - 1);
        memcpy(digits, d.p, d.n);
        put_code_point(out, (uint32_t)strtoul(digits, NULL, hex ? 16 : 10));
        return true;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(entity, names[i].name)) {
            put_code_point(out, names[i].c);
            return true;
        }
    }
    buf_str(out, entity);
    return false;
}

/* The address as a browser would see it; STR_NONE when it holds a named entity other than the five,
   which no address needs. */
static str address(struct arena *a, const MD_ATTRIBUTE *from)
{
    struct buf b;
    bool plain = true;
    buf_init(&b, a, 4 * MARKDOWN_MOST);
    for (size_t i = 0; from->size && from->substr_offsets[i] < from->size; i++) {
        size_t start = from->substr_offsets[i];
        str part = str_n(from->text + start, from->substr_offsets[i + 1] - start);
        if (from->substr_types[i] == MD_TEXT_ENTITY) {
            plain &= decoded(&b, part);
        } else {
            buf_str(&b, part);
        }
    }
    return plain ? buf_as_str(&b) : STR_NONE;
}

/* Does a browser that follows the address stay with http, https, mailto or this site? Browsers drop
   control characters before they look at the scheme, so none may be there. */
static bool is_safe(struct arena *a, str url)
{
    for (size_t i = 0; i < url.n; i++) {
        if ((unsigned char)url.p[i] <= 0x20 || url.p[i] == 0x7F) {
            return false;
        }
    }
    size_t end = 0;
    while (end < url.n && !memchr(":/?#", url.p[end], 4)) {
        end++;
    }
    if (end == url.n || url.p[end] != ':') {
        return true;
    }
    str scheme = str_lower(a, str_slice(url, 0, end));
    return str_is(scheme, "http") || str_is(scheme, "https") || str_is(scheme, "mailto");
}

static bool leaves_site(str url)
{
    return str_index(url, ':') >= 0 || str_starts(url, "//");
}

static int link_start(struct renderer *r, const MD_ATTRIBUTE *href)
{
    str url = address(r->out->arena, href);
    bool shown = r->links++ == 0 && url.p && is_safe(r->out->arena, url);
    if (shown) {
        buf_literal(r->out, "<a href=\"");
        escaped(r->out, url.p, url.n);
        buf_z(r->out, leaves_site(url) ? "\" rel=\"noopener noreferrer\">" : "\">");
    }
    return shown ? LINK_SHOWN : LINK_BARE;
}

/* The spans that FLAGS let the parser find, but for links and images. */
static const struct {
    const char *start, *end;
} spans[] = {[MD_SPAN_EM] = {"<em>", "</em>"},
             [MD_SPAN_STRONG] = {"<strong>", "</strong>"},
             [MD_SPAN_CODE] = {"<code>", "</code>"},
             [MD_SPAN_DEL] = {"<del>", "</del>"}};

/* Ends the span that was opened last. */
static void close_one(struct renderer *r)
{
    int span = r->open.data[--r->open.n];
    if (span >= LINK_SHOWN) {
        buf_z(r->out, span == LINK_SHOWN ? "</a>" : "");
        r->links--;
    } else {
        buf_z(r->out, spans[span].end);
    }
}

static void close_all(struct renderer *r)
{
    while (r->open.n) {
        close_one(r);
    }
}

static void cell_start(struct buf *out, const char *tag, MD_ALIGN align)
{
    static const char *const classes[] = {[MD_ALIGN_LEFT] = " class=\"align-left\"",
                                          [MD_ALIGN_CENTER] = " class=\"align-center\"",
                                          [MD_ALIGN_RIGHT] = " class=\"align-right\""};
    buf_printf(out, "<%s%s>", tag, classes[align] ? classes[align] : "");
}

static void item_start(struct buf *out, const MD_BLOCK_LI_DETAIL *item)
{
    if (!item->is_task) {
        buf_literal(out, "<li>");
        return;
    }
    buf_z(out, item->task_mark == ' ' ? "<li><input type=\"checkbox\" disabled> "
                                      : "<li><input type=\"checkbox\" checked disabled> ");
}

static int heading(const struct renderer *r, void *detail)
{
    int level = (int)((MD_BLOCK_H_DETAIL *)detail)->level + r->shift;
    return level > 6 ? 6 : level;
}

static int block_start(MD_BLOCKTYPE type, void *detail, void *with)
{
    struct renderer *r = with;
    struct buf *out = r->out;
    close_all(r);
    switch (type) {
    case MD_BLOCK_QUOTE:
        buf_literal(out, "<blockquote>\n");
        break;
    case MD_BLOCK_UL:
        buf_literal(out, "<ul>\n");
        break;
    case MD_BLOCK_OL:
        if (((MD_BLOCK_OL_DETAIL *)detail)->start == 1) {
            buf_literal(out, "<ol>\n");
        } else {
            buf_printf(out, "<ol start=\"%u\">\n", ((MD_BLOCK_OL_DETAIL *)detail)->start);
        }
        break;
    case MD_BLOCK_LI:
        item_start(out, detail);
        break;
    case MD_BLOCK_HR:
        buf_literal(out, "<hr>\n");
        break;
    case MD_BLOCK_H:
        buf_printf(out, "<h%d>", heading(r, detail));
        break;
    case MD_BLOCK_CODE:
        buf_literal(out, "<pre><code>");
        break;
    case MD_BLOCK_P:
        buf_literal(out, "<p>");
        break;
    case MD_BLOCK_TABLE:
        /* Wider than a narrow screen it scrolls, and what scrolls must be reached by keyboard. */
        buf_literal(out, "<div class=\"scroll\" tabindex=\"0\"><table>\n");
        break;
    case MD_BLOCK_THEAD:
        buf_literal(out, "<thead>\n");
        break;
    case MD_BLOCK_TBODY:
        buf_literal(out, "<tbody>\n");
        break;
    case MD_BLOCK_TR:
        buf_literal(out, "<tr>");
        break;
    case MD_BLOCK_TH:
        cell_start(out, "th", ((MD_BLOCK_TD_DETAIL *)detail)->align);
        break;
    case MD_BLOCK_TD:
        cell_start(out, "td", ((MD_BLOCK_TD_DETAIL *)detail)->align);
        break;
    default: /* the document; FLAGS let no HTML through */
        break;
    }
    return out->full;
}

static int block_end(MD_BLOCKTYPE type, void *detail, void *with)
{
    static const char *const ends[] = {
        [MD_BLOCK_QUOTE] = "</blockquote>\n",
        [MD_BLOCK_UL] = "</ul>\n",
        [MD_BLOCK_OL] = "</ol>\n",
        [MD_BLOCK_LI] = "</li>\n",
        [MD_BLOCK_CODE] = "</code></pre>\n",
        [MD_BLOCK_P] = "</p>\n",
        [MD_BLOCK_TABLE] = "</table></div>\n",
        [MD_BLOCK_THEAD] = "</thead>\n",
        [MD_BLOCK_TBODY] = "</tbody>\n",
        [MD_BLOCK_TR] = "</tr>\n",
        [MD_BLOCK_TH] = "</th>",
        [MD_BLOCK_TD] = "</td>",
    };
    struct renderer *r = with;
    close_all(r);
    if (type == MD_BLOCK_H) {
        buf_printf(r->out, "</h%d>\n", heading(r, detail));
    } else if (ends[type]) {
        buf_z(r->out, ends[type]);
    }
    return r->out->full;
}

static int span_start(MD_SPANTYPE type, void *detail, void *with)
{
    struct renderer *r = with;
    int span = (int)type;
    if (type == MD_SPAN_A) {
        span = link_start(r, &((MD_SPAN_A_DETAIL *)detail)->href);
    } else if (type == MD_SPAN_IMG) {
        span = link_start(r, &((MD_SPAN_IMG_DETAIL *)detail)->src);
    } else {
        buf_z(r->out, spans[type].start);
    }
    buf_char(&r->open, (char)span); /* fewer than the text has bytes */
    return r->out->full;
}

/* An end that does not fit the span opened last is left out; the block's end closes what remains.
 */
static int span_end(MD_SPANTYPE type, void *detail, void *with)
{
    struct renderer *r = with;
    (void)detail;
    int last = r->open.n ? r->open.data[r->open.n - 1] : -1;
    bool is_link = type == MD_SPAN_A || type == MD_SPAN_IMG;
    if (is_link ? last >= LINK_SHOWN : last == (int)type) {
        close_one(r);
    }
    return r->out->full;
}

/* A piece of text as the parser hands it over: of the source, and then never beyond its end, or one
   of the parser's own words: a line's end, or up to sixteen spaces before a line of code. */
static str piece(const struct renderer *r, const MD_CHAR *p, MD_SIZE n)
{
    uintptr_t into = (uintptr_t)p - (uintptr_t)r->source.p;
    if (into <= r->source.n) {
        return str_n(p, n < r->source.n - into ? n : r->source.n - into);
    }
    return str_n(p, n % (OWN_WORD_MOST + 1)); /* it gives no more */
}

static int html_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE size, void *with)
{
    struct renderer *r = with;
    str s = piece(r, p, size);
    switch (type) {
    case MD_TEXT_NULLCHAR:
        buf_literal(r->out, "\xEF\xBF\xBD");
        break;
    case MD_TEXT_BR:
        buf_literal(r->out, "<br>\n");
        break;
    case MD_TEXT_SOFTBR:
        buf_char(r->out, '\n');
        break;
    case MD_TEXT_ENTITY: /* &name; or &#1; by its grammar: a browser reads it as text */
        buf_str(r->out, s);
        break;
    default:
        escaped(r->out, s.p, s.n);
    }
    return r->out->full;
}

static err parsed(struct renderer *r, str text, const MD_PARSER *parser)
{
    if (text.n > MARKDOWN_MOST) {
        return ERR_TOO_BIG;
    }
    if (!str_is_utf8(text, NULL)) {
        return ERR_INVALID;
    }
    r->source = text;
    if (md_parse(str_bytes(text), (MD_SIZE)text.n, parser, r) < 0) {
        arena_lack(r->out->arena);
        return ERR_BUSY;
    }
    return r->out->full ? ERR_TOO_BIG : OK;
}

err markdown_html(struct buf *out, str text, int heading_shift)
{
    static const MD_PARSER parser = {.flags = FLAGS,
                                     .enter_block = block_start,
                                     .leave_block = block_end,
                                     .enter_span = span_start,
                                     .leave_span = span_end,
                                     .text = html_text};
    struct renderer r = {.out = out, .shift = heading_shift};
    buf_init(&r.open, out->arena, MARKDOWN_MOST);
    return parsed(&r, text, &parser);
}

/* ---- without tags ---- */

static int plain_block(MD_BLOCKTYPE type, void *detail, void *with)
{
    struct buf *out = ((struct renderer *)with)->out;
    (void)type, (void)detail;
    if (out->n && out->data[out->n - 1] != ' ') {
        buf_char(out, ' ');
    }
    return out->full;
}

static int plain_span(MD_SPANTYPE type, void *detail, void *with)
{
    (void)type, (void)detail, (void)with;
    return 0;
}

static int plain_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *with)
{
    struct buf *out = ((struct renderer *)with)->out;
    str s = piece(with, p, n);
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
        buf_char(out, ' ');
    } else if (type == MD_TEXT_ENTITY) {
        decoded(out, s);
    } else if (type != MD_TEXT_NULLCHAR) {
        size_t room = out->ceiling - out->n;
        buf_append(out, s.p, s.n < room ? s.n : room);
        out->full |= s.n > room;
    }
    return out->full;
}

str markdown_plain(struct arena *a, str text, size_t n_most)
{
    static const MD_PARSER parser = {.flags = FLAGS,
                                     .enter_block = plain_block,
                                     .leave_block = plain_block,
                                     .enter_span = plain_span,
                                     .leave_span = plain_span,
                                     .text = plain_text};
    struct buf out;
    buf_init(&out, a, n_most);
    struct renderer r = {.out = &out};
    parsed(&r, text, &parser);
    size_t n = out.n;
    while (n && !str_is_utf8(str_n(out.data, n), NULL)) {
        n--; /* cut within a letter */
    }
    for (size_t i = 0; i < n; i++) {
        out.data[i] = (unsigned char)out.data[i] < 0x20 ? ' ' : out.data[i];
    }
    return str_trim(str_n(out.data, n));
}
