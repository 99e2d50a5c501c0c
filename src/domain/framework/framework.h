/* framework.h - a framework: the common norm, or a catalogue of requirements by somebody else. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_FRAMEWORK_FRAMEWORK_H
#define DOMAIN_FRAMEWORK_FRAMEWORK_H

#include "kind/kind.h"

/* Read in from files by exchange; nobody edits it here. */
struct framework {
    struct thing thing;
    str name, description;
    str urn, code, provider, edition, published_on, licence;
    int64_t is_norm, n_requirements;
};

extern const struct kind framework_kind;

/* The framework with that urn or code; 0 when there is none. */
err framework_find(struct ctx *ctx, str urn_or_code, int64_t *out);
/* The work's body answers this framework from today on, beside the common norm; or not any longer.
 */
err framework_use(struct ctx *ctx, int64_t framework_id, bool used);
/* Counts the requirements anew, after they have been read in. */
err framework_count(struct ctx *ctx, int64_t framework_id);

#endif
