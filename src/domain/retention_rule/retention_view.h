/* retention_view.h - what one rule does in the coming week. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_RETENTION_RULE_RETENTION_VIEW_H
#define DOMAIN_RETENTION_RULE_RETENTION_VIEW_H

#include "base/str.h"

struct retention_panel {
    str finding, href;
};

#endif
