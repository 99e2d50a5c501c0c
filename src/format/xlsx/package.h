/* package.h - the ZIP file around a workbook: its members, under ceilings. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_XLSX_PACKAGE_H
#define FORMAT_XLSX_PACKAGE_H

#include "format/refusal.h"

enum {
    PACKAGE_MEMBERS = 1000,
    PACKAGE_RATIO = 100, /* unpacked to packed, of a member above 64 KiB */
    PACKAGE_MIB = 100,   /* all members unpacked */
};

struct package;

/* Opens a package that lies in memory and must stay there. Every member is looked at before the
   first is unpacked. Closes with the arena. ERR_INVALID: no ZIP, damaged, encrypted, a member
   inside that is a package itself, a name twice or leading out; ERR_TOO_BIG: over a ceiling above.
 */
err package_open(struct arena *a, str bytes, struct package **out, struct refusal *r);

bool package_has(const struct package *p, str name);

/* Unpacks a member and hands it over in pieces. Stops with what take returns, if that is not OK;
   ERR_MISSING without a word when there is no such member; ERR_INVALID, told, when it is damaged.
 */
err package_unpack(struct package *p, str name, err (*take)(void *with, str piece), void *with);

#endif
