/* requirement.h - one thing that a framework requires, or a group of such things. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_REQUIREMENT_REQUIREMENT_H
#define DOMAIN_REQUIREMENT_REQUIREMENT_H

#include "kind/kind.h"

/* States: active, withdrawn. Read in from files by exchange; nobody edits it here. */
struct requirement {
    struct thing thing;
    str title; /* code and title: "SN-1.1 Mål og strategi" */
    str text, why, how, proof;
    int64_t framework_id, parent_id;
    str code, urn, sort_key, node;
    str level, binding, role;
    int64_t is_assessable;
    str withdrawn_on, replaced_by;
};

extern const struct kind requirement_kind;

/* The requirement with that code in that framework; 0 when there is none. */
err requirement_find(struct ctx *ctx, int64_t framework_id, str code, int64_t *out);

#endif
