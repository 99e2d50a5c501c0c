/* incident_classified.c - does a text carry a marking of classified information? Such text is
 * refused here. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/incident/incident.h"

#include <string.h>

/* Sikkerhetsloven § 5-3, in bokmål and nynorsk, and the markings of NATO and the EU. Written in
   capitals they are markings; in small letters they are ordinary words unless they stand alone on a
   line. */
static const char *const markings[] = {
    "STRENGT HEMMELIG", "STRENGT HEMMELEG", "HEMMELIG",          "HEMMELEG",    "KONFIDENSIELT",
    "BEGRENSET",        "AVGRENSA",         "COSMIC TOP SECRET", "NATO SECRET", "NATO CONFIDENTIAL",
    "NATO RESTRICTED",  "EU SECRET",        "EU RESTRICTED",
};
enum { N_MARKINGS = sizeof markings / sizeof *markings };

/* Letters beyond ASCII count as letters: "BEGRENSETØ" is no marking. */
static bool is_letter(str s, size_t i)
{
    unsigned char c = (unsigned char)s.p[i];
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
}

static bool stands_in(str text, str marking, str *found)
{
    for (size_t i = 0; i + marking.n <= text.n; i++) {
        if (memcmp(text.p + i, marking.p, marking.n) == 0 && (i == 0 || !is_letter(text, i - 1)) &&
            (i + marking.n == text.n || !is_letter(text, i + marking.n))) {
            *found = str_slice(text, i, marking.n);
            return true;
        }
    }
    return false;
}

static bool is_line(str text, str marking, str *found)
{
    str line;
    while (str_split(&text, '\n', &line)) {
        line = str_trim(line);
        if (line.n == marking.n && strncasecmp(line.p, marking.p, line.n) == 0) {
            *found = line;
            return true;
        }
    }
    return false;
}

bool incident_is_classified(str text, str *marking)
{
    for (size_t i = 0; i < N_MARKINGS && text.n; i++) {
        str m = str_of(markings[i]);
        if (stands_in(text, m, marking) || is_line(text, m, marking)) {
            return true;
        }
    }
    return false;
}
