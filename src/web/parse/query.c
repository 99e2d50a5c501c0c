/* query.c - the address of a request: path, ending, query; and what the asker accepts. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/parse/query.h"

#include "web/parse/text_check.h"
#include "web/parse/urlencoded.h"

#include <string.h>

static const struct {
    const char *suffix, *type;
} endings[] = {
    [ENDING_PAGE] = {"", "text/html"},
    [ENDING_JSON] = {".json", "application/json"},
    [ENDING_CSV] = {".csv", "text/csv"},
    [ENDING_XLSX] = {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    [ENDING_ICS] = {".ics", "text/calendar"},
};

enum { N_ENDINGS = sizeof endings / sizeof endings[0] };

const char *ending_type(enum ending ending)
{
    return endings[ending].type;
}

static bool contains_escape(str s, char high, char low)
{
    for (size_t i = 0; i + 2 < s.n; i++) {
        if (s.p[i] == '%' && s.p[i + 1] == high && (s.p[i + 2] | 0x20) == low) {
            return true;
        }
    }
    return false;
}

/* "." and ".." have no place in our addresses: a client has resolved them, or means harm. */
static bool has_dot_segment(str path)
{
    str segment;
    while (str_split(&path, '/', &segment)) {
        if (str_is(segment, ".") || str_is(segment, "..")) {
            return true;
        }
    }
    return false;
}

static void take_ending(struct request *q, bool *has_ending)
{
    for (int e = ENDING_JSON; e < N_ENDINGS; e++) {
        size_t n = strlen(endings[e].suffix);
        if (q->path.n > n + 1 && str_ends(q->path, endings[e].suffix) &&
            q->path.p[q->path.n - n - 1] != '/') {
            q->path.n -= n;
            q->ending = (enum ending)e;
            *has_ending = true;
            return;
        }
    }
}

err query_parse(struct arena *a, str target, struct request *q, bool *has_ending)
{
    *has_ending = false;
    q->ending = ENDING_PAGE;
    ptrdiff_t mark = str_index(target, '?');
    str path = mark < 0 ? target : str_slice(target, 0, (size_t)mark);
    q->raw_query = mark < 0 ? STR("") : str_slice(target, (size_t)mark + 1, target.n);
    if (!str_starts(path, "/") || contains_escape(path, '2', 'f')) {
        return ERR_INVALID;
    }
    if (!percent_decode(a, path, false, &q->path) || !is_plain_line(q->path) ||
        has_dot_segment(q->path)) {
        return ERR_INVALID;
    }
    take_ending(q, has_ending);
    return urlencoded_parse(a, q->raw_query, &q->query);
}

/* "0.85" in thousandths; anything unreadable weighs nothing. RFC 9110 section 12.4.2. */
static int weight_of(str number)
{
    if (str_starts(number, "1")) {
        return 1000;
    }
    if (!str_starts(number, "0.")) {
        return 0;
    }
    int weight = 0, scale = 100;
    for (size_t i = 2; i < number.n && scale; i++, scale /= 10) {
        if (number.p[i] < '0' || number.p[i] > '9') {
            return 0;
        }
        weight += (number.p[i] - '0') * scale;
    }
    return weight;
}

/* Takes one entry of a weighted list, "text/html;q=0.8", and returns its weight; -1 at the end. */
static int take_weighted(str *rest, str *value)
{
    str entry, parameter;
    if (!str_split(rest, ',', &entry)) {
        return -1;
    }
    int weight = 1000;
    str_split(&entry, ';', value);
    *value = str_trim(*value);
    while (str_split(&entry, ';', &parameter)) {
        parameter = str_trim(parameter);
        if (str_starts(parameter, "q=") || str_starts(parameter, "Q=")) {
            weight = weight_of(str_slice(parameter, 2, parameter.n));
        }
    }
    return weight;
}

static bool ending_of_type(str type, enum ending *out)
{
    for (int e = 0; e < N_ENDINGS; e++) {
        if (same_word(type, endings[e].type)) {
            *out = (enum ending)e;
            return true;
        }
    }
    bool other_json = same_word(type, "application/problem+json");
    *out = other_json ? ENDING_JSON : ENDING_PAGE;
    return other_json || same_word(type, "*/*") || same_word(type, "text/*") ||
           same_word(type, "application/xhtml+xml");
}

enum ending ending_of_accept(str accept)
{
    enum ending best = ENDING_PAGE, candidate;
    int best_weight = 0, weight;
    str value;
    while ((weight = take_weighted(&accept, &value)) >= 0) {
        if (weight > best_weight && ending_of_type(value, &candidate)) {
            best = candidate;
            best_weight = weight;
        }
    }
    return best;
}

str cookie_get(str cookies, const char *name)
{
    str pair;
    while (str_split(&cookies, ';', &pair)) {
        pair = str_trim(pair);
        ptrdiff_t equals = str_index(pair, '=');
        if (equals > 0 && str_is(str_slice(pair, 0, (size_t)equals), name)) {
            return str_slice(pair, (size_t)equals + 1, pair.n);
        }
    }
    return STR_NONE;
}

str accept_best(str header, bool (*known)(str tag))
{
    str best = STR_NONE, value;
    int best_weight = 0, weight;
    while ((weight = take_weighted(&header, &value)) >= 0) {
        if (weight > best_weight && known(value)) {
            best = value;
            best_weight = weight;
        }
    }
    return best;
}
