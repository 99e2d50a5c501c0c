/* zip.h - a ZIP file that grows in a buffer, one member after the other. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_XLSX_ZIP_H
#define FORMAT_XLSX_ZIP_H

#include "base/buf.h"
#include "base/fault.h"

enum { ZIP_MEMBERS = 8 };

struct zip;

/* Begins a file at the end of out, which is asked for memory as for any other text; what zlib needs
   is asked for here and not later. The file goes with out's arena, also when it is left unfinished.
   The same members always give the same bytes: none of them has a time. */
struct zip *zip_open(struct buf *out);
/* A member, the pieces of its content, its end; at most ZIP_MEMBERS. The name stays. */
void zip_begin(struct zip *z, const char *name);
void zip_put(struct zip *z, str piece);
void zip_end(struct zip *z);
/* ERR_BUSY: there was no memory. ERR_TOO_BIG: over out's ceiling, or 4 GiB. */
err zip_close(struct zip *z);

#endif
