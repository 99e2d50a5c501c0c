/* po.c - one .po file as gettext writes it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "po.h"

#include "base/buf.h"

#include <string.h>

/* One entry while it is read. */
struct pending {
    struct buf id, plural, text[2];
    bool has_id, has_plural, has_text[2], fuzzy;
    size_t line;
};

struct reader {
    struct arena *arena;
    const struct po_taker *taker;
    struct pending p;
};

static void wrong(struct reader *r, size_t line, str what)
{
    r->taker->wrong(r->taker->p, line, what);
}

static bool is_key(str key)
{
    for (size_t i = 0; i < key.n; i++) {
        char c = key.p[i];
        bool name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!name && c != '.' && c != '-' && c != '_') {
            return false;
        }
    }
    return key.n > 0;
}

/* A quoted string of one line, escapes resolved, appended to b. False when it is not one. */
static bool quoted(str line, struct buf *b)
{
    line = str_trim(line);
    if (line.n < 2 || line.p[0] != '"' || line.p[line.n - 1] != '"') {
        return false;
    }
    for (size_t i = 1; i < line.n - 1; i++) {
        char c = line.p[i];
        if (c == '"') {
            return false;
        }
        if (c == '\\') {
            if (++i >= line.n - 1) {
                return false;
            }
            c = line.p[i];
            if (c == 'n') {
                c = '\n';
            } else if (c == 't') {
                c = '\t';
            } else if (c != '"' && c != '\\') {
                return false;
            }
        }
        buf_char(b, c);
    }
    return true;
}

static void pending_clear(struct reader *r)
{
    r->p = (struct pending){0};
    buf_init(&r->p.id, r->arena, MIB);
    buf_init(&r->p.plural, r->arena, MIB);
    buf_init(&r->p.text[0], r->arena, MIB);
    buf_init(&r->p.text[1], r->arena, MIB);
}

/* Hands the pending entry over, or says what is wrong with it. */
static void pending_take(struct reader *r)
{
    struct pending *p = &r->p;
    str key = buf_as_str(&p->id);
    bool is_header = key.n == 0 && !p->has_plural;
    if (p->has_id && !is_header && !is_key(key)) {
        wrong(r, p->line,
              str_printf(r->arena, "\"%.*s\" is not a key (letters, digits, . _ -)", STR_ARG(key)));
    } else if (p->has_id && !is_header) {
        if (p->fuzzy) {
            wrong(r, p->line, str_printf(r->arena, "\"%.*s\" is marked fuzzy", STR_ARG(key)));
        }
        if (p->has_plural != p->has_text[1]) {
            wrong(r, p->line,
                  str_printf(r->arena,
                             "\"%.*s\" needs msgid_plural, msgstr[0] and msgstr[1] together",
                             STR_ARG(key)));
        }
        for (int form = 0; form < (p->has_plural ? 2 : 1); form++) {
            if (p->text[form].n == 0) {
                wrong(r, p->line, str_printf(r->arena, "\"%.*s\" is empty", STR_ARG(key)));
            }
        }
        struct po_entry e = {.key = key, .line = p->line, .plural = p->has_plural};
        e.text[0] = buf_as_str(&p->text[0]);
        e.text[1] = p->has_plural ? buf_as_str(&p->text[1]) : e.text[0];
        r->taker->entry(r->taker->p, &e);
    }
    pending_clear(r);
}

/* Takes the word at the start of a line off, when it stands before a space or quote. */
static bool take(str *line, const char *what)
{
    size_t n = strlen(what);
    if (!str_starts(*line, what) || line->n == n || (line->p[n] != ' ' && line->p[n] != '"')) {
        return false;
    }
    *line = str_trim(str_slice(*line, n, line->n));
    return true;
}

static size_t line_of(str text, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++) {
        line += text.p[i] == '\n';
    }
    return line;
}

void po_read(struct arena *a, str text, const struct po_taker *taker)
{
    struct reader r = {.arena = a, .taker = taker};
    struct pending *p = &r.p;
    size_t at;
    if (!str_is_utf8(text, &at)) {
        wrong(&r, line_of(text, at), STR("is not UTF-8"));
        return;
    }
    pending_clear(&r);
    struct buf *into = NULL;
    bool fuzzy = false;
    str rest = text, line;
    for (size_t number = 1; str_split(&rest, '\n', &line); number++) {
        line = str_trim(line);
        if (line.n == 0) {
            continue;
        }
        if (line.p[0] == '#') {
            fuzzy |= str_starts(line, "#,") && str_contains(line, STR("fuzzy"));
            continue;
        }
        if (take(&line, "msgid")) {
            pending_take(&r);
            p->has_id = true;
            p->line = number;
            p->fuzzy = fuzzy;
            fuzzy = false;
            into = &p->id;
        } else if (take(&line, "msgid_plural")) {
            p->has_plural = true;
            into = &p->plural;
        } else if (take(&line, "msgstr") || take(&line, "msgstr[0]")) {
            p->has_text[0] = true;
            into = &p->text[0];
        } else if (take(&line, "msgstr[1]")) {
            p->has_text[1] = true;
            into = &p->text[1];
        } else if (line.p[0] != '"') {
            wrong(&r, number, str_printf(a, "cannot read \"%.*s\"", STR_ARG(line)));
            into = NULL;
            continue;
        }
        if (into == NULL || !quoted(line, into)) {
            wrong(&r, number, str_printf(a, "cannot read the text %.*s", STR_ARG(line)));
        }
    }
    pending_take(&r);
}
