/* evidence_file_view.h - the panel that shows evidence's file and takes a new one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_EVIDENCE_EVIDENCE_FILE_VIEW_H
#define DOMAIN_EVIDENCE_EVIDENCE_FILE_VIEW_H

#include "base/str.h"

struct earlier_file {
    str name, href;
    int64_t uploaded_at;
};

struct evidence_file_view {
    str name, href, size; /* empty: no file yet */
    struct earlier_file *earlier;
    size_t n_earlier;
    str action; /* none: may not upload */
    str form_token, version;
};

#endif
