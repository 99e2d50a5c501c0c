/* words.c - compiles the words people see: every nb.po, nn.po and en.po into one C table.

   Use: words OUT.c LIST      LIST names the files, one a line: *.po, and the *.c and *.html that
   use them.

   Reads .po as gettext writes it: comments, msgid/msgstr over several lines, escapes, plural forms.
   A key is a msgid of A-Z a-z 0-9 . _ - ; the language is the file's name.
   Refused, each with file:line:
     - a key that one language lacks, has empty, has twice, or has only there as a plural;
     - a text whose arguments ({0}, {1}) differ from the other languages' (the form for one may
   leave some out);
     - msgctxt, a fuzzy entry, another number of plural forms than two, text that is not UTF-8;
     - a key used in the source that no .po has: word(.., "key"), word_n(.., "key"), word_args(..,
   "key"), W("key") in C, {{t "key"}} and {{tn "key"}} in a template; and word_n or tn for a key
   without plural. Keys put together at run time cannot be seen here; word() asserts on them.
   Writes: const struct word W__key for each, sorted, and the hash table that base/text.c reads. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "po.h"
#include "tool.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    str key;
    const char *path[N_LANGS]; /* NULL where the language lacks it */
    size_t line[N_LANGS];
    bool plural[N_LANGS];
    str text[N_LANGS][2]; /* for one, for many; the same when there is no plural */
};

struct words {
    struct tool *tool;
    struct entry *rows;
    size_t n, size;
    size_t *slots; /* index + 1 into rows */
    size_t n_slots;
};

static uint32_t key_hash(str key)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < key.n; i++)
        h = (h ^ (unsigned char)key.p[i]) * 16777619u;
    return h;
}

static struct entry *find(const struct words *w, str key)
{
    for (size_t i = key_hash(key) & (w->n_slots - 1); w->slots[i] != 0;
         i = (i + 1) & (w->n_slots - 1))
        if (str_eq(w->rows[w->slots[i] - 1].key, key))
            return &w->rows[w->slots[i] - 1];
    return NULL;
}

static void slot_put(struct words *w, size_t row)
{
    size_t i = key_hash(w->rows[row].key) & (w->n_slots - 1);
    while (w->slots[i] != 0)
        i = (i + 1) & (w->n_slots - 1);
    w->slots[i] = row + 1;
}

static struct entry *find_or_add(struct words *w, str key)
{
    struct entry *e = find(w, key);
    if (e != NULL)
        return e;
    if (w->n == w->size) {
        struct entry *more = ARENA_ARRAY(w->tool->arena, w->size * 2, struct entry);
        memcpy(more, w->rows, w->n * sizeof *more);
        w->rows = more;
        w->size *= 2;
        w->n_slots = w->size * 4;
        w->slots = ARENA_ARRAY(w->tool->arena, w->n_slots, size_t);
        for (size_t i = 0; i < w->n; i++)
            slot_put(w, i);
    }
    w->rows[w->n] = (struct entry){.key = key};
    slot_put(w, w->n);
    return &w->rows[w->n++];
}

/* ---- reading .po ---- */

/* The file at hand. */
struct file {
    struct words *words;
    enum lang lang;
    const char *path;
};

static void file_entry(void *p, const struct po_entry *from)
{
    struct file *f = p;
    struct entry *e = find_or_add(f->words, from->key);
    if (e->path[f->lang] != NULL) {
        tool_error(f->words->tool, f->path, from->line, "\"%.*s\" is there twice, also at %s:%zu",
                   STR_ARG(from->key), e->path[f->lang], e->line[f->lang]);
        return;
    }
    e->path[f->lang] = f->path;
    e->line[f->lang] = from->line;
    e->plural[f->lang] = from->plural;
    e->text[f->lang][0] = from->text[0];
    e->text[f->lang][1] = from->text[1];
}

static void file_wrong(void *p, size_t line, str what)
{
    struct file *f = p;
    tool_error(f->words->tool, f->path, line, "%.*s", STR_ARG(what));
}

static void file_read(struct words *w, enum lang lang, const char *path)
{
    struct file f = {w, lang, path};
    po_read(w->tool->arena, tool_read(w->tool, path),
            &(struct po_taker){file_entry, file_wrong, &f});
}

/* ---- checks between languages ---- */

/* Which of {0}..{9} a text names, as bits. */
static unsigned arguments(str text)
{
    unsigned bits = 0;
    for (size_t i = 0; i + 2 < text.n; i++)
        if (text.p[i] == '{' && text.p[i + 1] >= '0' && text.p[i + 1] <= '9' &&
            text.p[i + 2] == '}')
            bits |= 1u << (text.p[i + 1] - '0');
    return bits;
}

static void check(struct words *w, const struct entry *e)
{
    enum lang have = LANG_NB;
    while (e->path[have] == NULL)
        have++;
    for (enum lang lang = 0; lang < N_LANGS; lang++) {
        if (e->path[lang] == NULL) {
            tool_error(w->tool, e->path[have], e->line[have], "\"%.*s\" is missing in %s",
                       STR_ARG(e->key), lang_code(lang));
            continue;
        }
        if (e->plural[lang] != e->plural[have])
            tool_error(w->tool, e->path[lang], e->line[lang],
                       "\"%.*s\" has a plural in one of %s and %s only", STR_ARG(e->key),
                       lang_code(have), lang_code(lang));
        if (arguments(e->text[lang][1]) != arguments(e->text[have][1]) ||
            (arguments(e->text[lang][0]) & ~arguments(e->text[have][1])) != 0)
            tool_error(w->tool, e->path[lang], e->line[lang],
                       "\"%.*s\" has other arguments than in %s", STR_ARG(e->key), lang_code(have));
    }
}

/* ---- use in the source ---- */

static void used(struct words *w, const char *path, size_t line, str key, bool plural)
{
    struct entry *e = find(w, key);
    if (e == NULL)
        tool_error(w->tool, path, line, "no .po file has \"%.*s\"", STR_ARG(key));
    else if (plural && !e->plural[LANG_NB])
        tool_error(w->tool, path, line, "\"%.*s\" has no plural (msgid_plural)", STR_ARG(key));
}

/* The byte after a comment, string or character that starts at i, or i itself when none does. */
static size_t skip_quiet(str s, size_t i)
{
    if (s.p[i] == '/' && i + 1 < s.n && s.p[i + 1] == '*') {
        for (i += 2; i < s.n && !(s.p[i] == '*' && i + 1 < s.n && s.p[i + 1] == '/'); i++)
            ;
        return i + 2 < s.n ? i + 2 : s.n;
    }
    if (s.p[i] == '/' && i + 1 < s.n && s.p[i + 1] == '/') {
        while (i < s.n && s.p[i] != '\n')
            i++;
        return i;
    }
    if (s.p[i] == '"' || s.p[i] == '\'') {
        char end = s.p[i];
        for (i++; i < s.n && s.p[i] != end; i++)
            if (s.p[i] == '\\')
                i++;
        return i + 1 < s.n ? i + 1 : s.n;
    }
    return i;
}

/* The literals that are the whole of argument number `which` (or a branch of its ?:), at `open` =
 * "(". */
static void call_read(struct words *w, const char *path, str s, size_t open, int which, bool plural)
{
    int depth = 1;
    int argument = 0;
    char before = '(';
    for (size_t i = open + 1; i < s.n && depth > 0;) {
        char c = s.p[i];
        size_t after = skip_quiet(s, i);
        if (after != i) {
            size_t next = after;
            while (next < s.n && (s.p[next] == ' ' || s.p[next] == '\n' || s.p[next] == '\t'))
                next++;
            char follows = next < s.n ? s.p[next] : ')';
            if (c == '"' && depth == 1 && argument == which && strchr("(,?:", before) != NULL &&
                strchr("),:", follows) != NULL)
                used(w, path, tool_line(s, i), str_slice(s, i + 1, after - i - 2), plural);
            if (c == '"' || c == '\'')
                before = c;
            i = after;
            continue;
        }
        if (c == '(' || c == '[' || c == '{')
            depth++;
        else if (c == ')' || c == ']' || c == '}')
            depth--;
        else if (c == ',' && depth == 1)
            argument++;
        if (c != ' ' && c != '\n' && c != '\t')
            before = c;
        i++;
    }
}

static void c_read(struct words *w, const char *path)
{
    static const struct {
        const char *name;
        int which;
        bool plural;
    } calls[] = {{"word", 1, false},
                 {"word_args", 2, false},
                 {"word_n", 2, true},
                 {"W", 0, false},
                 {"KEY", 0, false}};
    str s = tool_read(w->tool, path);
    for (size_t i = 0; i < s.n;) {
        size_t after = skip_quiet(s, i);
        if (after != i) {
            i = after;
            continue;
        }
        size_t n = 0;
        while (i + n < s.n && tool_is_name(s.p[i + n]))
            n++;
        if (n == 0) {
            i++;
            continue;
        }
        str name = str_slice(s, i, n);
        i += n;
        for (size_t k = 0; i < s.n && s.p[i] == '(' && k < sizeof calls / sizeof *calls; k++)
            if (str_is(name, calls[k].name))
                call_read(w, path, s, i, calls[k].which, calls[k].plural);
    }
}

static void html_read(struct words *w, const char *path)
{
    str s = tool_read(w->tool, path);
    for (size_t i = 0; i + 5 < s.n; i++) {
        if (s.p[i] != '{' || s.p[i + 1] != '{' || s.p[i + 2] != 't')
            continue;
        size_t at = i + 3;
        bool plural = s.p[at] == 'n';
        at += plural;
        if (s.p[at] != ' ')
            continue;
        while (at < s.n && s.p[at] == ' ')
            at++;
        if (at >= s.n || s.p[at] != '"')
            continue;
        ptrdiff_t end = str_index(str_slice(s, at + 1, s.n), '"');
        if (end >= 0)
            used(w, path, tool_line(s, i), str_slice(s, at + 1, (size_t)end), plural);
    }
}

/* ---- writing ---- */

static int by_key(const void *a, const void *b)
{
    return str_compare(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

/* key -> W__key: '.' is "__", '-' is "_h_". templates.c writes the same names. */
static void symbol(struct buf *b, str key)
{
    buf_literal(b, "W__");
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] == '.')
            buf_literal(b, "__");
        else if (key.p[i] == '-')
            buf_literal(b, "_h_");
        else
            buf_char(b, key.p[i]);
    }
}

static void put_str(struct buf *b, str s)
{
    buf_literal(b, "S(");
    tool_c_string(b, s);
    buf_literal(b, ")");
}

static str escaped(struct arena *a, str s)
{
    struct buf b;
    buf_init(&b, a, MIB);
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '&':
            buf_literal(&b, "&amp;");
            break;
        case '<':
            buf_literal(&b, "&lt;");
            break;
        case '>':
            buf_literal(&b, "&gt;");
            break;
        case '"':
            buf_literal(&b, "&#34;");
            break;
        case '\'':
            buf_literal(&b, "&#39;");
            break;
        default:
            buf_char(&b, s.p[i]);
        }
    }
    return buf_as_str(&b);
}

static void put_texts(struct buf *b, struct arena *a, const struct entry *e, bool html)
{
    for (enum lang lang = 0; lang < N_LANGS; lang++) {
        buf_literal(b, "\n    {");
        for (int form = 0; form < 2; form++) {
            put_str(b, html ? escaped(a, e->text[lang][form]) : e->text[lang][form]);
            buf_z(b, form == 0 ? ", " : "},");
        }
    }
}

static void write_table(struct words *w, const char *path)
{
    struct buf b = tool_buf(w->tool);
    buf_literal(&b, "/* Made by tools/words from the .po files; do not edit. */\n"
                    "#include \"base/text.h\"\n\n"
                    "#define S(literal) {literal, sizeof(literal) - 1}\n\n");
    for (size_t i = 0; i < w->n; i++) {
        const struct entry *e = &w->rows[i];
        buf_literal(&b, "extern const struct word ");
        symbol(&b, e->key);
        buf_literal(&b, ";\nconst struct word ");
        symbol(&b, e->key);
        buf_literal(&b, " = {");
        put_str(&b, e->key);
        buf_printf(&b, ", %s, {", e->plural[LANG_NB] ? "true" : "false");
        put_texts(&b, w->tool->arena, e, false);
        buf_literal(&b, "\n}, {");
        put_texts(&b, w->tool->arena, e, true);
        buf_literal(&b, "\n}};\n");
    }
    size_t n_slots = 2;
    while (n_slots < w->n * 3)
        n_slots *= 2;
    size_t *slots = ARENA_ARRAY(w->tool->arena, n_slots, size_t);
    for (size_t row = 0; row < w->n; row++) {
        size_t i = key_hash(w->rows[row].key) & (n_slots - 1);
        while (slots[i] != 0)
            i = (i + 1) & (n_slots - 1);
        slots[i] = row + 1;
    }
    buf_printf(&b,
               "\nconst size_t n_word_slots = %zu;\nconst struct word *const word_slots[] = {\n",
               n_slots);
    for (size_t i = 0; i < n_slots; i++) {
        if (slots[i] == 0) {
            buf_literal(&b, "0,");
        } else {
            buf_literal(&b, "&");
            symbol(&b, w->rows[slots[i] - 1].key);
            buf_literal(&b, ",");
        }
        buf_char(&b, i % 8 == 7 ? '\n' : ' ');
    }
    buf_literal(&b, "};\n");
    tool_write(w->tool, path, buf_as_str(&b));
}

int main(int argc, char **argv)
{
    struct tool tool = tool_start("words");
    if (argc != 3)
        tool_die(&tool, "use: words OUT.c LIST");
    struct words w = {.tool = &tool, .size = 4096, .n_slots = 16384};
    w.rows = ARENA_ARRAY(tool.arena, w.size, struct entry);
    w.slots = ARENA_ARRAY(tool.arena, w.n_slots, size_t);
    size_t n;
    const char **paths = tool_list(&tool, argv[2], &n);
    for (size_t i = 0; i < n; i++) {
        if (!str_ends(str_of(paths[i]), ".po"))
            continue;
        str base = str_of(tool_base(paths[i]));
        bool ok;
        enum lang lang = lang_of(str_slice(base, 0, base.n - 3), &ok);
        if (ok)
            file_read(&w, lang, paths[i]);
        else
            tool_error(&tool, paths[i], 0, "is none of nb.po, nn.po, en.po");
    }
    for (size_t i = 0; i < w.n; i++)
        check(&w, &w.rows[i]);
    for (size_t i = 0; i < n; i++) {
        if (str_ends(str_of(paths[i]), ".c"))
            c_read(&w, paths[i]);
        else if (str_ends(str_of(paths[i]), ".html"))
            html_read(&w, paths[i]);
    }
    if (tool.n_errors == 0) {
        qsort(w.rows, w.n, sizeof *w.rows, by_key);
        for (size_t i = 0; i + 1 < w.n; i++) {
            struct buf one = tool_buf(&tool);
            struct buf two = tool_buf(&tool);
            symbol(&one, w.rows[i].key);
            symbol(&two, w.rows[i + 1].key);
            if (str_eq(buf_as_str(&one), buf_as_str(&two)))
                tool_error(&tool, w.rows[i].path[0], w.rows[i].line[0],
                           "\"%.*s\" and \"%.*s\" are too alike", STR_ARG(w.rows[i].key),
                           STR_ARG(w.rows[i + 1].key));
        }
        write_table(&w, argv[1]);
    }
    return tool_end(&tool);
}
