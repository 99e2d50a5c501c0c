/* information_type.h - what sort of information is handled, and how well it must be protected. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_INFORMATION_TYPE_INFORMATION_TYPE_H
#define DOMAIN_INFORMATION_TYPE_INFORMATION_TYPE_H

#include "kind/kind.h"

struct information_type {
    struct thing thing;
    str name, description;
    str personal_data, legal_basis;
    int64_t confidentiality, integrity, availability; /* needs, 1 to 4 */
    str template;
};

extern const struct kind information_type_kind;

#endif
