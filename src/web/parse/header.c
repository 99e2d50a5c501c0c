/* header.c - the header of one request, and whether it may pass. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/parse/header.h"

#include "base/limit.h"
#include "web/parse/text_check.h"

void headers_add(struct headers *h, str name, str value)
{
    h->bytes += name.n + value.n + 4;
    if (h->n == MAX_HEADERS) {
        h->too_many = true;
        return;
    }
    h->at[h->n++] = (struct header){name, value};
}

bool headers_are_plain(const struct headers *h, size_t n_line, size_t n_bytes)
{
    size_t empty = 0, whole = n_line + 2 + h->bytes + 2;
    for (size_t i = 0; i < h->n; i++) {
        empty += h->at[i].value.n == 0; /* "Name:" is as good as "Name: " */
    }
    return n_bytes <= whole && n_bytes + empty >= whole;
}

static size_t count(const struct headers *h, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < h->n; i++) {
        n += same_word(h->at[i].name, name);
    }
    return n;
}

str headers_get(const struct headers *h, const char *name)
{
    for (size_t i = 0; i < h->n; i++) {
        if (same_word(h->at[i].name, name)) {
            return h->at[i].value;
        }
    }
    return STR_NONE;
}

static bool is_digits(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
    }
    return s.n > 0 && s.n <= 18;
}

/* host, host:port, [address]:port */
static bool is_host(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '.' && c != '-' && c != ':' && c != '[' && c != ']' && c != '_') {
            return false;
        }
    }
    return s.n > 0 && s.n <= 255;
}

/* These decide something: two of them could be read in two ways. */
static const char *const only_once[] = {
    "content-type", "authorization",  "cookie",       "if-match",          "accept-language",
    "origin",       "sec-fetch-site", "x-form-token", "x-forwarded-proto",
};

int headers_check(const struct headers *h, bool is_http_1_0, int64_t *length, bool *chunked)
{
    *length = -1;
    *chunked = false;
    if (h->too_many || h->bytes > MAX_HEADER_BYTES) {
        return 431;
    }
    for (size_t i = 0; i < h->n; i++) {
        if (!is_token(h->at[i].name) || !is_field_value(h->at[i].value)) {
            return 400;
        }
    }
    for (size_t i = 0; i < sizeof only_once / sizeof only_once[0]; i++) {
        if (count(h, only_once[i]) > 1) {
            return 400;
        }
    }
    if (count(h, "host") != 1 || !is_host(headers_get(h, "host"))) {
        return 400;
    }
    size_t n_length = count(h, "content-length"), n_encoding = count(h, "transfer-encoding");
    if (n_length > 1 || n_encoding > 1 || (n_length && n_encoding)) {
        return 400;
    }
    if (n_encoding) {
        *chunked = true;
        return same_word(headers_get(h, "transfer-encoding"), "chunked") && !is_http_1_0 ? 0 : 400;
    }
    str value = headers_get(h, "content-length");
    if (n_length && !is_digits(value)) {
        return 400;
    }
    str_to_int(value, length); /* so few digits always fit */
    return 0;
}

str header_last(str list)
{
    str entry = STR_NONE;
    while (str_split(&list, ',', &entry)) {
    }
    return str_trim(entry);
}

str header_version(str if_match)
{
    if (str_starts(if_match, "W/")) {
        if_match = str_slice(if_match, 2, if_match.n);
    }
    bool quoted = if_match.n >= 2 && if_match.p[0] == '"' && if_match.p[if_match.n - 1] == '"';
    return quoted ? str_slice(if_match, 1, if_match.n - 2) : if_match;
}

const struct limit header_limits[] = {
    {"Requests", "headers", MAX_HEADERS, LIMIT_COUNT, "431"},
    {"Requests", "all headers together", MAX_HEADER_BYTES, LIMIT_BYTES, "431"},
    {0},
};
