/* known.c - sees to it that no statement reads what may be restricted without asking who reads.

   Restricted are the tables of kinds whose table of fields has NEED_TO_KNOW(X); their children,
   which are tables X_... that refer to X; and what keeps the contents of everything, which
   need_to_know.txt names by "also". A view over any of them is one as well. A statement of a .sql
   file reads them by other names:

     known_X       the rows that the actor needs to know of; binds :actor :body :today :restricted
     ordinary_X    the rows that are not restricted: for what many read

   X itself is refused. need_to_know.txt is the one place where somebody is let off, with the
   reason:

     also TABLE reason          keeps what was in restricted things
     view NAME reason           a view over them that tells nothing of them
     STATEMENT reason           a statement of a .sql file that may read X itself
     src/FILE.c N reason        N statements in C: texts that name such a table, or ask kind_table
   for any

   Statements of db and trail, which know no reader, and of commands, which the owner of the files
   runs, are free. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "known.h"

#include "kind/need_to_know.h"

#include <ctype.h>
#include <string.h>

enum { MOST_TABLES = 64, MOST_FREE = 256 };

struct table {
    str name;
    str kind; /* whose rows they are, or hang on; none for what keeps everything */
};

struct excuse {
    str name;
    int64_t n; /* statements in a C file; -1 for others */
    size_t line;
    bool is_used;
};

struct known {
    struct tool *tool;
    struct table tables[MOST_TABLES];
    size_t n_tables;
    struct excuse excuses[MOST_FREE];
    size_t n_excuses;
    const char *list; /* the path of need_to_know.txt */
};

/* --- reading words --- */

/* The next word of an SQL text outside quotes and comments; *before is the byte before it, 0 at the
 * start. */
static bool next_word(str sql, size_t *at, str *word, char *before)
{
    while (*at < sql.n) {
        char c = sql.p[*at];
        if (c == '\'' || c == '"') {
            for ((*at)++; *at < sql.n && sql.p[*at] != c; (*at)++)
                ;
            (*at)++;
        } else if (c == '-' && *at + 1 < sql.n && sql.p[*at + 1] == '-') {
            while (*at < sql.n && sql.p[*at] != '\n')
                (*at)++;
        } else if (tool_is_name(c)) {
            size_t from = *at;
            while (*at < sql.n && tool_is_name(sql.p[*at]))
                (*at)++;
            *word = str_slice(sql, from, *at - from);
            *before = '\0';
            if (from > 0)
                *before = sql.p[from - 1];
            return true;
        } else {
            (*at)++;
        }
    }
    return false;
}

static const struct table *table_named(const struct known *k, str name)
{
    for (size_t i = 0; i < k->n_tables; i++)
        if (str_eq(k->tables[i].name, name))
            return &k->tables[i];
    return NULL;
}

static struct excuse *excuse_of(struct known *k, str name)
{
    for (size_t i = 0; i < k->n_excuses; i++)
        if (str_eq(k->excuses[i].name, name)) {
            k->excuses[i].is_used = true;
            return &k->excuses[i];
        }
    return NULL;
}

static void add_table(struct known *k, str name, str kind)
{
    if (k->n_tables == MOST_TABLES)
        tool_die(k->tool, "more than %d restricted tables", MOST_TABLES);
    if (!table_named(k, name))
        k->tables[k->n_tables++] = (struct table){name, kind};
}

/* --- learning what is restricted --- */

/* NEED_TO_KNOW(risk) in a kind's table of fields. */
static void kinds_read(struct known *k, const char *path)
{
    str text = tool_read(k->tool, path);
    const char *found = text.p;
    while ((found = strstr(found, " NEED_TO_KNOW(")) != NULL) {
        found += strlen(" NEED_TO_KNOW(");
        const char *end = found;
        while (tool_is_name(*end))
            end++;
        if (*end == ')')
            add_table(k, str_n(found, (size_t)(end - found)), str_n(found, (size_t)(end - found)));
    }
}

/* The restricted table that a text of SQL names first, NULL for none. */
static const struct table *names_restricted(const struct known *k, str sql)
{
    str word;
    char before;
    for (size_t at = 0; next_word(sql, &at, &word, &before);) {
        const struct table *t = before == '.' || before == ':' ? NULL : table_named(k, word);
        if (t != NULL)
            return t;
    }
    return NULL;
}

/* CREATE TABLE risk_named (risk_id ... REFERENCES risk (id)): a child; CREATE VIEW over a
 * restricted table. */
static void step_read(struct known *k, const char *path)
{
    str rest = tool_read(k->tool, path);
    str statement;
    while (str_split(&rest, ';', &statement)) {
        str words[3], word;
        char before;
        size_t n = 0, at = 0;
        while (n < 3 && next_word(statement, &at, &word, &before))
            words[n++] = word;
        if (n < 3 || !str_is(words[0], "CREATE"))
            continue;
        const struct table *of = names_restricted(k, str_slice(statement, at, statement.n));
        bool is_view = str_is(words[1], "VIEW");
        bool is_child = str_is(words[1], "TABLE") && of != NULL && of->kind.n > 0 &&
                        words[2].n > of->kind.n + 1 && words[2].p[of->kind.n] == '_' &&
                        str_eq(str_slice(words[2], 0, of->kind.n), of->kind);
        if (of != NULL && is_view && excuse_of(k, words[2]) == NULL)
            add_table(k, words[2], STR_NONE);
        if (is_child)
            add_table(k, words[2], of->kind);
    }
}

/* --- who is let off --- */

static str take_word(str *rest)
{
    size_t n = 0;
    *rest = str_trim(*rest);
    while (n < rest->n && !isspace((unsigned char)rest->p[n]))
        n++;
    str word = str_slice(*rest, 0, n);
    *rest = str_trim(str_slice(*rest, n, rest->n));
    return word;
}

static void excuses_read(struct known *k, const char *path)
{
    str rest = tool_read(k->tool, path);
    str line;
    k->list = path;
    for (size_t number = 1; str_split(&rest, '\n', &line); number++) {
        line = str_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        struct excuse e = {take_word(&line), -1, number, false};
        bool is_also = str_is(e.name, "also");
        if (is_also || str_is(e.name, "view"))
            e.name = take_word(&line);
        if (str_ends(e.name, ".c") && !str_to_int(take_word(&line), &e.n))
            tool_error(k->tool, path, number, "says not how many statements of %.*s are free",
                       STR_ARG(e.name));
        if (line.n == 0)
            tool_error(k->tool, path, number, "%.*s has no reason", STR_ARG(e.name));
        if (is_also)
            add_table(k, e.name, STR_NONE);
        else if (k->n_excuses == MOST_FREE)
            tool_die(k->tool, "more than %d lines in %s", MOST_FREE, path);
        else
            k->excuses[k->n_excuses++] = e;
    }
}

static bool is_step(const char *path)
{
    return strstr(path, "schema/") != NULL && str_ends(str_of(path), ".sql");
}

struct known *known_start(struct tool *tool, const char **paths, size_t n)
{
    struct known *k = arena_alloc(tool->arena, sizeof *k);
    *k = (struct known){.tool = tool};
    for (size_t i = 0; i < n; i++) {
        if (strcmp(tool_base(paths[i]), "need_to_know.txt") == 0)
            excuses_read(k, paths[i]);
        else if (str_ends(str_of(paths[i]), ".c"))
            kinds_read(k, paths[i]);
    }
    for (size_t i = 0; i < n; i++)
        if (is_step(paths[i]))
            step_read(k, paths[i]);
    return k;
}

/* --- statements of .sql files --- */

/* What known_X or ordinary_X stands for; nothing is written for other words. Columns are the
   table's own, so that the statement around it writes out those it takes. */
static void rows_of(const struct known *k, struct buf *b, str word)
{
    bool is_known = str_starts(word, "known_");
    size_t prefix = is_known ? strlen("known_") : strlen("ordinary_");
    if (!is_known && !str_starts(word, "ordinary_"))
        return;
    const struct table *t = table_named(k, str_slice(word, prefix, word.n));
    if (t == NULL || t->kind.n == 0)
        return;
    const char *kind = str_z(k->tool->arena, t->kind);
    str named = str_printf(k->tool->arena, "%s_named", kind);
    bool is_child = !str_eq(t->name, t->kind);
    if (is_child)
        buf_printf(b,
                   "(SELECT * FROM %.*s c WHERE EXISTS (SELECT 1 FROM %s t WHERE t.id = c.%s_id "
                   "AND ",
                   STR_ARG(t->name), kind, kind);
    else
        buf_printf(b, "(SELECT * FROM %s t WHERE ", kind);
    if (is_known)
        buf_printf(b, SQL_NEEDS_TO_KNOW, named.p, kind);
    else
        buf_literal(b, SQL_ORDINARY);
    buf_z(b, is_child ? "))" : ")");
}

str known_expand(struct known *k, const char *path, size_t line, str name, str sql)
{
    struct buf b = tool_buf(k->tool);
    str word;
    char before;
    size_t written = 0;
    bool is_told = false;
    for (size_t at = 0; next_word(sql, &at, &word, &before);) {
        if (before == '.' || before == ':')
            continue;
        const struct table *raw = table_named(k, word);
        if (raw != NULL && !is_told && excuse_of(k, name) == NULL) {
            tool_error(k->tool, path, line,
                       raw->kind.n > 0 ? "%.*s reads %.*s itself: take known_%.*s or ordinary_%.*s"
                                       : "%.*s reads %.*s, which keeps what was restricted",
                       STR_ARG(name), STR_ARG(word), STR_ARG(word), STR_ARG(word));
            is_told = true;
        }
        struct buf rows = tool_buf(k->tool);
        rows_of(k, &rows, word);
        if (rows.n > 0) {
            buf_str(&b, str_slice(sql, written, at - word.n - written));
            buf_str(&b, buf_as_str(&rows));
            written = at;
        }
    }
    buf_str(&b, str_slice(sql, written, sql.n));
    return buf_as_str(&b);
}

/* --- statements in C --- */

/* The string literals that stand together from *at on, as one text. */
static bool next_text(str c, size_t *at, struct buf *out)
{
    out->n = 0;
    while (*at < c.n) {
        char ch = c.p[*at];
        if (ch == '"') {
            for ((*at)++; *at < c.n && c.p[*at] != '"'; (*at)++) {
                if (c.p[*at] == '\\')
                    (*at)++;
                else
                    buf_char(out, c.p[*at]);
            }
        } else if (ch == '\'') {
            for ((*at)++; *at < c.n && c.p[*at] != '\''; (*at)++)
                *at += c.p[*at] == '\\';
        } else if (ch == '/' && *at + 1 < c.n && (c.p[*at + 1] == '*' || c.p[*at + 1] == '/')) {
            const char *end = strstr(c.p + *at, c.p[*at + 1] == '*' ? "*/" : "\n");
            *at = end == NULL ? c.n : (size_t)(end - c.p) + 1;
            continue;
        } else if (!isspace((unsigned char)ch) && out->n > 0) {
            return true;
        }
        (*at)++;
    }
    return out->n > 0;
}

/* Does the text read a restricted table? What comes after INTO, UPDATE and DELETE FROM is written.
 */
static bool reads_restricted(const struct known *k, str text)
{
    str word, last = STR_NONE, one_before = STR_NONE;
    char before;
    bool is_sql = false, is_read = false;
    for (size_t at = 0; next_word(text, &at, &word, &before);) {
        bool is_from = str_is(word, "FROM") || str_is(word, "JOIN");
        is_sql |= is_from && !str_is(last, "DELETE");
        bool is_written = str_is(last, "INTO") || str_is(last, "UPDATE") ||
                          (str_is(last, "FROM") && str_is(one_before, "DELETE"));
        is_read |= before != '.' && before != ':' && !is_written && table_named(k, word) != NULL;
        one_before = last;
        last = word;
    }
    return is_sql && is_read;
}

void known_in_c(struct known *k, const char *path)
{
    static const char *const free_rooms[] = {"src/db/", "src/trail/", "src/command/"};
    for (size_t i = 0; i < sizeof free_rooms / sizeof *free_rooms; i++)
        if (str_starts(str_of(path), free_rooms[i]))
            return;
    str c = tool_read(k->tool, path);
    struct buf text = tool_buf(k->tool);
    int64_t n = 0;
    size_t line = 0;
    for (size_t at = 0; next_text(c, &at, &text);) {
        if (reads_restricted(k, buf_as_str(&text))) {
            line = tool_line(c, at);
            n++;
        }
    }
    for (const char *p = c.p; (p = strstr(p, "kind_table(")) != NULL; p++) {
        bool is_definition = p > c.p && p[-1] == '*';
        if (!is_definition) {
            line = tool_line(c, (size_t)(p - c.p));
            n++;
        }
    }
    const struct excuse *e = n > 0 ? excuse_of(k, str_of(path)) : NULL;
    if (n > 0 && (e == NULL || e->n != n))
        tool_error(k->tool, path, line,
                   "has %d statements that read what may be restricted, %d are free", (int)n,
                   e == NULL ? 0 : (int)e->n);
}

void known_end(struct known *k)
{
    for (size_t i = 0; i < k->n_excuses; i++)
        if (!k->excuses[i].is_used)
            tool_error(k->tool, k->list, k->excuses[i].line, "%.*s reads nothing restricted",
                       STR_ARG(k->excuses[i].name));
}
