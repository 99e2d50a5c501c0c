/* read.h - YAML to the tree that JSON is read to; for frameworks and lists in library/. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_YAML_READ_H
#define FORMAT_YAML_READ_H

#include "format/json/read.h"

/* Reads one YAML 1.2 document. Block and flow style, quoted and plain text, multi-line text and
   comments are taken; plain words are read so: null, ~ and nothing as null; true and false (also
   capitalised) as truth values; whole and decimal numbers as numbers, unless they begin with a
   needless 0 (a municipality number, 0301, is text) or do not fit; anything else, also yes, no and
   dates, as text. Quoted is always text. ERR_TOO_BIG: over a ceiling of limits. ERR_INVALID: no
   YAML, two members with the same name, a name that is not plain text, anchors, aliases, tags,
   merge keys, more than one document, an empty one. r->line and r->column say where; r->thing what
   was found. */
err yaml_read(struct arena *a, str text, const struct json_limits *limits, const struct json **out,
              struct refusal *r);

#endif
