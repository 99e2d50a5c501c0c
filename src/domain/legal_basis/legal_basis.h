/* legal_basis.h - a law or a part of one, and what it demands. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_LEGAL_BASIS_LEGAL_BASIS_H
#define DOMAIN_LEGAL_BASIS_LEGAL_BASIS_H

#include "kind/kind.h"

/* Read in from files by exchange; nobody edits it here. */
struct legal_basis {
    struct thing thing;
    str name, duty, scope;
    str citation, url, in_force_on;
    str citation_checked, duty_checked, to_check;
    str code, applies_to;
};

extern const struct kind legal_basis_kind;

/* The basis of that code; 0 when there is none. */
err legal_basis_find(struct ctx *ctx, str code, int64_t *out);

#endif
