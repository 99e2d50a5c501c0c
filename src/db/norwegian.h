/* norwegian.h - the order in which people here expect names: æ, ø, å last, aa as å, R-2 before
 * */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DB_NORWEGIAN_H
#define DB_NORWEGIAN_H

#include "base/str.h"

/* ICU's collation "nb-u-kn-true", ties decided by bytes: the same order as PostgreSQL's collation
   `norwegian`. Valid UTF-8 is expected; anything else is sorted too, but not beautifully. */
int norwegian_compare(str a, str b);
/* The same without the short road for plain letters; for tests. */
int norwegian_compare_slowly(str a, str b);

#endif
