/* markup.h - the XML of one member, told as it comes; no document types, no entities, no depth. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_XLSX_MARKUP_H
#define FORMAT_XLSX_MARKUP_H

#include "format/xlsx/package.h"

enum { MARKUP_DEPTH = 64 };

/* Names come without their namespace prefix. end and text may be NULL; what they return other than
   OK ends the reading. */
struct markup_taker {
    err (*start)(void *with, const char *name, const char *const *attributes);
    err (*end)(void *with, const char *name);
    err (*text)(void *with, str text);
};

/* Reads a member of the package. ERR_MISSING without a word when it is not there; ERR_INVALID,
   told, when it is no XML, has a document type, or lies deeper than MARKUP_DEPTH. */
err markup_read(struct package *p, struct arena *a, str member, const struct markup_taker *taker,
                void *with, struct refusal *r);

/* The value of an attribute whose name without prefix is `name`, STR_NONE when there is none. */
str markup_attribute(const char *const *attributes, const char *name);

#endif
