/* formula.c - which texts a spreadsheet might run as a formula. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/csv/formula.h"

#include <string.h>

/* Space, and the spaces of other scripts that programs trim: U+00A0, U+2000 to U+200B, U+202F, U+3000,
   U+FEFF. */
static size_t space_at(str s)
{
    static const char *const wide[] = {"\u00a0", "\u202f", "\u3000", "\ufeff"};
    if (s.n && s.p[0] == ' ') {
        return 1;
    }
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        if (str_starts(s, wide[i])) {
            return strlen(wide[i]);
        }
    }
    bool thin = s.n >= 3 && memcmp(s.p, "\xe2\x80", 2) == 0 && (unsigned char)s.p[2] <= 0x8B;
    return thin ? 3 : 0;
}

bool formula_begins(str s)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    while (s.n && s.p[0] == '\'') {
        s = str_slice(s, 1, s.n);
    }
    for (size_t n; (n = space_at(s));) {
        s = str_slice(s, n, s.n);
    }
    if (!s.n) {
        return false;
    }
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        if (str_starts(s, wide[i])) {
            return true;
        }
    }
    unsigned char first = (unsigned char)s.p[0];
    return first < ' ' || first == 0x7F || memchr("=+-@", first, 4) != NULL;
}
