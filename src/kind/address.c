/* address.c - addresses of ours put together. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/address.h"

#include "base/buf.h"

#include <string.h>

static void escape(struct buf *b, str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            c == '-' || c == '.' || c == '_' || c == '~' || c == ',') {
            buf_char(b, (char)c);
        } else {
            buf_char(b, '%');
            buf_char(b, hex[c >> 4]);
            buf_char(b, hex[c & 15]);
        }
    }
}

str address_escape(struct arena *a, str s)
{
    struct buf b;
    buf_init(&b, a, 3 * s.n + 1);
    escape(&b, s);
    return buf_as_str(&b);
}

static bool dropped(str name, const char *const *without)
{
    for (; without && *without; without++) {
        size_t n = strlen(*without);
        if (str_is(name, *without) || ((*without)[n - 1] == '[' && str_starts(name, *without))) {
            return true;
        }
    }
    return false;
}

static void pair(struct buf *b, str name, str value)
{
    if (b->n) {
        buf_char(b, '&');
    }
    escape(b, name);
    buf_char(b, '=');
    escape(b, value);
}

str address_with(struct arena *a, const struct params *p, const char *const *without,
                 const char *name, str value)
{
    struct buf b;
    buf_init(&b, a, 16 * KIB);
    for (size_t i = 0; p && i < p->n; i++) {
        if (!dropped(p->at[i].name, without) && !str_empty(p->at[i].value)) {
            pair(&b, p->at[i].name, p->at[i].value);
        }
    }
    if (name && !str_empty(value)) {
        pair(&b, str_of(name), value);
    }
    return b.full ? STR("") : buf_as_str(&b);
}

str address_query(struct arena *a, const struct params *p, const char *const *without)
{
    return address_with(a, p, without, NULL, STR_NONE);
}

bool address_is_untidy(const struct params *p)
{
    for (size_t i = 0; i < p->n; i++) {
        if (str_empty(p->at[i].value)) {
            return true;
        }
    }
    return false;
}

str address_of(struct arena *a, str path, str query)
{
    return query.n ? STR_JOIN(a, path, STR("?"), query) : path;
}

str address_back(str wanted, str otherwise)
{
    if (wanted.n < 1 || wanted.p[0] != '/' ||
        (wanted.n > 1 && (wanted.p[1] == '/' || wanted.p[1] == '\\'))) {
        return otherwise;
    }
    for (size_t i = 0; i < wanted.n; i++) {
        if ((unsigned char)wanted.p[i] < ' ' || wanted.p[i] == '\\' || wanted.p[i] == 0x7F) {
            return otherwise;
        }
    }
    return wanted;
}
