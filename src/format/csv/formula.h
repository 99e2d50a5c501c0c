/* formula.h - which texts a spreadsheet might run as a formula; reader and writer agree on it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_CSV_FORMULA_H
#define FORMAT_CSV_FORMULA_H

#include "base/str.h"

/* Does s, after any number of ', begin with a control character, or, after white space, with
   = + - @, also in full width? Programs differ in what they pass over before a formula.
   ASVS 5.0 1.2.10. Marking such a text with one ' more and taking one away are each other's
   inverse. */
bool formula_begins(str s);

#endif
