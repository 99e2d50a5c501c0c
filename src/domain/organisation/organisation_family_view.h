/* organisation_family_view.h - the bodies around one: before and after it in reforms, and below it.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_ORGANISATION_ORGANISATION_FAMILY_VIEW_H
#define DOMAIN_ORGANISATION_ORGANISATION_FAMILY_VIEW_H

#include "base/str.h"

#include <stddef.h>

struct family_member {
    str name, href, days; /* days: when it stands; empty: not known */
};

struct family_side {
    str word;
    struct family_member *members;
    size_t n_members;
};

struct organisation_family_view {
    struct family_side *sides;
    size_t n_sides;
};

#endif
