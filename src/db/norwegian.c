/* norwegian.c - Norwegian collation by ICU, with a short road for plain letters. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/norwegian.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucol.h>

/* Made once a process and only read afterwards. rank[c] is the place of an ASCII character among
   the others by its letter alone, so that 'a' and 'A' are equal; 0 for what the short road does not
   take: control characters, which ICU passes over, digits, which it reads as numbers, and all that
   is not ASCII. */
static UCollator *collator;
static unsigned char rank[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int by_icu(const void *a, const void *b)
{
    UErrorCode status = U_ZERO_ERROR;
    return ucol_strcollUTF8(collator, a, 1, b, 1, &status);
}

/* The ranks are asked of the collator itself, so that the two roads cannot disagree. */
static void fill_ranks(void)
{
    char plain[96];
    size_t n = 0;
    for (char c = ' '; c < 0x7F; c++) {
        if (c < '0' || c > '9') {
            plain[n++] = c;
        }
    }
    qsort(plain, n, 1, by_icu);
    ucol_setStrength(collator, UCOL_PRIMARY);
    unsigned char at = 0;
    for (size_t i = 0; i < n; i++) {
        at = (unsigned char)(at + (i == 0 || by_icu(&plain[i - 1], &plain[i]) != 0));
        rank[(unsigned char)plain[i]] = at;
    }
    ucol_setStrength(collator, UCOL_TERTIARY);
}

static void make_collator(void)
{
    UErrorCode status = U_ZERO_ERROR;
    collator = ucol_open("nb", &status);
    if (U_FAILURE(status)) {
        fprintf(stderr, "samstyr: no Norwegian collation in ICU: %s\n", u_errorName(status));
        abort();
    }
    ucol_setAttribute(collator, UCOL_NUMERIC_COLLATION, UCOL_ON, &status);
    ucol_setStrength(collator, UCOL_TERTIARY);
    fill_ranks();
}

static int32_t length(str s)
{
    return s.n > INT32_MAX ? INT32_MAX : (int32_t)s.n;
}

static int compare(str a, str b)
{
    UErrorCode status = U_ZERO_ERROR;
    int c =
        ucol_strcollUTF8(collator, a.n ? a.p : "", length(a), b.n ? b.p : "", length(b), &status);
    return U_SUCCESS(status) && c ? c : str_compare(a, b);
}

/* Is the character at i one whose place does not hang on its neighbours? "aa" is å, and a mark
   that follows may make another letter. */
static bool alone(str s, size_t i)
{
    unsigned char c = (unsigned char)s.p[i];
    if (!rank[c] || (i + 1 < s.n && (unsigned char)s.p[i + 1] >= 0x80)) {
        return false;
    }
    bool is_a = (c | 0x20) == 'a';
    return !is_a ||
           ((i == 0 || (s.p[i - 1] | 0x20) != 'a') && (i + 1 == s.n || (s.p[i + 1] | 0x20) != 'a'));
}

/* Where the texts part (the first characters that are other letters), when both are plain there:
   then no weight before it differs but by case, and the letters decide. Returns false when ICU has
   to be asked. An a that differs by case is such a place: "Aa" is å, "aA" is not. */
static bool short_road(str a, str b, int *out)
{
    size_t n = a.n < b.n ? a.n : b.n;
    size_t i = 0;
    unsigned char ca = 0, cb = 0;
    for (; i < n; i++) {
        ca = (unsigned char)a.p[i];
        cb = (unsigned char)b.p[i];
        if (ca != cb && (!rank[ca] || rank[ca] != rank[cb] || (ca | 0x20) == 'a')) {
            break;
        }
    }
    if (i == n) {
        *out = a.n < b.n ? -1 : 1;
        return a.n != b.n && alone(a.n < b.n ? b : a, i);
    }
    *out = rank[ca] < rank[cb] ? -1 : 1;
    return rank[ca] != rank[cb] && alone(a, i) && alone(b, i);
}

int norwegian_compare(str a, str b)
{
    pthread_once(&once, make_collator);
    int c;
    if (a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0)) {
        return 0;
    }
    return short_road(a, b, &c) ? c : compare(a, b);
}

int norwegian_compare_slowly(str a, str b)
{
    pthread_once(&once, make_collator);
    return compare(a, b);
}
