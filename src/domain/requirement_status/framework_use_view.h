/* framework_use_view.h - in which of the reader's bodies a framework is answered. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_REQUIREMENT_STATUS_FRAMEWORK_USE_VIEW_H
#define DOMAIN_REQUIREMENT_STATUS_FRAMEWORK_USE_VIEW_H

#include "base/str.h"

struct framework_use_row {
    str name, note, action, button;
    bool is_used;
};

struct framework_use_view {
    str list_href;
    bool is_norm;
    str form_token;
    struct framework_use_row *rows;
    size_t n_rows;
};

#endif
