/* oscal_test.c - catalogs read whole, written again, and refused with their place. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/oscal/read.h"
#include "format/oscal/write.h"

#include "format/cases.h"

/* The same value, members in any order. */
static bool same(const struct json *a, const struct json *b)
{
    if (a->type != b->type || a->n != b->n) {
        return false;
    }
    for (size_t i = 0; i < json_count(a); i++) {
        if (a->type == JSON_IS_ARRAY) {
            if (!same(&a->items[i], &b->items[i])) {
                return false;
            }
            continue;
        }
        size_t k = 0;
        while (k < b->n && !str_eq(a->members[i].name, b->members[k].name)) {
            k++;
        }
        if (k == b->n || !same(&a->members[i].value, &b->members[k].value)) {
            print_error("differs at %.*s\n", STR_ARG(a->members[i].name));
            return false;
        }
    }
    if (a->type == JSON_IS_TEXT || a->type == JSON_IS_DECIMAL) {
        return str_eq(json_str(a), json_str(b));
    }
    return a->type == JSON_IS_INT ? a->number == b->number
                                  : a->type != JSON_IS_BOOL || a->yes == b->yes;
}

static void taken(struct arena *a, const char *path)
{
    struct refusal r = {.key = "?"};
    const struct json *before, *after;
    const struct oscal_catalog *catalog;
    str text = case_read(a, path);
    err e = oscal_read(a, text, &json_limits_document, &catalog, &r);
    if (e) {
        print_error("%s: %s %.*s\n", path, r.key, STR_ARG(r.thing));
    }
    assert_int_equal(e, OK);
    struct buf b;
    struct json_writer w;
    buf_init(&b, a, 32 * MIB);
    json_start(&w, &b);
    oscal_write(&w, catalog);
    assert_int_equal(json_read(a, text, &json_limits_document, &before, NULL), OK);
    assert_int_equal(json_read(a, buf_as_str(&b), &json_limits_document, &after, NULL), OK);
    if (!same(before, after)) {
        print_error("%s is not the same after a round trip\n", path);
        fail();
    }
    const struct oscal_counts *n = &catalog->counts;
    case_expect(a, case_beside(a, path, ".counts"),
                str_printf(a,
                           "groups %zu, controls %zu, params %zu, parts %zu, props %zu, links %zu, "
                           "resources %zu, extras %zu\n",
                           n->groups, n->controls, n->params, n->parts, n->props, n->links,
                           n->resources, n->extras));
}

void test_oscal__drops_nothing_in_a_round_trip(void **state)
{
    (void)state;
    case_each("src/format/oscal/cases/*.json", taken);
}

static void refused(struct arena *a, const char *path)
{
    struct refusal r = {0};
    const struct oscal_catalog *catalog;
    if (!oscal_read(a, case_read(a, path), &json_limits_document, &catalog, &r)) {
        print_error("%s was taken\n", path);
        fail();
    }
    assert_null(catalog);
    case_expect(a, case_beside(a, path, ".said"), case_said(a, &r));
}

void test_oscal_read__refuses_with_the_place(void **state)
{
    (void)state;
    case_each("src/format/oscal/cases/refused/*.json", refused);
}

void test_oscal_read__gives_every_member_its_place(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    const struct oscal_catalog *c;
    str text = case_read(a, "src/format/oscal/cases/whole.json");
    assert_int_equal(oscal_read(a, text, &json_limits_document, &c, NULL), OK);
    assert_str(c->metadata->title, "Prøvekatalog");
    assert_str(c->metadata->parties[0].emails[0], "post@example.no");
    const struct oscal_control *control = &c->groups[0].groups[0].controls[0];
    assert_str(control->id, "tilgang-1");
    assert_str(control->parts[0].parts[0].prose,
               "Minst hver {{ insert: param, tilgang-1_prm_1 }}.");
    const struct oscal_param *param = &control->params[0];
    assert_str(param->values[1], "kvartal");
    assert_str(param->select->choices[1], "årlig");
    assert_str(param->constraints[0].tests[0].expression, "^[a-z]+$");
    assert_str(control->controls[0].links[0].rel, "required");
    assert_str(c->back_matter->resources[0].citation->text, "Kilde");
    assert_str(control->extra[0].name, "overlays");
    assert_str(control->extra[0].json, "{\"a\":[1,null]}");
    arena_close(a);
}
