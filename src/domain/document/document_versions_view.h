/* document_versions_view.h - the panel of the texts that were approved, and the page of one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_DOCUMENT_DOCUMENT_VERSIONS_VIEW_H
#define DOMAIN_DOCUMENT_DOCUMENT_VERSIONS_VIEW_H

#include "web/html.h"

struct document_versions_row {
    str label, href, approved; /* "Approved 3 March 2026 by Ingrid Solvang" */
};

struct document_versions_view {
    struct document_versions_row *rows;
    size_t n_rows;
};

struct document_version_view {
    str title, label, approved;
    struct markup text;
    str back_href, back_word;
};

#endif
