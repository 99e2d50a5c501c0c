/* text_check.c - bytes from outside: percent decoding, and which bytes text and header values may
 * hold. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/parse/text_check.h"

#include "base/limit.h"

#include <string.h>

static int hex(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool percent_decode(struct arena *a, str s, bool plus_is_space, str *out)
{
    char *to = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '+' && plus_is_space) {
            c = ' ';
        } else if (c == '%') {
            int high = s.n - i > 2 ? hex(s.p[i + 1]) : -1;
            int low = s.n - i > 2 ? hex(s.p[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            c = (char)(high * 16 + low);
            i += 2;
        }
        to[n++] = c;
    }
    *out = str_n(to, n);
    return true;
}

static bool has_control(str s, bool with_breaks)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool is_break = c == '\t' || c == '\n' || c == '\r';
        if ((c < 0x20 && !(with_breaks && is_break)) || c == 0x7F) {
            return true;
        }
    }
    return false;
}

bool is_plain_text(str s)
{
    return !has_control(s, true) && str_is_utf8(s, NULL);
}

bool is_plain_line(str s)
{
    return !has_control(s, false) && str_is_utf8(s, NULL);
}

bool is_token(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (!c || !strchr("!#$%&'*+-.^_`|~", c))) {
            return false;
        }
    }
    return s.n > 0;
}

bool is_field_value(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F) {
            return false;
        }
    }
    return true;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool same_word(str a, const char *b)
{
    size_t i = 0;
    for (; i < a.n && b[i]; i++) {
        if (lower(a.p[i]) != lower(b[i])) {
            return false;
        }
    }
    return i == a.n && !b[i];
}

const struct limit parse_limits[] = {
    {"Requests", "fields of a form or a query", MAX_PARAMS, LIMIT_COUNT, "413"},
    {"Requests", "name of a field", MAX_NAME, LIMIT_BYTES, "413"},
    {"Requests", "files in one request", MAX_UPLOADS, LIMIT_COUNT, "413"},
    {0},
};
