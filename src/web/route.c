/* route.c - the rows of every table in one tree of segments: a search is one step a segment. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/route.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SEGMENTS = 12 };

struct node {
    str segment;
    struct node **children; /* literal ones; sorted by routes_done */
    size_t n_children, size_children;
    struct node *hole;
    const struct route **rows;
    size_t n_rows;
};

struct routes {
    struct arena *arena;
    struct node root;
    const struct route **rows;
    size_t n, size;
};

struct routes *routes_new(struct arena *a)
{
    struct routes *t = ARENA_NEW(a, struct routes);
    t->arena = a;
    return t;
}

static struct node *child_made(struct arena *a, struct node *node, str segment)
{
    if (str_starts(segment, "{")) {
        if (!node->hole) {
            node->hole = ARENA_NEW(a, struct node);
        }
        return node->hole;
    }
    for (size_t i = 0; i < node->n_children; i++) {
        if (str_eq(node->children[i]->segment, segment)) {
            return node->children[i];
        }
    }
    struct node *child = ARENA_NEW(a, struct node);
    child->segment = segment;
    node->children =
        arena_grown(a, node->children, node->n_children, &node->size_children, sizeof(struct node *));
    node->children[node->n_children++] = child;
    return child;
}

static void add_row(struct routes *t, const struct route *row)
{
    assert(row->path[0] == '/' && row->methods);
    assert(!(row->flags & ROUTE_OPEN && strstr(row->path, "{organisation}")) &&
           "whoever is let into a body is somebody");
    str rest = str_of(row->path + 1), segment;
    struct node *node = &t->root;
    size_t holes = 0;
    while (str_split(&rest, '/', &segment)) {
        node = child_made(t->arena, node, segment);
        holes += str_starts(segment, "{");
    }
    assert(holes <= PATH_ARGS);
    for (size_t i = 0; i < node->n_rows; i++) {
        assert(!(node->rows[i]->methods & row->methods) && "an address with the same method twice");
    }
    const struct route **rows = arena_array(t->arena, node->n_rows + 1, sizeof *rows);
    if (node->n_rows) {
        memcpy(rows, node->rows, node->n_rows * sizeof *rows);
    }
    rows[node->n_rows++] = row;
    node->rows = rows;
    t->rows = arena_grown(t->arena, t->rows, t->n, &t->size, sizeof *t->rows);
    t->rows[t->n++] = row;
}

void routes_add(struct routes *t, const struct route *rows)
{
    for (; rows && rows->path; rows++) {
        add_row(t, rows);
    }
}

static int by_segment(const void *a, const void *b)
{
    const struct node *const *one = a, *const *other = b;
    return str_compare((*one)->segment, (*other)->segment);
}

static void sort_children(struct node *node)
{
    if (node->n_children) {
        qsort(node->children, node->n_children, sizeof(struct node *), by_segment);
    }
    for (size_t i = 0; i < node->n_children; i++) {
        sort_children(node->children[i]);
    }
    if (node->hole) {
        sort_children(node->hole);
    }
}

static int by_path(const void *a, const void *b)
{
    const struct route *const *one = a, *const *other = b;
    int order = strcmp((*one)->path, (*other)->path);
    return order ? order : (int)(*one)->methods - (int)(*other)->methods;
}

void routes_done(struct routes *t)
{
    sort_children(&t->root);
    if (t->n) {
        qsort(t->rows, t->n, sizeof *t->rows, by_path);
    }
}

size_t routes_count(const struct routes *t)
{
    return t->n;
}

const struct route *routes_at(const struct routes *t, size_t i)
{
    assert(i < t->n);
    return t->rows[i];
}

static const struct node *child_of(const struct node *node, str segment)
{
    size_t low = 0, high = node->n_children;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_compare(segment, node->children[middle]->segment);
        if (!order) {
            return node->children[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

struct search {
    enum method method;
    const str *segments;
    size_t n;
    str *args;
    unsigned methods; /* what the address knows */
};

/* Literal segments first, holes where those lead nowhere. */
static const struct route *find_below(struct search *s, const struct node *node, size_t at,
                                      size_t n_args)
{
    if (at == s->n) {
        const struct route *found = NULL;
        for (size_t i = 0; i < node->n_rows; i++) {
            s->methods |= node->rows[i]->methods;
            if (node->rows[i]->methods & s->method) {
                found = node->rows[i];
            }
        }
        return found;
    }
    const struct node *child = child_of(node, s->segments[at]);
    const struct route *found = child ? find_below(s, child, at + 1, n_args) : NULL;
    if (!found && node->hole && s->segments[at].n) {
        found = find_below(s, node->hole, at + 1, n_args + 1);
        if (found) {
            s->args[n_args] = s->segments[at];
        }
    }
    return found;
}

const struct route *routes_find(const struct routes *t, enum method m, str path, str *args,
                                unsigned *other_methods)
{
    *other_methods = 0;
    if (!str_starts(path, "/")) {
        return NULL;
    }
    str segments[MAX_SEGMENTS], rest = str_slice(path, 1, path.n);
    size_t n = 0;
    while (n < MAX_SEGMENTS && str_split(&rest, '/', &segments[n])) {
        n++;
    }
    if (rest.p) {
        return NULL; /* deeper than any address of ours */
    }
    struct search s = {.method = m, .segments = segments, .n = n, .args = args};
    const struct route *found = find_below(&s, &t->root, 0, 0);
    *other_methods = s.methods;
    return found;
}
