/* document.h - what a body has written down and decided: policy, guidelines, procedures, plans. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_DOCUMENT_DOCUMENT_H
#define DOMAIN_DOCUMENT_DOCUMENT_H

#include "kind/kind.h"

/* States: draft, approved, superseded. */
struct document {
    struct thing thing;
    str title, type, purpose;
    int64_t owner_id;
    str body;          /* Markdown */
    str version_label; /* numbered at approval when left empty */
    str next_review_on;
    str template;
    str approved_on;
    int64_t approved_by_id;
    str approved_by_name;
};

extern const struct kind document_kind;

/* One text as it was approved. */
struct document_version {
    int64_t number;
    str label, title, text, approved_on, approved_by_name;
};

/* The approved versions, newest first; texts are left out unless with_text. */
err document_versions(struct ctx *ctx, const struct document *d, bool with_text,
                      struct document_version **out, size_t *n);

#endif
