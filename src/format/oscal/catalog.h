/* catalog.h - an OSCAL catalog (1.0 to 1.2) as plain structs: what its members mean is for others.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_OSCAL_CATALOG_H
#define FORMAT_OSCAL_CATALOG_H

#include "format/json/tree.h"

/* Text that was not given is STR_NONE; a list that was not given has no items. Prose is Markdown as
   it was written, with its insertions {{ insert: param, id }}. */

/* A member that the structs do not name, or that has another type than theirs. */
struct oscal_extra {
    str name;
    str json; /* its value as compact JSON text */
};

#define OSCAL_EXTRA                                                                                \
    const struct oscal_extra *extra;                                                               \
    size_t n_extra;

struct oscal_prop {
    str name, ns, value, class_name, uuid, group, remarks;
    OSCAL_EXTRA
};

struct oscal_link {
    str href, rel, media_type, text, resource_fragment;
    OSCAL_EXTRA
};

struct oscal_part {
    str id, name, ns, class_name, title, prose;
    const struct oscal_prop *props;
    size_t n_props;
    const struct oscal_link *links;
    size_t n_links;
    const struct oscal_part *parts;
    size_t n_parts;
    OSCAL_EXTRA
};

struct oscal_test {
    str expression, remarks;
    OSCAL_EXTRA
};

struct oscal_constraint {
    str description;
    const struct oscal_test *tests;
    size_t n_tests;
    OSCAL_EXTRA
};

struct oscal_guideline {
    str prose;
    OSCAL_EXTRA
};

struct oscal_select {
    str how_many; /* "one", "one-or-more" */
    const str *choices;
    size_t n_choices;
    OSCAL_EXTRA
};

struct oscal_param {
    str id, class_name, depends_on, label, usage, remarks;
    const struct oscal_prop *props;
    size_t n_props;
    const struct oscal_link *links;
    size_t n_links;
    const struct oscal_constraint *constraints;
    size_t n_constraints;
    const struct oscal_guideline *guidelines;
    size_t n_guidelines;
    const str *values;
    size_t n_values;
    const struct oscal_select *select; /* NULL or one */
    OSCAL_EXTRA
};

struct oscal_control {
    str id, class_name, title;
    const struct oscal_param *params;
    size_t n_params;
    const struct oscal_prop *props;
    size_t n_props;
    const struct oscal_link *links;
    size_t n_links;
    const struct oscal_part *parts;
    size_t n_parts;
    const struct oscal_control *controls;
    size_t n_controls;
    OSCAL_EXTRA
};

struct oscal_group {
    str id, class_name, title;
    const struct oscal_param *params;
    size_t n_params;
    const struct oscal_prop *props;
    size_t n_props;
    const struct oscal_link *links;
    size_t n_links;
    const struct oscal_part *parts;
    size_t n_parts;
    const struct oscal_group *groups;
    size_t n_groups;
    const struct oscal_control *controls;
    size_t n_controls;
    OSCAL_EXTRA
};

struct oscal_role {
    str id, title, short_name, description;
    OSCAL_EXTRA
};

struct oscal_party {
    str uuid, type, name, short_name;
    const str *emails;
    size_t n_emails;
    OSCAL_EXTRA
};

struct oscal_responsible {
    str role_id;
    const str *party_uuids;
    size_t n_party_uuids;
    OSCAL_EXTRA
};

struct oscal_metadata {
    str title, published, last_modified, version, oscal_version, remarks;
    const struct oscal_prop *props;
    size_t n_props;
    const struct oscal_link *links;
    size_t n_links;
    const struct oscal_role *roles;
    size_t n_roles;
    const struct oscal_party *parties;
    size_t n_parties;
    const struct oscal_responsible *responsible;
    size_t n_responsible;
    OSCAL_EXTRA
};

struct oscal_rlink {
    str href, media_type;
    OSCAL_EXTRA
};

struct oscal_citation {
    str text;
    const struct oscal_prop *props;
    size_t n_props;
    const struct oscal_link *links;
    size_t n_links;
    OSCAL_EXTRA
};

struct oscal_resource {
    str uuid, title, description, remarks;
    const struct oscal_prop *props;
    size_t n_props;
    const struct oscal_citation *citation; /* NULL or one */
    const struct oscal_rlink *rlinks;
    size_t n_rlinks;
    OSCAL_EXTRA
};

struct oscal_back_matter {
    const struct oscal_resource *resources;
    size_t n_resources;
    OSCAL_EXTRA
};

/* How many of each the whole catalog holds, at every level. */
struct oscal_counts {
    size_t groups, controls, params, parts, props, links, resources, extras;
};

struct oscal_catalog {
    str schema; /* "$schema" beside the catalog */
    str uuid;
    const struct oscal_metadata *metadata; /* always there */
    const struct oscal_param *params;
    size_t n_params;
    const struct oscal_control *controls;
    size_t n_controls;
    const struct oscal_group *groups;
    size_t n_groups;
    const struct oscal_back_matter *back_matter; /* NULL or one */
    OSCAL_EXTRA
    struct oscal_counts counts; /* set by the reader */
};

#endif
