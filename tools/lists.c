/* lists.c - writes down what the folders hold: kinds, commands, routes, jobs, schema steps.

   Use: lists OUT.c LIST      LIST names the files, one a line: src's *.c without tests, and schema/
   *.sql.

   In C files it looks for definitions at the start of a line, outside comments:
     const struct T NAME =        with T one of kind, command, exchange, job_kind, report, panel,
   wizard, starter, secret
     const struct T NAME[] =      with T route or limit
   and writes, sorted by name, ended by NULL:   const struct T *const all_Ts[]   (all_routes and
   all_limits hold the tables). A definition must not be static; its name must occur once. Schema
   steps are the files src/.../schema/YYYY-MM-DD-NN-name.sql, sorted by base name, which must occur
   once: const struct schema_step {const char *name, *sql;}
   all_schema_steps[]   ended by {NULL, NULL}. The name is the base name without .sql. Declarations:
   build/gen/lists.h, written beside OUT.c. Refused, with file:line: two of one name, a static one,
   a schema file with another form of name. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *const types[] = {"kind",  "command", "exchange", "job_kind", "report",
                                    "panel", "wizard",  "starter",  "secret",   "route", "limit"};
enum { N_TYPES = sizeof types / sizeof *types };

struct found {
    size_t type;
    str name;
    const char *path;
    size_t line;
};

struct lists {
    struct tool *tool;
    struct found *rows;
    size_t n, size;
};

static void add(struct lists *l, struct found f)
{
    if (l->n == l->size) {
        struct found *more = ARENA_ARRAY(l->tool->arena, l->size * 2, struct found);
        memcpy(more, l->rows, l->n * sizeof *more);
        l->rows = more;
        l->size *= 2;
    }
    l->rows[l->n++] = f;
}

static str take_name(str *line)
{
    size_t n = 0;
    while (n < line->n && tool_is_name(line->p[n]))
        n++;
    str name = str_slice(*line, 0, n);
    *line = str_trim(str_slice(*line, n, line->n));
    return name;
}

static bool take_word(str *line, const char *what)
{
    str rest = *line;
    if (!str_is(take_name(&rest), what))
        return false;
    *line = rest;
    return true;
}

/* Reads one line that starts a definition; files it when it is of ours. */
static void line_read(struct lists *l, const char *path, size_t number, str line)
{
    bool is_static = take_word(&line, "static");
    if (!take_word(&line, "const") || !take_word(&line, "struct"))
        return;
    str type_name = take_name(&line);
    size_t type = 0;
    while (type < N_TYPES && !str_is(type_name, types[type]))
        type++;
    if (type == N_TYPES)
        return;
    str name = take_name(&line);
    bool is_table = str_starts(line, "[");
    if (name.n == 0 || (!is_table && !str_starts(line, "=")) ||
        (is_table && !str_contains(line, STR("="))))
        return;
    if (is_table != (str_is(type_name, "route") || str_is(type_name, "limit")))
        return; /* a private array of fields and the like */
    if (is_static)
        tool_error(l->tool, path, number, "%.*s is static, so that no list can name it",
                   STR_ARG(name));
    else
        add(l, (struct found){type, name, path, number});
}

static size_t line_of(str text, const char *at)
{
    size_t n = 1;
    for (const char *p = text.p; p < at; p++)
        n += *p == '\n';
    return n;
}

/* The end of what stands at p: after a comment or a literal, or the next character. */
static const char *past(const char *p, const char *end)
{
    if (*p == '"' || *p == '\'') {
        char quote = *p++;
        while (p < end && *p != quote)
            p += *p == '\\' ? 2 : 1;
    } else if (*p == '/' && p + 1 < end && p[1] == '*') {
        p += 2;
        while (p + 1 < end && !(*p == '*' && p[1] == '/'))
            p++;
        p++;
    }
    return p < end ? p + 1 : end;
}

/* Each row of the table whose "{" stands at p begins with ROUTE( or is the last one, {0}. */
static void rows_read(struct lists *l, const char *path, str text, const char *p)
{
    const char *end = text.p + text.n;
    int depth = 0;
    bool row_begins = false;
    while (p < end) {
        bool is_space = isspace((unsigned char)*p) || (*p == '/' && p + 1 < end && p[1] == '*');
        if (depth == 1 && row_begins && !is_space && *p != '}') {
            str rest = str_n(p, (size_t)(end - p));
            if (!str_starts(rest, "ROUTE(") && !str_starts(rest, "{0}"))
                tool_error(l->tool, path, line_of(text, p),
                           "a route is written ROUTE(methods, path, roles, flags, handle, data, "
                           "summary), so that one without a rule does not compile");
            row_begins = false;
        }
        if (*p == '{' || *p == '(') {
            row_begins = ++depth == 1;
        } else if ((*p == '}' || *p == ')') && --depth == 0) {
            return;
        } else if (*p == ',' && depth == 1) {
            row_begins = true;
        }
        p = past(p, end);
    }
}

static ptrdiff_t find(str text, size_t from, const char *what)
{
    size_t n = strlen(what);
    for (size_t i = from; i + n <= text.n; i++)
        if (memcmp(text.p + i, what, n) == 0)
            return (ptrdiff_t)i;
    return -1;
}

/* What was found says who may: the rows of a table of routes, the rights of a kind. */
static void rules_read(struct lists *l, const struct found *f, str text)
{
    bool is_route = strcmp(types[f->type], "route") == 0;
    if (!is_route && strcmp(types[f->type], "kind") != 0)
        return;
    size_t from = 0;
    for (size_t line = 1; line < f->line; line++)
        from = (size_t)find(text, from, "\n") + 1;
    ptrdiff_t open = find(text, from, "{"), close = find(text, from, "\n};");
    if (open < 0 || close < open)
        return;
    if (is_route)
        rows_read(l, f->path, text, text.p + open);
    else if (find(str_slice(text, 0, (size_t)close), (size_t)open, ".read = ") < 0)
        tool_error(l->tool, f->path, f->line, "%.*s does not say who reads it (.read)",
                   STR_ARG(f->name));
}

static void c_read(struct lists *l, const char *path)
{
    size_t before = l->n;
    str text = tool_read(l->tool, path), rest = text;
    bool comment = false;
    str line;
    for (size_t number = 1; str_split(&rest, '\n', &line); number++) {
        if (!comment &&
            (str_starts(line, "const struct ") || str_starts(line, "static const struct ")))
            line_read(l, path, number, line);
        for (size_t i = 0; i + 1 < line.n; i++) {
            if (!comment && line.p[i] == '/' && line.p[i + 1] == '*') {
                comment = true;
                i++;
            } else if (comment && line.p[i] == '*' && line.p[i + 1] == '/') {
                comment = false;
                i++;
            }
        }
    }
    for (size_t i = before; i < l->n; i++)
        rules_read(l, &l->rows[i], text);
}

/* YYYY-MM-DD-NN-name.sql */
static bool is_step_name(const char *base)
{
    static const char pattern[] = "dddd-dd-dd-dd-";
    size_t i = 0;
    for (; pattern[i] != '\0'; i++)
        if (pattern[i] == 'd' ? !isdigit((unsigned char)base[i]) : base[i] != '-')
            return false;
    size_t from = i;
    while (islower((unsigned char)base[i]) || isdigit((unsigned char)base[i]) || base[i] == '_' ||
           base[i] == '-')
        i++;
    return i > from && strcmp(base + i, ".sql") == 0;
}

static int by_name(const void *a, const void *b)
{
    const struct found *x = a;
    const struct found *y = b;
    return x->type != y->type ? (x->type < y->type ? -1 : 1) : str_compare(x->name, y->name);
}

static int by_base(const void *a, const void *b)
{
    return strcmp(tool_base(*(const char *const *)a), tool_base(*(const char *const *)b));
}

static const char *plural(const char *type)
{
    return type[strlen(type) - 1] == 'h' ? "es" : "s";
}

static void put_lists(struct lists *l, struct buf *c, struct buf *h)
{
    qsort(l->rows, l->n, sizeof *l->rows, by_name);
    for (size_t i = 0; i < l->n; i++) {
        const struct found *f = &l->rows[i];
        if (i > 0 && f[-1].type == f->type && str_eq(f[-1].name, f->name))
            tool_error(l->tool, f->path, f->line, "%.*s is there twice, also at %s:%zu",
                       STR_ARG(f->name), f[-1].path, f[-1].line);
    }
    for (size_t type = 0; type < N_TYPES; type++) {
        buf_printf(c, "\nstruct %s;\n", types[type]);
        for (size_t i = 0; i < l->n; i++)
            if (l->rows[i].type == type)
                buf_printf(c, "extern const struct %s %.*s;\n", types[type],
                           STR_ARG(l->rows[i].name));
        buf_printf(c, "const struct %s *const all_%s%s[] = {\n", types[type], types[type],
                   plural(types[type]));
        for (size_t i = 0; i < l->n; i++)
            if (l->rows[i].type == type)
                buf_printf(c, "    &%.*s, /* %s */\n", STR_ARG(l->rows[i].name), l->rows[i].path);
        buf_literal(c, "    0,\n};\n");
        buf_printf(h, "struct %s;\nextern const struct %s *const all_%s%s[];\n", types[type],
                   types[type], types[type], plural(types[type]));
    }
}

static void put_steps(struct tool *t, struct buf *c, const char **steps, size_t n)
{
    qsort(steps, n, sizeof *steps, by_base);
    buf_literal(c, "\nconst struct schema_step all_schema_steps[] = {\n");
    for (size_t i = 0; i < n; i++) {
        const char *base = tool_base(steps[i]);
        if (!is_step_name(base))
            tool_error(t, steps[i], 0, "is not named YYYY-MM-DD-NN-name.sql");
        if (i > 0 && strcmp(tool_base(steps[i - 1]), base) == 0)
            tool_error(t, steps[i], 0, "has the name of %s", steps[i - 1]);
        buf_printf(c, "    {\"%.*s\",\n    ", (int)strlen(base) - 4, base);
        tool_c_string(c, tool_read(t, steps[i]));
        buf_literal(c, "},\n");
    }
    buf_literal(c, "    {0, 0},\n};\n");
}

int main(int argc, char **argv)
{
    struct tool tool = tool_start("lists");
    if (argc != 3 || !str_ends(str_of(argv[1]), ".c"))
        tool_die(&tool, "use: lists OUT.c LIST");
    struct lists l = {.tool = &tool, .size = 256};
    l.rows = ARENA_ARRAY(tool.arena, l.size, struct found);
    size_t n;
    const char **paths = tool_list(&tool, argv[2], &n);
    const char **steps = ARENA_ARRAY(tool.arena, n + 1, const char *);
    size_t n_steps = 0;
    for (size_t i = 0; i < n; i++) {
        if (str_ends(str_of(paths[i]), ".sql"))
            steps[n_steps++] = paths[i];
        else
            c_read(&l, paths[i]);
    }
    struct buf c = tool_buf(&tool);
    struct buf h = tool_buf(&tool);
    buf_literal(&c, "/* Made by tools/lists from what the folders hold; do not edit. */\n#include "
                    "\"lists.h\"\n");
    buf_literal(&h, "/* Made by tools/lists: what the folders hold, each list ended by NULL. */\n"
                    "#ifndef GEN_LISTS_H\n#define GEN_LISTS_H\n\n#include \"db/migrate.h\"\n\n");
    put_lists(&l, &c, &h);
    put_steps(&tool, &c, steps, n_steps);
    buf_literal(&h, "\n/* Sorted by name, ended by {NULL, NULL}. */\n"
                    "extern const struct schema_step all_schema_steps[];\n\n#endif\n");
    if (tool.n_errors == 0) {
        tool_write(&tool, argv[1], buf_as_str(&c));
        char *header = arena_copy(tool.arena, argv[1], strlen(argv[1]));
        header[strlen(header) - 1] = 'h';
        tool_write(&tool, header, buf_as_str(&h));
    }
    return tool_end(&tool);
}
