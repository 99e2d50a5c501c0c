/* floors.c - sees to it that includes point down.

   Use: floors STAMP LIST      LIST names the files of src/, one a line: *.c, *.cc, *.h; tests
   (*_test.c, *_for_test.h) are passed over.

   Floors, top to bottom: main / command / report exchange / domain / kind / look / web job / ctx
   trail courier prison / db format sim cube / base. Reads #include "room/..."; an include without a slash is a
   generated header and free. Refused, as path:line: what
     - an include of a higher floor, or of a room that stands on none;
     - base: anything but base; format, sim, cube: db; sim, cube: the clock;
     - report and exchange: each other;
     - domain/X: another kind than through domain/Y/Y.h;
     - a kind's rules, domain/X/X.c and X.h: web, look;
     - two rooms on one floor that include each other; headers that include each other in a circle.
   Writes STAMP, empty, when all is well. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *room;
    int floor;
} rooms[] = {
    {"command", 8}, {"report", 7}, {"exchange", 7}, {"domain", 6}, {"kind", 5},
    {"look", 4},    {"web", 3},    {"job", 3},      {"ctx", 2},    {"trail", 2},
    {"courier", 2}, {"prison", 2},
    {"db", 1},      {"format", 1}, {"sim", 1},      {"cube", 1},   {"base", 0},
};
enum { N_ROOMS = sizeof rooms / sizeof *rooms, NO_ROOM = -1, MAIN = -2 };

struct edge {
    size_t from, line;
    const char *to; /* as it is written: from src/ on */
    int from_room, to_room;
};

struct house {
    struct tool *tool;
    const char **files; /* from src/ on */
    size_t n_files;
    struct edge *edges;
    size_t n_edges, size;
    char *state; /* of a file in the search for circles: 0 new, 1 on the way, 2 done */
};

static str first_part(const char *path)
{
    const char *slash = strchr(path, '/');
    return str_n(path, slash == NULL ? 0 : (size_t)(slash - path));
}

static int room_of(const char *path)
{
    str room = first_part(path);
    for (int i = 0; i < N_ROOMS; i++)
        if (str_is(room, rooms[i].room))
            return i;
    return strcmp(path, "main.c") == 0 ? MAIN : NO_ROOM;
}

static bool is_room(int room, const char *name)
{
    return room >= 0 && strcmp(rooms[room].room, name) == 0;
}

static void add_edge(struct house *h, struct edge e)
{
    if (h->n_edges == h->size) {
        struct edge *more = ARENA_ARRAY(h->tool->arena, h->size * 2, struct edge);
        memcpy(more, h->edges, h->n_edges * sizeof *more);
        h->edges = more;
        h->size *= 2;
    }
    h->edges[h->n_edges++] = e;
}

/* The kind of a path domain/X/..., empty for others. */
static str kind_of(const char *path)
{
    return strncmp(path, "domain/", 7) == 0 ? first_part(path + 7) : STR("");
}

/* domain/X/X.c or X.h: where the rules of a kind stand. */
static bool is_rules(const char *path)
{
    str kind = kind_of(path);
    str base = str_of(tool_base(path));
    return kind.n > 0 && base.n == kind.n + 2 && str_eq(str_slice(base, 0, kind.n), kind) &&
           base.p[kind.n] == '.';
}

/* Why the include is refused, NULL when it is not. */
static const char *why_not(const char *from, int from_room, const char *to, int to_room)
{
    if (to_room == NO_ROOM)
        return "which stands on no floor";
    if (from_room == MAIN)
        return NULL;
    if (is_room(to_room, "command") && !is_room(from_room, "command"))
        return "nobody but main includes a command";
    if (rooms[to_room].floor > rooms[from_room].floor)
        return "includes point down the floors";
    if (rooms[from_room].floor == 1 && !is_room(from_room, "db") && is_room(to_room, "db"))
        return "format, sim and cube know no database";
    if ((is_room(from_room, "sim") || is_room(from_room, "cube")) &&
        strcmp(to, "base/clock.h") == 0)
        return "sim and cube know no clock";
    if (rooms[from_room].floor == 7 && rooms[to_room].floor == 7 && from_room != to_room)
        return "report and exchange do not know each other";
    str kind = kind_of(to);
    if (kind.n > 0 && kind_of(from).n > 0 && !str_eq(kind, kind_of(from)) && !is_rules(to))
        return "one kind knows another through domain/Y/Y.h only";
    if (is_rules(from) && (is_room(to_room, "web") || is_room(to_room, "look")))
        return "a kind's rules know no web";
    return NULL;
}

static void file_read(struct house *h, size_t index)
{
    const char *from = h->files[index];
    const char *path = str_z(h->tool->arena, str_printf(h->tool->arena, "src/%s", from));
    int from_room = room_of(from);
    if (from_room == NO_ROOM) {
        tool_error(h->tool, path, 0, "is in a room that stands on no floor");
        return;
    }
    str rest = tool_read(h->tool, path);
    str line;
    for (size_t number = 1; str_split(&rest, '\n', &line); number++) {
        if (!str_starts(line, "#include \""))
            continue;
        line = str_slice(line, 10, line.n);
        ptrdiff_t end = str_index(line, '"');
        if (end < 0 || !str_contains(line, STR("/")))
            continue;
        const char *to = str_z(h->tool->arena, str_slice(line, 0, (size_t)end));
        int to_room = room_of(to);
        const char *why = why_not(from, from_room, to, to_room);
        if (why != NULL)
            tool_error(h->tool, path, number, "includes \"%s\": %s", to, why);
        else
            add_edge(h, (struct edge){index, number, to, from_room, to_room});
    }
}

static int by_from(const void *a, const void *b)
{
    const struct edge *x = a;
    const struct edge *y = b;
    return x->from != y->from ? (x->from < y->from ? -1 : 1)
                              : (x->line > y->line) - (x->line < y->line);
}

static void rooms_check(struct house *h)
{
    const struct edge *first[N_ROOMS][N_ROOMS] = {{NULL}};
    for (size_t i = 0; i < h->n_edges; i++) {
        const struct edge *e = &h->edges[i];
        if (e->from_room < 0 || e->from_room == e->to_room ||
            rooms[e->from_room].floor != rooms[e->to_room].floor)
            continue;
        if (first[e->from_room][e->to_room] == NULL)
            first[e->from_room][e->to_room] = e;
        const struct edge *back = first[e->to_room][e->from_room];
        if (back != NULL)
            tool_error(
                h->tool,
                str_z(h->tool->arena, str_printf(h->tool->arena, "src/%s", h->files[e->from])),
                e->line, "includes \"%s\", while src/%s:%zu includes \"%s\": a circle of rooms",
                e->to, h->files[back->from], back->line, back->to);
    }
}

/* Follows the includes of one file; a file met again on the way is a circle. */
static void visit(struct house *h, size_t index)
{
    h->state[index] = 1;
    for (size_t i = 0; i < h->n_edges; i++) {
        const struct edge *e = &h->edges[i];
        if (e->from != index)
            continue;
        size_t to = 0;
        while (to < h->n_files && strcmp(h->files[to], e->to) != 0)
            to++;
        if (to == h->n_files)
            continue;
        if (h->state[to] == 1)
            tool_error(h->tool,
                       str_z(h->tool->arena, str_printf(h->tool->arena, "src/%s", h->files[index])),
                       e->line, "includes \"%s\", which leads back here: a circle", e->to);
        else if (h->state[to] == 0)
            visit(h, to);
    }
    h->state[index] = 2;
}

int main(int argc, char **argv)
{
    struct tool tool = tool_start("floors");
    if (argc != 3)
        tool_die(&tool, "use: floors STAMP LIST");
    struct house h = {.tool = &tool, .size = 4096};
    h.edges = ARENA_ARRAY(tool.arena, h.size, struct edge);
    size_t n;
    const char **paths = tool_list(&tool, argv[2], &n);
    h.files = ARENA_ARRAY(tool.arena, n + 1, const char *);
    for (size_t i = 0; i < n; i++)
        if (str_starts(str_of(paths[i]), "src/") && !str_ends(str_of(paths[i]), "_test.c") &&
            !str_ends(str_of(paths[i]), "_for_test.h"))
            h.files[h.n_files++] = paths[i] + 4;
    for (size_t i = 0; i < h.n_files; i++)
        file_read(&h, i);
    if (h.n_edges > 1)
        qsort(h.edges, h.n_edges, sizeof *h.edges, by_from);
    rooms_check(&h);
    h.state = arena_alloc(tool.arena, h.n_files + 1);
    for (size_t i = 0; i < h.n_files; i++)
        if (h.state[i] == 0)
            visit(&h, i);
    if (tool.n_errors == 0)
        tool_write(&tool, argv[1], STR(""));
    return tool_end(&tool);
}
