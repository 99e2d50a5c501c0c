/* routes.c - every kind's addresses, made from its table. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/routes.h"

#include "kind/pages.h"

#include <assert.h>

enum { MOST_ROWS = 48 };

struct table {
    struct arena *arena;
    const struct kind *kind;
    const char *base;
    struct route *rows;
    size_t n;
};

static void add(struct table *t, unsigned methods, const char *rest, uint32_t roles, unsigned flags,
                handler h, const char *summary)
{
    bool open = (t->kind->flags & KIND_REFERENCE) && roles == t->kind->read;
    assert(open || roles); /* the kind's table says who */
    t->rows[t->n++] = (struct route){
        .methods = methods,
        .path = str_printf(t->arena, "%s%s", t->base, rest).p,
        .roles = open ? 0 : roles,
        .flags = flags | (open ? ROUTE_SIGNED_IN : 0),
        .handle = h,
        .data = t->kind,
        .summary = summary,
    };
}

static void kind_add(struct table *t)
{
    const struct kind *k = t->kind;
    uint32_t read = k->read | k->read_own;
    uint32_t change = k->change | (k->own_change ? k->read_own : 0);
    bool reference = k->flags & KIND_REFERENCE;
    add(t, METHOD_GET, "", read, 0, list_show, "list");
    add(t, METHOD_GET, "/{id}", read, 0, thing_show, "one");
    if (!reference) {
        add(t, METHOD_POST, "/views", read, 0, list_save_view, "save a view of the list");
        add(t, METHOD_POST, "/views/{view}/forget", read, 0, list_forget_view,
            "forget a saved view");
    }
    if (!reference || k->keeper) {
        uint32_t may = reference ? change : read;
        add(t, METHOD_GET, "/{id}/history", may, 0, thing_history, "history of one");
        add(t, METHOD_GET, "/{id}/history/{event}", may, 0, thing_entry,
            "one entry of the history, with what proves it");
        add(t, METHOD_GET, "/{id}/history/{event}/entry", may, 0, thing_entry_text,
            "the entry as it stands in the signed log");
        add(t, METHOD_GET, "/{id}/history/{event}/proof", may, 0, thing_entry_proof,
            "the proof that the log contains the entry, as C2SP's tlog-proof");
        add(t, METHOD_GET, "/{id}/history/{event}/values", may, 0, thing_entry_values,
            "the values that the entry commits to, with their salts");
    }
    if (k->create && !(k->flags & KIND_NO_CREATE)) {
        add(t, METHOD_GET, "/new", k->create, 0, form_new, "form for a new one");
        add(t, METHOD_POST, "", k->create, 0, form_create, "create");
        if (!(k->flags & KIND_NO_IMPORT)) {
            unsigned proof = k->flags & KIND_STEP_UP ? ROUTE_STEP_UP : 0;
            add(t, METHOD_GET, "/import", import_roles(k), proof, import_show, "import page");
            add(t, METHOD_POST, "/import", import_roles(k), ROUTE_UPLOAD | proof, import_run,
                "import rows, rehearsed first");
        }
    }
    if (change) {
        add(t, METHOD_GET, "/{id}/edit", change, 0, form_edit, "form to change one");
        add(t, METHOD_POST, "/{id}", change, 0, form_change, "change one by form");
        add(t, METHOD_PATCH, "/{id}", change, 0, form_change, "change the named fields");
        add(t, METHOD_POST, "/{id}/undo", change, 0, form_undo, "take back one's own last change");
    }
    if (change && !reference) {
        add(t, METHOD_POST, "/bulk", change, 0, list_bulk, "one step or field for many");
    }
    if (k->remove) {
        add(t, METHOD_POST, "/{id}/delete", k->remove, 0, form_delete, "move to the wastebasket");
        add(t, METHOD_DELETE, "/{id}", k->remove, 0, form_delete, "move to the wastebasket");
        add(t, METHOD_POST, "/{id}/restore", k->remove, 0, form_restore,
            "take back from the wastebasket");
    }
    if (k->erase) {
        add(t, METHOD_GET, "/{id}/erase", k->erase, ROUTE_WRITES, erase_show,
            "what erasing would take, rehearsed");
        add(t, METHOD_POST, "/{id}/erase", k->erase, ROUTE_STEP_UP, erase_do,
            "erase personal values for ever");
    }
    uint32_t steps = 0;
    for (size_t i = 0; i < k->n_verbs; i++) {
        steps |= k->verbs[i].roles;
    }
    if (steps) {
        add(t, METHOD_GET, "/{id}/{verb}", steps, 0, form_verb,
            "form for a step of the life cycle");
        add(t, METHOD_POST, "/{id}/{verb}", steps, 0, form_do, "take a step of the life cycle");
    }
}

void kind_routes_add(struct routes *t, struct arena *a)
{
    for (const struct kind *const *k = all_kinds; *k; k++) {
        struct table table = {
            .arena = a, .kind = *k, .rows = ARENA_ARRAY(a, MOST_ROWS, struct route)};
        table.base = str_printf(a, (*k)->flags & KIND_REFERENCE ? "/%s" : "/o/{organisation}/%s",
                                (*k)->plural)
                         .p;
        kind_add(&table);
        routes_add(t, table.rows);
    }
}

const struct route search_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/search", ROLES_ALL & ~(uint32_t)ROLE_ANALYST, 0,
          search_show, NULL, "search everything in a body"),
    ROUTE(METHOD_GET, "/search", 0, ROUTE_SIGNED_IN, search_show, NULL,
          "search frameworks and other reference material"),
    {0},
};
