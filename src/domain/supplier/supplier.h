/* supplier.h - who delivers something that security depends on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_SUPPLIER_SUPPLIER_H
#define DOMAIN_SUPPLIER_SUPPLIER_H

#include "kind/kind.h"

/* States: active, ended. */
struct supplier {
    struct thing thing;
    str name, number, description;
    int64_t owner_id;
    str contact_name, contact_email, contact_phone;
    int64_t is_processor;
    str processing_agreed_on, agreement_valid_until;
    str certificates, certificate_scope, certificate_valid_until;
    str assessed_on, next_assessment_on;
    str template;
};

extern const struct kind supplier_kind;

#endif
