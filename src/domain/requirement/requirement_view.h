/* requirement_view.h - what stands around a requirement: laws, guidance, other frameworks, bodies.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_REQUIREMENT_REQUIREMENT_VIEW_H
#define DOMAIN_REQUIREMENT_REQUIREMENT_VIEW_H

#include "base/str.h"
#include "web/html.h"

/* A line that may lead somewhere: word, a smaller note, and what it says of itself before. */
struct requirement_link {
    str word, note, href;
};

/* Codes of a framework that the requirement relates to in the same way; note is what parts one from
 * the next. */
struct requirement_relation {
    str word;
    struct requirement_link *rows;
    size_t n_rows;
};

/* One framework that the requirement relates to. */
struct requirement_framework {
    str name;
    struct requirement_relation *relations;
    size_t n_relations;
};

struct requirement_sources_view {
    struct requirement_link *legal, *guidance, *from;
    size_t n_legal, n_guidance, n_from;
    struct requirement_framework *frameworks;
    size_t n_frameworks;
};

/* A heading with a list of lines below it. */
struct requirement_list_view {
    str id, title;
    struct requirement_link *rows;
    size_t n_rows;
};

/* What a requirement says, on the page of a body's status to it. */
struct requirement_text {
    str title;
    struct markup body;
};

struct requirement_about_view {
    str href;
    struct requirement_text *texts;
    size_t n_texts;
};

#endif
