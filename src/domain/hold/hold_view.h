/* hold_view.h - what a legal hold is over. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_HOLD_HOLD_VIEW_H
#define DOMAIN_HOLD_HOLD_VIEW_H

#include "base/str.h"

struct hold_panel {
    str what, href;
};

#endif
