/* formula.c - which texts a spreadsheet might run as a formula. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/csv/formula.h"

#include <string.h>

bool formula_begins(str s)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    while (s.n && s.p[0] == '\'') {
        s = str_slice(s, 1, s.n);
    }
    if (!s.n) {
        return false;
    }
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        if (str_starts(s, wide[i])) {
            return true;
        }
    }
    return memchr("=+-@\t\r\n", s.p[0], 7) != NULL;
}
