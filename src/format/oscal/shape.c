/* shape.c - which member of OSCAL stands where in which struct. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/oscal/shape.h"

#include "format/oscal/catalog.h"

/* A list or texts are a pointer with the count right behind it; the reader writes both. */
_Static_assert(offsetof(struct oscal_part, n_props) ==
                   offsetof(struct oscal_part, props) + sizeof(void *),
               "count behind the pointer");

#define TEXT(type, name, member)                                                                   \
    {                                                                                              \
        name, OSCAL_TEXT, offsetof(struct type, member), NULL                                      \
    }
#define TEXTS(type, name, member)                                                                  \
    {                                                                                              \
        name, OSCAL_TEXTS, offsetof(struct type, member), NULL                                     \
    }
#define ONE(type, name, member, of)                                                                \
    {                                                                                              \
        name, OSCAL_ONE, offsetof(struct type, member), &of##_shape                                \
    }
#define LIST(type, name, member, of)                                                               \
    {                                                                                              \
        name, OSCAL_LIST, offsetof(struct type, member), &of##_shape                               \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, OSCAL_TEXT, 0, NULL                                                                  \
    }
#define SHAPE(type, counted, need)                                                                 \
    static const struct oscal_shape type##_shape = {sizeof(struct oscal_##type),                   \
                                                    offsetof(struct oscal_##type, extra), counted, \
                                                    need, type##_fields}
#define COUNTED(member) offsetof(struct oscal_counts, member)

static const struct oscal_field prop_fields[] = {
    TEXT(oscal_prop, "name", name),       TEXT(oscal_prop, "ns", ns),
    TEXT(oscal_prop, "value", value),     TEXT(oscal_prop, "class", class_name),
    TEXT(oscal_prop, "uuid", uuid),       TEXT(oscal_prop, "group", group),
    TEXT(oscal_prop, "remarks", remarks), END};
SHAPE(prop, COUNTED(props), NULL);

static const struct oscal_field link_fields[] = {
    TEXT(oscal_link, "href", href),
    TEXT(oscal_link, "rel", rel),
    TEXT(oscal_link, "media-type", media_type),
    TEXT(oscal_link, "text", text),
    TEXT(oscal_link, "resource-fragment", resource_fragment),
    END};
SHAPE(link, COUNTED(links), NULL);

static const struct oscal_shape part_shape;
static const struct oscal_field part_fields[] = {TEXT(oscal_part, "id", id),
                                                 TEXT(oscal_part, "name", name),
                                                 TEXT(oscal_part, "ns", ns),
                                                 TEXT(oscal_part, "class", class_name),
                                                 TEXT(oscal_part, "title", title),
                                                 LIST(oscal_part, "props", props, prop),
                                                 TEXT(oscal_part, "prose", prose),
                                                 LIST(oscal_part, "parts", parts, part),
                                                 LIST(oscal_part, "links", links, link),
                                                 END};
SHAPE(part, COUNTED(parts), NULL);

static const struct oscal_field test_fields[] = {TEXT(oscal_test, "expression", expression),
                                                 TEXT(oscal_test, "remarks", remarks), END};
SHAPE(test, OSCAL_NOT_COUNTED, NULL);

static const struct oscal_field constraint_fields[] = {
    TEXT(oscal_constraint, "description", description),
    LIST(oscal_constraint, "tests", tests, test), END};
SHAPE(constraint, OSCAL_NOT_COUNTED, NULL);

static const struct oscal_field guideline_fields[] = {TEXT(oscal_guideline, "prose", prose), END};
SHAPE(guideline, OSCAL_NOT_COUNTED, NULL);

static const struct oscal_field select_fields[] = {TEXT(oscal_select, "how-many", how_many),
                                                   TEXTS(oscal_select, "choice", choices), END};
SHAPE(select, OSCAL_NOT_COUNTED, NULL);

static const struct oscal_field param_fields[] = {
    TEXT(oscal_param, "id", id),
    TEXT(oscal_param, "class", class_name),
    TEXT(oscal_param, "depends-on", depends_on),
    LIST(oscal_param, "props", props, prop),
    LIST(oscal_param, "links", links, link),
    TEXT(oscal_param, "label", label),
    TEXT(oscal_param, "usage", usage),
    LIST(oscal_param, "constraints", constraints, constraint),
    LIST(oscal_param, "guidelines", guidelines, guideline),
    TEXTS(oscal_param, "values", values),
    ONE(oscal_param, "select", select, select),
    TEXT(oscal_param, "remarks", remarks),
    END};
SHAPE(param, COUNTED(params), "id");

static const struct oscal_shape control_shape;
static const struct oscal_field control_fields[] = {
    TEXT(oscal_control, "id", id),
    TEXT(oscal_control, "class", class_name),
    TEXT(oscal_control, "title", title),
    LIST(oscal_control, "params", params, param),
    LIST(oscal_control, "props", props, prop),
    LIST(oscal_control, "links", links, link),
    LIST(oscal_control, "parts", parts, part),
    LIST(oscal_control, "controls", controls, control),
    END};
SHAPE(control, COUNTED(controls), "id");

static const struct oscal_shape group_shape;
static const struct oscal_field group_fields[] = {TEXT(oscal_group, "id", id),
                                                  TEXT(oscal_group, "class", class_name),
                                                  TEXT(oscal_group, "title", title),
                                                  LIST(oscal_group, "params", params, param),
                                                  LIST(oscal_group, "props", props, prop),
                                                  LIST(oscal_group, "links", links, link),
                                                  LIST(oscal_group, "parts", parts, part),
                                                  LIST(oscal_group, "groups", groups, group),
                                                  LIST(oscal_group, "controls", controls, control),
                                                  END};
SHAPE(group, COUNTED(groups), NULL);

static const struct oscal_field role_fields[] = {
    TEXT(oscal_role, "id", id), TEXT(oscal_role, "title", title),
    TEXT(oscal_role, "short-name", short_name), TEXT(oscal_role, "description", description), END};
SHAPE(role, OSCAL_NOT_COUNTED, NULL);

static const struct oscal_field party_fields[] = {TEXT(oscal_party, "uuid", uuid),
                                                  TEXT(oscal_party, "type", type),
                                                  TEXT(oscal_party, "name", name),
                                                  TEXT(oscal_party, "short-name", short_name),
                                                  TEXTS(oscal_party, "email-addresses", emails),
                                                  END};
SHAPE(party, OSCAL_NOT_COUNTED, NULL);

static const struct oscal_field responsible_fields[] = {
    TEXT(oscal_responsible, "role-id", role_id),
    TEXTS(oscal_responsible, "party-uuids", party_uuids), END};
SHAPE(responsible, OSCAL_NOT_COUNTED, NULL);

static const struct oscal_field metadata_fields[] = {
    TEXT(oscal_metadata, "title", title),
    TEXT(oscal_metadata, "published", published),
    TEXT(oscal_metadata, "last-modified", last_modified),
    TEXT(oscal_metadata, "version", version),
    TEXT(oscal_metadata, "oscal-version", oscal_version),
    LIST(oscal_metadata, "props", props, prop),
    LIST(oscal_metadata, "links", links, link),
    LIST(oscal_metadata, "roles", roles, role),
    LIST(oscal_metadata, "parties", parties, party),
    LIST(oscal_metadata, "responsible-parties", responsible, responsible),
    TEXT(oscal_metadata, "remarks", remarks),
    END};
SHAPE(metadata, OSCAL_NOT_COUNTED, "oscal-version");

static const struct oscal_field rlink_fields[] = {TEXT(oscal_rlink, "href", href),
                                                  TEXT(oscal_rlink, "media-type", media_type), END};
SHAPE(rlink, OSCAL_NOT_COUNTED, NULL);

static const struct oscal_field citation_fields[] = {
    TEXT(oscal_citation, "text", text), LIST(oscal_citation, "props", props, prop),
    LIST(oscal_citation, "links", links, link), END};
SHAPE(citation, OSCAL_NOT_COUNTED, NULL);

static const struct oscal_field resource_fields[] = {
    TEXT(oscal_resource, "uuid", uuid),
    TEXT(oscal_resource, "title", title),
    TEXT(oscal_resource, "description", description),
    LIST(oscal_resource, "props", props, prop),
    ONE(oscal_resource, "citation", citation, citation),
    LIST(oscal_resource, "rlinks", rlinks, rlink),
    TEXT(oscal_resource, "remarks", remarks),
    END};
SHAPE(resource, COUNTED(resources), "uuid");

static const struct oscal_field back_matter_fields[] = {
    LIST(oscal_back_matter, "resources", resources, resource), END};
SHAPE(back_matter, OSCAL_NOT_COUNTED, NULL);

static const struct oscal_field catalog_fields[] = {
    TEXT(oscal_catalog, "uuid", uuid),
    ONE(oscal_catalog, "metadata", metadata, metadata),
    LIST(oscal_catalog, "params", params, param),
    LIST(oscal_catalog, "controls", controls, control),
    LIST(oscal_catalog, "groups", groups, group),
    ONE(oscal_catalog, "back-matter", back_matter, back_matter),
    END};
const struct oscal_shape oscal_catalog_shape = {sizeof(struct oscal_catalog),
                                                offsetof(struct oscal_catalog, extra),
                                                OSCAL_NOT_COUNTED, "metadata", catalog_fields};
