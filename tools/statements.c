/* statements.c - gives every SQL statement of the source a name in C.

   Use: statements OUT.c LIST      LIST names src's *.sql and *.c files and need_to_know.txt, one a
   line.

   A statement begins with a line   -- name: exercise_overdue  which question it answers
   and goes to the next such line; comment lines, a last semicolon and white space around it are
   left out. Writes, with the declarations in OUT.h beside it: const char sql_exercise_overdue[];
     const struct statement {const char *name, *sql, *question;} all_statements[]   sorted by name,
   ended by NULLs. known_X and ordinary_X become the rows of X that may be seen (known.c). Refused,
   with file:line: SQL before the first name, a name twice or not in a-z 0-9 _, no question, no SQL,
   more than one statement (a semicolon within), SELECT *, and what reads restricted things without
   asking who reads. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "known.h"
#include "tool.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct statement {
    str name, question, sql;
    const char *path;
    size_t line;
};

struct statements {
    struct tool *tool;
    struct known *known;
    struct statement *rows;
    size_t n, size;
};

static struct statement *add(struct statements *s, struct statement row)
{
    if (s->n == s->size) {
        struct statement *more = ARENA_ARRAY(s->tool->arena, s->size * 2, struct statement);
        memcpy(more, s->rows, s->n * sizeof *more);
        s->rows = more;
        s->size *= 2;
    }
    s->rows[s->n] = row;
    return &s->rows[s->n++];
}

static bool is_statement_name(str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!islower((unsigned char)name.p[i]) && !isdigit((unsigned char)name.p[i]) &&
            name.p[i] != '_')
            return false;
    return name.n > 0;
}

/* A semicolon outside quotes and comments. */
static bool has_semicolon(str sql)
{
    char quote = '\0';
    for (size_t i = 0; i < sql.n; i++) {
        if (quote != '\0')
            quote = sql.p[i] == quote ? '\0' : quote;
        else if (sql.p[i] == '\'' || sql.p[i] == '"')
            quote = sql.p[i];
        else if (sql.p[i] == '-' && i + 1 < sql.n && sql.p[i + 1] == '-')
            while (i + 1 < sql.n && sql.p[i + 1] != '\n')
                i++;
        else if (sql.p[i] == ';')
            return true;
    }
    return false;
}

/* SELECT * as words, any case; count(*) is another thing. */
static bool selects_all(str sql)
{
    for (size_t i = 0; i + 6 < sql.n; i++) {
        size_t k = 0;
        while (k < 6 && tolower((unsigned char)sql.p[i + k]) == "select"[k])
            k++;
        if (k < 6)
            continue;
        for (k = i + 6; k < sql.n && isspace((unsigned char)sql.p[k]); k++)
            ;
        if (k < sql.n && k > i + 6 && sql.p[k] == '*')
            return true;
    }
    return false;
}

/* The statement is whole: trims and checks it. */
static void finish(struct statements *s, struct statement *row, const struct buf *sql)
{
    row->sql = str_trim(buf_as_str(sql));
    if (str_ends(row->sql, ";"))
        row->sql = str_trim(str_slice(row->sql, 0, row->sql.n - 1));
    if (row->sql.n == 0)
        tool_error(s->tool, row->path, row->line, "%.*s has no SQL", STR_ARG(row->name));
    if (has_semicolon(row->sql))
        tool_error(s->tool, row->path, row->line, "%.*s is more than one statement",
                   STR_ARG(row->name));
    if (selects_all(row->sql))
        tool_error(s->tool, row->path, row->line, "%.*s selects *: write the columns out",
                   STR_ARG(row->name));
    row->sql = known_expand(s->known, row->path, row->line, row->name, row->sql);
}

static void sql_read(struct statements *s, const char *path)
{
    str rest = tool_read(s->tool, path);
    struct statement *row = NULL;
    struct buf sql = tool_buf(s->tool);
    str line;
    for (size_t number = 1; str_split(&rest, '\n', &line); number++) {
        str trimmed = str_trim(line);
        if (str_starts(trimmed, "-- name:")) {
            if (row != NULL)
                finish(s, row, &sql);
            sql = tool_buf(s->tool);
            str what = str_trim(str_slice(trimmed, 8, trimmed.n));
            size_t n = 0;
            while (n < what.n && !isspace((unsigned char)what.p[n]))
                n++;
            row = add(s, (struct statement){str_slice(what, 0, n),
                                            str_trim(str_slice(what, n, what.n)), STR_NONE, path,
                                            number});
            if (!is_statement_name(row->name))
                tool_error(s->tool, path, number, "\"%.*s\" is not a name", STR_ARG(row->name));
            if (row->question.n == 0)
                tool_error(s->tool, path, number, "%.*s does not say which question it answers",
                           STR_ARG(row->name));
        } else if (trimmed.n > 0 && !str_starts(trimmed, "--")) {
            if (row == NULL) {
                tool_error(s->tool, path, number, "SQL before the first -- name:");
                return;
            }
            buf_str(&sql, line);
            buf_char(&sql, '\n');
        }
    }
    if (row != NULL)
        finish(s, row, &sql);
}

static int by_name(const void *a, const void *b)
{
    return str_compare(((const struct statement *)a)->name, ((const struct statement *)b)->name);
}

int main(int argc, char **argv)
{
    struct tool tool = tool_start("statements");
    if (argc != 3 || !str_ends(str_of(argv[1]), ".c"))
        tool_die(&tool, "use: statements OUT.c LIST");
    struct statements s = {.tool = &tool, .size = 256};
    s.rows = ARENA_ARRAY(tool.arena, s.size, struct statement);
    size_t n;
    const char **paths = tool_list(&tool, argv[2], &n);
    s.known = known_start(&tool, paths, n);
    for (size_t i = 0; i < n; i++) {
        str path = str_of(paths[i]);
        if (str_ends(path, ".c"))
            known_in_c(s.known, paths[i]);
        else if (str_ends(path, ".sql") && !str_contains(path, STR("schema/")))
            sql_read(&s, paths[i]);
    }
    known_end(s.known);
    qsort(s.rows, s.n, sizeof *s.rows, by_name);
    struct buf c = tool_buf(&tool);
    struct buf h = tool_buf(&tool);
    struct buf table = tool_buf(&tool);
    buf_literal(&c, "/* Made by tools/statements from the .sql files; do not edit. */\n#include "
                    "\"statements.h\"\n\n");
    buf_literal(&h,
                "/* Made by tools/statements: the SQL of the .sql files by name; do not edit. */\n"
                "#ifndef GEN_STATEMENTS_H\n#define GEN_STATEMENTS_H\n\n");
    for (size_t i = 0; i < s.n; i++) {
        const struct statement *row = &s.rows[i];
        if (i > 0 && str_eq(row[-1].name, row->name))
            tool_error(&tool, row->path, row->line, "%.*s is there twice, also at %s:%zu",
                       STR_ARG(row->name), row[-1].path, row[-1].line);
        buf_printf(&h, "extern const char sql_%.*s[]; /* %.*s */\n", STR_ARG(row->name),
                   STR_ARG(row->question));
        buf_printf(&c, "const char sql_%.*s[] =\n    ", STR_ARG(row->name));
        tool_c_string(&c, row->sql);
        buf_literal(&c, ";\n");
        buf_printf(&table, "    {\"%.*s\", sql_%.*s, ", STR_ARG(row->name), STR_ARG(row->name));
        tool_c_string(&table, row->question);
        buf_literal(&table, "},\n");
    }
    buf_literal(&h, "\n/* Sorted by name, ended by NULLs. */\nstruct statement {\n    const char "
                    "*name, *sql, *question;\n"
                    "};\nextern const struct statement all_statements[];\n\n#endif\n");
    buf_literal(&c, "\nconst struct statement all_statements[] = {\n");
    buf_str(&c, buf_as_str(&table));
    buf_literal(&c, "    {0, 0, 0},\n};\n");
    if (tool.n_errors == 0) {
        tool_write(&tool, argv[1], buf_as_str(&c));
        char *header = arena_copy(tool.arena, argv[1], strlen(argv[1]));
        header[strlen(header) - 1] = 'h';
        tool_write(&tool, header, buf_as_str(&h));
    }
    return tool_end(&tool);
}
