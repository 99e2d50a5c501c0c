/* text.c - what people read: words in three languages, numbers, days and moments. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"

#include "base/clock.h"

#include <assert.h>
#include <string.h>

/* Made by tools/words: open addressing, a power of two, FNV-1a, NULL where nothing is. */
extern const size_t n_word_slots;
extern const struct word *const word_slots[];

#define NO_BREAK_SPACE "\xc2\xa0"
#define MINUS "\xe2\x88\x92"

const struct word *word_find(const char *key)
{
    uint32_t h = 2166136261u;
    const char *end = key;
    for (; *end != '\0'; end++)
        h = (h ^ (unsigned char)*end) * 16777619u;
    size_t n = (size_t)(end - key);
    const struct word *w;
    for (size_t i = h & (n_word_slots - 1); (w = word_slots[i]) != NULL;
         i = (i + 1) & (n_word_slots - 1))
        if (w->key.n == n && memcmp(w->key.p, key, n) == 0)
            return w;
    return NULL;
}

bool word_has(const char *key)
{
    return word_find(key) != NULL;
}

str word(enum lang lang, const char *key)
{
    const struct word *w = word_find(key);
    assert(w != NULL && "no such word");
    return w != NULL ? w->text[lang][1] : str_of(key);
}

/* The pattern with {d} replaced by args[d]. */
static str filled(struct arena *a, str pattern, const str *args, size_t n)
{
    struct buf b;
    buf_init(&b, a, MIB);
    size_t from = 0;
    for (size_t i = 0; i + 2 < pattern.n; i++) {
        char digit = pattern.p[i + 1];
        if (pattern.p[i] != '{' || digit < '0' || digit > '9' || pattern.p[i + 2] != '}')
            continue;
        buf_append(&b, pattern.p + from, i - from);
        if ((size_t)(digit - '0') < n)
            buf_str(&b, args[digit - '0']);
        from = i + 3;
        i += 2;
    }
    buf_append(&b, pattern.p + from, pattern.n - from);
    return b.n > 0 ? buf_as_str(&b) : STR("");
}

str word_args(struct arena *a, enum lang lang, const char *key, const str *args, size_t n)
{
    return filled(a, word(lang, key), args, n);
}

str word_n(struct arena *a, enum lang lang, const char *key, int64_t n)
{
    const struct word *w = word_find(key);
    assert(w != NULL && "no such word");
    str number = text_int(a, lang, n);
    return filled(a, w != NULL ? w->text[lang][word_form(n)] : str_of(key), &number, 1);
}

str text_int(struct arena *a, enum lang lang, int64_t value)
{
    return text_decimal(a, lang, value, 0);
}

str text_decimal(struct arena *a, enum lang lang, int64_t scaled, int decimals)
{
    uint64_t rest = scaled < 0 ? 0 - (uint64_t)scaled : (uint64_t)scaled;
    char digits[32]; /* backwards: at least one before the point */
    int n = 0;
    do
        digits[n++] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0 || n <= decimals);

    struct buf b;
    buf_init(&b, a, 128);
    if (scaled < 0)
        buf_literal(&b, MINUS);
    for (int i = n - 1; i >= 0; i--) {
        buf_char(&b, digits[i]);
        if (i == decimals && i > 0)
            buf_char(&b, lang == LANG_EN ? '.' : ',');
        else if (i > decimals && (i - decimals) % 3 == 0)
            buf_z(&b, lang == LANG_EN ? "," : NO_BREAK_SPACE);
    }
    return buf_as_str(&b);
}

/* Keys, so that the names of months are words like all others. */
static const char *const months[12] = {
    KEY("text.month.1"), KEY("text.month.2"),  KEY("text.month.3"),  KEY("text.month.4"),
    KEY("text.month.5"), KEY("text.month.6"),  KEY("text.month.7"),  KEY("text.month.8"),
    KEY("text.month.9"), KEY("text.month.10"), KEY("text.month.11"), KEY("text.month.12"),
};
static const char *const short_months[12] = {
    KEY("text.month_short.1"),  KEY("text.month_short.2"),  KEY("text.month_short.3"),
    KEY("text.month_short.4"),  KEY("text.month_short.5"),  KEY("text.month_short.6"),
    KEY("text.month_short.7"),  KEY("text.month_short.8"),  KEY("text.month_short.9"),
    KEY("text.month_short.10"), KEY("text.month_short.11"), KEY("text.month_short.12"),
};

/* Year, month and day of an ISO day; false when the text has another form. */
static bool day_parts(str iso, int *year, int *month, int *day)
{
    if (iso.n != 10 || iso.p[4] != '-' || iso.p[7] != '-')
        return false;
    int part[3] = {0};
    for (size_t i = 0, k = 0; i < 10; i++) {
        if (i == 4 || i == 7) {
            k++;
            continue;
        }
        if (iso.p[i] < '0' || iso.p[i] > '9')
            return false;
        part[k] = part[k] * 10 + (iso.p[i] - '0');
    }
    *year = part[0];
    *month = part[1];
    *day = part[2];
    return *month >= 1 && *month <= 12 && *day >= 1 && *day <= 31;
}

str text_day(struct arena *a, enum lang lang, str iso)
{
    int year, month, day;
    if (!day_parts(iso, &year, &month, &day))
        return iso;
    str name = word(lang, months[month - 1]);
    return str_printf(a, lang == LANG_EN ? "%d %.*s %d" : "%d. %.*s %d", day, STR_ARG(name), year);
}

str text_day_short(struct arena *a, enum lang lang, str iso)
{
    int year, month, day;
    if (!day_parts(iso, &year, &month, &day))
        return iso;
    if (lang != LANG_EN)
        return STR_JOIN(a, str_slice(iso, 8, 2), STR("."), str_slice(iso, 5, 2), STR("."),
                        str_slice(iso, 0, 4));
    str name = word(lang, short_months[month - 1]);
    return str_printf(a, "%d %.*s %d", day, STR_ARG(name), year);
}

str text_moment(struct arena *a, enum lang lang, int64_t ms)
{
    str local = moment_local(a, ms);
    str date = text_day(a, lang, str_slice(local, 0, 10));
    str hour = str_slice(local, 11, 2);
    str minute = str_slice(local, 14, 2);
    str time =
        str_printf(a, "%.*s%c%.*s", STR_ARG(hour), lang == LANG_EN ? ':' : '.', STR_ARG(minute));
    return word_args(a, lang, "text.day_and_time", (str[]){date, time}, 2);
}
