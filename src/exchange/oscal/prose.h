/* prose.h - a control's parts as text that people read. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EXCHANGE_OSCAL_PROSE_H
#define EXCHANGE_OSCAL_PROSE_H

#include "base/buf.h"
#include "format/oscal/catalog.h"

/* What a control says, by what its parts are for; Markdown, insertions of parameters filled with
   their labels in brackets. STR_NONE where it says nothing. */
struct oscal_prose {
    str text;  /* statement, overview, and whatever has no place below */
    str how;   /* guidance and examples */
    str proof; /* assessment objectives and methods */
};

struct oscal_prose oscal_prose(struct arena *a, const struct oscal_control *c);
/* What is to be filled in for a parameter: its label, or its choices. */
str oscal_param_label(struct arena *a, const struct oscal_control *c, const struct oscal_param *p);
/* The value of the property of that name; STR_NONE when there is none. */
str oscal_prop_value(const struct oscal_prop *props, size_t n, const char *name);

#endif
