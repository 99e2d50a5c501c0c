/* urlencoded.c - a=1&b=2, as queries and plain forms send it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/parse/urlencoded.h"

#include "web/parse/text_check.h"

static size_t count_pairs(str text)
{
    size_t n = 0;
    str pair;
    while (str_split(&text, '&', &pair)) {
        n += pair.n > 0;
    }
    return n;
}

static err parse_pair(struct arena *a, str pair, struct param *out)
{
    ptrdiff_t equals = str_index(pair, '=');
    str name = equals < 0 ? pair : str_slice(pair, 0, (size_t)equals);
    str value = equals < 0 ? STR("") : str_slice(pair, (size_t)equals + 1, pair.n);
    if (!percent_decode(a, name, true, &out->name) ||
        !percent_decode(a, value, true, &out->value)) {
        return ERR_INVALID;
    }
    if (out->name.n > MAX_NAME) {
        return ERR_TOO_BIG;
    }
    return is_plain_line(out->name) && is_plain_text(out->value) ? OK : ERR_INVALID;
}

err urlencoded_parse(struct arena *a, str text, struct params *out)
{
    *out = (struct params){0};
    size_t n = count_pairs(text);
    if (n > MAX_PARAMS) {
        return ERR_TOO_BIG;
    }
    struct param *at = ARENA_ARRAY(a, n, struct param);
    size_t i = 0;
    str pair;
    while (str_split(&text, '&', &pair)) {
        if (!pair.n) {
            continue;
        }
        err e = parse_pair(a, pair, &at[i]);
        if (e) {
            return e;
        }
        i++;
    }
    *out = (struct params){at, n};
    return OK;
}
