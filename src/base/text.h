/* text.h - what people read: words in three languages, numbers, days and moments. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum lang { LANG_NB, LANG_NN, LANG_EN, N_LANGS };

/* "nb", "nn", "en". */
const char *lang_code(enum lang lang);

/* The language of a code, with a region or not (nb-NO, en_GB); "no" is bokmål. *ok (may be NULL)
   says whether it is one of ours; bokmål when not. */
enum lang lang_of(str code, bool *ok);

/* One key's texts, made by tools/words from the .po files. html is the same, escaped. Forms: for
 * one, for many. */
struct word {
    str key;
    bool plural;
    str text[N_LANGS][2];
    str html[N_LANGS][2];
};

/* Marks a literal as a key in tables, so that tools/words checks it. */
#define KEY(key) (key)

/* The word for a key: valid for ever, not escaped. A key with plural gives its form for many. A
   missing key is a mistake of ours: it stops a debug build and is shown as it is by a release. */
str word(enum lang lang, const char *key);

/* Whether there is such a key; for optional ones (help texts). */
bool word_has(const char *key);

/* The entry of a key, NULL when there is none. */
const struct word *word_find(const char *key);

/* The word with {0}..{9} replaced by args[0..n). An argument that is not given is left out. */
str word_args(struct arena *a, enum lang lang, const char *key, const str *args, size_t n);

/* The form of the word for n things, {0} replaced by n as people write it. */
str word_n(struct arena *a, enum lang lang, const char *key, int64_t n);

/* Which form n things take: 0 for one, 1 for any other number. */
static inline int word_form(int64_t n)
{
    return n == 1 ? 0 : 1;
}

/* A whole number: 1 234 567 (with no-break spaces) in Norwegian, 1,234,567 in English. */
str text_int(struct arena *a, enum lang lang, int64_t value);

/* A number of `decimals` places given in units of the last one: 12345, 1 -> 1 234,5 and 1,234.5.
 * decimals 0..9. */
str text_decimal(struct arena *a, enum lang lang, int64_t scaled, int decimals);

/* An ISO day for people: 19. november 2026, 19 November 2026. Text that is no day comes back as it
 * is. */
str text_day(struct arena *a, enum lang lang, str iso);

/* An ISO day in a table: 19.11.2026, 19 Nov 2026. Text that is no day comes back as it is. */
str text_day_short(struct arena *a, enum lang lang, str iso);

/* A moment (ms UTC) on the clock in Norway: 19. november 2026 kl. 14.05, 19 November 2026 at 14:05.
 */
str text_moment(struct arena *a, enum lang lang, int64_t ms);

#endif
