/* html.c - putting text into a page, escaped for the place where it stands. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/html.h"

#include <assert.h>
#include <stdio.h>

void html_markup(struct html *h, struct markup m)
{
    html_raw(h, m.s.p, m.s.n);
}

/* 1 for & < > " ' */
static const unsigned char special[256] = {['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 1, ['\''] = 1};

static void put_special(struct html *h, char c)
{
    switch (c) {
    case '&':
        html_lit(h, "&amp;");
        break;
    case '<':
        html_lit(h, "&lt;");
        break;
    case '>':
        html_lit(h, "&gt;");
        break;
    case '"':
        html_lit(h, "&#34;");
        break;
    default:
        html_lit(h, "&#39;");
    }
}

/* Sixteen bytes at once; a comparison gives 255 where it holds, 0 where not. */
typedef unsigned char bytes __attribute__((vector_size(16)));

/* & and ' differ by their lowest bit, < and > by the next. */
static inline bytes are_special(bytes v)
{
    return ((v | 1) == '\'') | ((v | 2) == '>') | (v == '"');
}

static inline bytes are_control(bytes v)
{
    return (v < 0x20) | (v == 0x7f) | (v == '\\');
}

static inline bool is_any(bytes found)
{
    uint64_t half[2];
    memcpy(half, &found, sizeof half);
    return (half[0] | half[1]) != 0;
}

/* Whether s has such a byte. What is shorter than sixteen bytes stands among letters. */
static inline bool has(str s, bytes (*such)(bytes))
{
    bytes v = (bytes){0} + 'a';
    if (s.n < sizeof v) {
        memcpy(&v, s.p, s.n);
        return is_any(such(v));
    }
    for (size_t i = 0; i < s.n - sizeof v; i += sizeof v) {
        memcpy(&v, s.p + i, sizeof v);
        if (is_any(such(v)))
            return true;
    }
    memcpy(&v, s.p + s.n - sizeof v, sizeof v);
    return is_any(such(v));
}

void html_str(struct html *h, str s)
{
    if (s.n == 0)
        return;
    if (!has(s, are_special)) {
        html_raw(h, s.p, s.n);
        return;
    }
    const char *p = s.p;
    const char *end = s.p + s.n;
    while (p < end) {
        const char *run = p;
        while (p < end && !special[(unsigned char)*p])
            p++;
        html_raw(h, run, (size_t)(p - run));
        if (p < end)
            put_special(h, *p++);
    }
}

void html_z(struct html *h, const char *zero_terminated)
{
    html_str(h, str_of(zero_terminated));
}

void html_uint(struct html *h, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    html_raw(h, digits + at, sizeof digits - at);
}

void html_int(struct html *h, int64_t value)
{
    if (value < 0)
        html_lit(h, "-");
    html_uint(h, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void html_bool(struct html *h, bool value)
{
    if (value)
        html_lit(h, "true");
    else
        html_lit(h, "false");
}

void html_double(struct html *h, double value)
{
    char digits[400];
    int n = snprintf(digits, sizeof digits, "%.3f", value);
    if (n <= 0 || (size_t)n >= sizeof digits)
        return;
    size_t end = (size_t)n;
    if (memchr(digits, '.', end) != NULL) {
        while (digits[end - 1] == '0')
            end--;
        if (digits[end - 1] == '.')
            end--;
    }
    html_raw(h, digits, end);
}

/* ---- addresses ---- */

static bool is_scheme_of_ours(str scheme)
{
    static const char *const ours[] = {"http", "https", "mailto", "tel"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        size_t n = strlen(ours[i]);
        size_t same = 0;
        while (same < n && same < scheme.n && (scheme.p[same] | 0x20) == ours[i][same])
            same++;
        if (same == n && scheme.n == n)
            return true;
    }
    return false;
}

/* Browsers drop control bytes and white space before they look for a scheme, so an address with one
   is refused, as is anything before the first ":" that is not of ours, unless / ? or # comes first.
 */
static bool is_safe_url(str s)
{
    if (s.n == 0)
        return true;
    if (s.p[0] == ' ' || has(s, are_control))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == ':')
            return is_scheme_of_ours(str_slice(s, 0, i));
        if (c == '/' || c == '?' || c == '#')
            break; /* no scheme can follow */
    }
    return true;
}

void html_url_str(struct html *h, str s)
{
    if (is_safe_url(s))
        html_str(h, s);
    else
        html_lit(h, "#");
}

void html_url_z(struct html *h, const char *zero_terminated)
{
    html_url_str(h, str_of(zero_terminated));
}

/* What each byte may do in an address: bit 1 may stand in a query's value, bit 2 in a path, bit 4
 * in a tail. */
enum { IN_QUERY = 1, IN_PATH = 2, IN_TAIL = 4 };

static int allowed(unsigned char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
        c == '.' || c == '_' || c == '~')
        return IN_QUERY | IN_PATH | IN_TAIL;
    if (c == '/' || c == '@' || c == ',')
        return IN_PATH | IN_TAIL;
    return c == ':' || c == '\\' || c <= 0x20 || c == 0x7f || special[c] ? 0 : IN_TAIL;
}

static void put_percent(struct html *h, char c)
{
    static const char digits[] = "0123456789ABCDEF";
    char out[3] = {'%', digits[(unsigned char)c >> 4], digits[c & 15]};
    html_raw(h, out, 3);
}

/* Runs of what may stand as they are; the rest percent-encoded, or in a tail escaped where HTML
 * wants that. */
static void put_address(struct html *h, str s, int place)
{
    if (s.n == 0)
        return;
    const char *p = s.p;
    const char *end = s.p + s.n;
    while (p < end) {
        const char *run = p;
        while (p < end && (allowed((unsigned char)*p) & place))
            p++;
        html_raw(h, run, (size_t)(p - run));
        if (p == end)
            break;
        if (place == IN_TAIL && special[(unsigned char)*p])
            put_special(h, *p++);
        else
            put_percent(h, *p++);
    }
}

void html_path_str(struct html *h, str s)
{
    put_address(h, s, IN_PATH);
}

void html_path_z(struct html *h, const char *zero_terminated)
{
    html_path_str(h, str_of(zero_terminated));
}

void html_query_str(struct html *h, str s)
{
    put_address(h, s, IN_QUERY);
}

void html_query_z(struct html *h, const char *zero_terminated)
{
    html_query_str(h, str_of(zero_terminated));
}

void html_tail_str(struct html *h, str s)
{
    put_address(h, s, IN_TAIL);
}

void html_tail_z(struct html *h, const char *zero_terminated)
{
    html_tail_str(h, str_of(zero_terminated));
}

/* ---- words ---- */

struct html_arg html_arg_str(struct html *h, str s)
{
    return (struct html_arg){s, false};
}

struct html_arg html_arg_z(struct html *h, const char *z)
{
    return (struct html_arg){str_of(z), false};
}

struct html_arg html_arg_int(struct html *h, int64_t value)
{
    return (struct html_arg){str_from_int(h->arena, value), false};
}

struct html_arg html_arg_uint(struct html *h, uint64_t value)
{
    return (struct html_arg){str_printf(h->arena, "%llu", (unsigned long long)value), false};
}

struct html_arg html_arg_markup(struct html *h, struct markup m)
{
    return (struct html_arg){m.s, true};
}

/* The escaped pattern with {0}.. replaced. */
static void put_pattern(struct html *h, str pattern, bool in_attribute, const struct html_arg *args,
                        size_t n)
{
    size_t from = 0;
    for (size_t i = 0; i + 2 < pattern.n; i++) {
        char digit = pattern.p[i + 1];
        if (pattern.p[i] != '{' || digit < '0' || digit > '9' || pattern.p[i + 2] != '}')
            continue;
        html_raw(h, pattern.p + from, i - from);
        if ((size_t)(digit - '0') < n) {
            const struct html_arg *arg = &args[digit - '0'];
            if (arg->is_markup && !in_attribute)
                html_raw(h, arg->s.p, arg->s.n);
            else
                html_str(h, arg->s);
        }
        from = i + 3;
        i += 2;
    }
    html_raw(h, pattern.p + from, pattern.n - from);
}

void html_word_args(struct html *h, const struct word *w, bool in_attribute,
                    const struct html_arg *args, size_t n)
{
    put_pattern(h, w->html[h->lang][1], in_attribute, args, n);
}

void html_word_n(struct html *h, const struct word *w, bool in_attribute, int64_t count,
                 const struct html_arg *args, size_t n)
{
    struct html_arg all[10] = {{text_int(h->arena, h->lang, count), false}};
    size_t n_all = 1;
    while (n_all < 10 && n_all <= n) {
        all[n_all] = args[n_all - 1];
        n_all++;
    }
    put_pattern(h, w->html[h->lang][word_form(count)], in_attribute, all, n_all);
}

const struct word *html_word_find(struct html *h, str key)
{
    const struct word *w = word_find(str_z(h->arena, key));
    assert(w != NULL && "no such word");
    if (w != NULL)
        return w;
    struct word *made = ARENA_NEW(h->arena, struct word);
    made->key = key;
    for (int form = 0; form < 2; form++)
        made->text[h->lang][form] = made->html[h->lang][form] = key;
    return made;
}

void html_number(struct html *h, int64_t value)
{
    html_str(h, text_int(h->arena, h->lang, value));
}

void html_day(struct html *h, str iso)
{
    html_str(h, text_day(h->arena, h->lang, iso));
}

void html_moment(struct html *h, int64_t ms)
{
    html_str(h, text_moment(h->arena, h->lang, ms));
}

void html_icon(struct html *h, str name)
{
    html_lit(h, "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"");
    html_url_str(h, h->sprite);
    html_lit(h, "#");
    html_path_str(h, name);
    html_lit(h, "\"></use></svg>");
}
