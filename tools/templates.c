/* templates.c - compiles a page template to C.

   Use: templates IN.html OUT_DIRECTORY [ICONS]      writes OUT_DIRECTORY/NAME.html.h and
   NAME.html.c ICONS is a file with the name of an icon on each line.

   NAME is the file's base name. The first line is {{template NAME "path/header.h" ...}}; the
   headers, which declare struct NAME, are included by the generated one. The result is void
   NAME_html(struct html *h, const struct NAME *v);

   A PATH is names joined by . or ->, with [3] where an array is meant, as C would write it on the
   data. Its first name belongs to v, unless it is the name of a loop or v itself. Between {{ and
   }}: PATH                   text, a number or a truth value, escaped for the place where it stands
     html PATH              ready HTML: of type struct markup
     number PATH            a whole number as people write it;  day PATH: an ISO day;  moment PATH:
   ms UTC t "key" PATH...        a word, with arguments {0} {1} (text, numbers, struct markup) t
   PATH PATH...         the same, the key put together at run time tn "key" PATH PATH...  the form
   for so many things: {0} is the number, {1} .. the other arguments if COND ... else if COND ...
   else ... end each PATH as NAME ... end     over PATH[0 .. n_PATH); the count is the member before
   it named n_... attr "name" if COND    an attribute without value, where attributes stand use
   OTHER PATH         OTHER_html(h, PATH); PATH is a pointer, or &PATH of a struct, *PATH of a
   pointer to one; the bare name of a loop is the pointer to its element, v is the template's own
     call FUNCTION PATH...  FUNCTION(h, PATH...), declared in one of the headers
     icon "Name"            an icon of the sprite; icon PATH too
     # comment
   COND: PATH, not PATH, PATH == VALUE, PATH != VALUE, joined by and, or by or. VALUE: a number,
   "text", 'c', an ENUM_CONSTANT in capitals, a PATH. Plain PATH is true when it is not empty, not
   0, not NULL.

   Places: text; a quoted attribute; an address in href, src, action, formaction, poster, cite, data
   (its start is checked for the scheme, parts of the path and values of the query are
   percent-encoded). Refused, as path:line: what
     - a hole in a tag's name, an attribute's name, an unquoted value, a comment, a declaration, in
   srcset, srcdoc, ping;
     - inline script or style: contents of <script> and <style>, attributes on* and style;
     - use, html, call, icon anywhere but in text; attr anywhere but among attributes;
     - an icon that ICONS does not name;
     - branches of an if that end in different places, a loop that ends elsewhere than it began;
     - a hole after text that might be a scheme; an unclosed {{, if, each, tag, quote.
   A misspelled hole is an error of the C compiler, told with the template's own line.
   White space with a newline beside a block's tag goes, any other becomes one space; <pre> and
   <textarea> keep theirs. HTML comments are left out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum place {
    TEXT,
    COMMENT,     /* <!-- ... --> */
    DECLARATION, /* <!doctype ...> */
    TAG_NAME,
    TAG, /* among attributes */
    ATTR_NAME,
    AFTER_NAME,
    BEFORE_VALUE,
    UNQUOTED,
    VALUE,
    INSIDE, /* of script or style, where nothing may stand */
    LITERAL /* inside textarea or title: text, no tags */
};

/* Where in an address. */
enum part { START, MAYBE_SCHEME, PATH, QUERY, QUERY_VALUE, FRAGMENT, AFTER_HOLE };

struct where {
    enum place place;
    char tag[24]; /* lower case, cut */
    size_t n_tag;
    char attr[32];
    size_t n_attr;
    bool closing; /* the tag is </...> */
    char quote;
    bool is_url, is_bad_value; /* what the attribute's value is */
    enum part part;
    char scheme[12];
    size_t n_scheme;
    bool pre;
    size_t line; /* where the tag or comment began */
};

enum block_kind { IF, EACH };

struct block {
    enum block_kind kind;
    size_t line;
    struct where start, end; /* end: of the first branch */
    bool has_end, has_else;
    int n_braces; /* else if nests */
    str loop;
};

struct template
{
    struct tool *t;
    const char *path;
    str name, text, icons;
    size_t at, line;
    struct where w;
    struct buf code, head, uses, lit, externs;
    bool after_block; /* what came before the white space is a block's tag or the beginning */
    int space;        /* white space waiting: 0 none, 1 spaces, 2 with a newline */
    struct block blocks[32];
    size_t n_blocks;
};

#define fail(p, ...) tool_error((p)->t, (p)->path, (p)->line, __VA_ARGS__)

/* ---- literals ---- */

static const char *const block_tags[] = {
    "html",     "head",    "body",   "meta",       "link",       "title",    "script",  "template",
    "header",   "footer",  "main",   "nav",        "section",    "article",  "aside",   "div",
    "p",        "h1",      "h2",     "h3",         "h4",         "h5",       "h6",      "ul",
    "ol",       "li",      "dl",     "dt",         "dd",         "table",    "caption", "thead",
    "tbody",    "tfoot",   "tr",     "th",         "td",         "colgroup", "col",     "form",
    "fieldset", "legend",  "figure", "figcaption", "blockquote", "pre",      "hr",      "br",
    "details",  "summary", "dialog", "option",     "optgroup",   "datalist", "g",       "path",
    "rect",     "circle",  "line",   "polyline",   "polygon",    "text",     "defs",    "use",
    "symbol",   "address", "search",
};

static bool is_block_tag(const char *name)
{
    for (size_t i = 0; i < sizeof block_tags / sizeof *block_tags; i++)
        if (strcmp(block_tags[i], name) == 0)
            return true;
    return false;
}

static void flush(struct template *p)
{
    if (p->lit.n == 0)
        return;
    buf_literal(&p->code, "    html_lit(h, ");
    tool_c_string(&p->code, buf_as_str(&p->lit));
    buf_literal(&p->code, ");\n");
    p->lit.n = 0;
}

/* Lets the waiting white space out, or drops it when a block's tag stands on one side. */
static void settle_space(struct template *p, bool before_block)
{
    if (p->space == 1 || (p->space == 2 && !p->after_block && !before_block))
        buf_char(&p->lit, ' ');
    p->space = 0;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

/* The attribute's name is complete: what may its value be? */
static void attr_begin(struct template *p)
{
    static const char *const urls[] = {"href", "src",  "action",     "formaction", "poster",
                                       "cite", "data", "xlink:href", NULL};
    static const char *const bad[] = {"srcset", "srcdoc", "ping", "http-equiv", NULL};
    struct where *w = &p->w;
    w->attr[w->n_attr] = '\0';
    if (strncmp(w->attr, "on", 2) == 0 || strcmp(w->attr, "style") == 0)
        fail(p, "inline script or style is not allowed: attribute %s", w->attr);
    w->is_url = is_one_of(w->attr, urls) &&
                !(strcmp(w->attr, "data") == 0 && strcmp(w->tag, "object") != 0);
    w->is_bad_value = is_one_of(w->attr, bad);
    w->part = START;
    w->n_scheme = 0;
}

/* One literal byte of an address. */
static void url_step(struct template *p, char c)
{
    struct where *w = &p->w;
    if (c == '#')
        w->part = FRAGMENT;
    else if (w->part == START || w->part == MAYBE_SCHEME) {
        if (c == ':') {
            static const char *const ours[] = {"http", "https", "mailto", "tel", NULL};
            w->scheme[w->n_scheme] = '\0';
            if (!is_one_of(w->scheme, ours))
                fail(p, "an address starts with %s:, which is none of http, https, mailto, tel",
                     w->scheme);
            w->part = PATH;
        } else if (c == '/') {
            w->part = PATH;
        } else if (c == '?') {
            w->part = QUERY;
        } else {
            w->part = MAYBE_SCHEME;
            if (w->n_scheme + 1 < sizeof w->scheme)
                w->scheme[w->n_scheme++] = (char)tolower((unsigned char)c);
        }
    } else if (w->part == PATH || w->part == AFTER_HOLE) {
        w->part = c == '?' ? QUERY : PATH;
    } else if (w->part == QUERY || w->part == QUERY_VALUE) {
        w->part = c == '&' || c == ';' ? QUERY : QUERY_VALUE; /* & may be written &amp; */
    }
}

static void tag_end(struct template *p)
{
    struct where *w = &p->w;
    w->place = TEXT;
    p->after_block = is_block_tag(w->tag);
    if (strcmp(w->tag, "pre") == 0)
        w->pre = !w->closing;
    if (w->closing)
        return;
    if (strcmp(w->tag, "script") == 0 || strcmp(w->tag, "style") == 0)
        w->place = INSIDE;
    else if (strcmp(w->tag, "textarea") == 0 || strcmp(w->tag, "title") == 0)
        w->place = LITERAL;
}

/* Whether </tag follows at p->at. */
static bool at_closing_tag(const struct template *p)
{
    size_t n = strlen(p->w.tag);
    str rest = str_slice(p->text, p->at, n + 2);
    if (rest.n < n + 2 || rest.p[0] != '<' || rest.p[1] != '/')
        return false;
    for (size_t i = 0; i < n; i++)
        if (tolower((unsigned char)rest.p[i + 2]) != p->w.tag[i])
            return false;
    return true;
}

static bool follows(const struct template *p, const char *what)
{
    return str_starts(str_slice(p->text, p->at, strlen(what)), what);
}

/* The name of the tag that starts at p->at, lower case. */
static void peek_tag(const struct template *p, char *name, size_t size)
{
    size_t n = 0;
    size_t i = p->at + 1;
    if (i < p->text.n && p->text.p[i] == '/')
        i++;
    while (i < p->text.n && n + 1 < size && isalnum((unsigned char)p->text.p[i]))
        name[n++] = (char)tolower((unsigned char)p->text.p[i++]);
    name[n] = '\0';
}

static void step_text(struct template *p, char c)
{
    struct where *w = &p->w;
    if (is_space(c) && !w->pre) {
        if (c == '\n')
            p->space = 2;
        else if (p->space == 0)
            p->space = 1;
        return;
    }
    char next = p->at + 1 < p->text.n ? p->text.p[p->at + 1] : '\0';
    if (c == '<' && (isalpha((unsigned char)next) || next == '/')) {
        char name[24];
        peek_tag(p, name, sizeof name);
        settle_space(p, is_block_tag(name));
        w->place = TAG_NAME;
        w->n_tag = 0;
        w->closing = next == '/';
        w->line = p->line;
        buf_char(&p->lit, c);
        if (w->closing) {
            buf_char(&p->lit, '/');
            p->at++;
        }
        return;
    }
    if (c == '<' && next == '!') {
        w->place = follows(p, "<!--") ? COMMENT : DECLARATION;
        w->line = p->line;
        if (w->place == DECLARATION) {
            settle_space(p, true);
            buf_char(&p->lit, c);
        }
        return;
    }
    if (c == '<')
        fail(p, "a bare < in text: write &lt;");
    settle_space(p, false);
    p->after_block = false;
    buf_char(&p->lit, c);
}

/* One literal byte. */
static void step(struct template *p)
{
    struct where *w = &p->w;
    char c = p->text.p[p->at];
    switch (w->place) {
    case TEXT:
        step_text(p, c);
        break;
    case COMMENT:
        if (follows(p, "-->")) {
            p->at += 2;
            w->place = TEXT;
        }
        break;
    case DECLARATION:
        buf_char(&p->lit, c);
        if (c == '>') {
            w->place = TEXT;
            p->after_block = true;
        }
        break;
    case TAG_NAME:
        if (is_space(c) || c == '>' || c == '/') {
            w->tag[w->n_tag] = '\0';
            w->place = TAG;
            step(p);
            return;
        }
        if (w->n_tag + 1 < sizeof w->tag)
            w->tag[w->n_tag++] = (char)tolower((unsigned char)c);
        buf_char(&p->lit, c);
        break;
    case TAG:
    case AFTER_NAME:
        if (is_space(c)) {
            if (p->lit.n == 0 || p->lit.data[p->lit.n - 1] != ' ')
                buf_char(&p->lit, ' ');
            break;
        }
        if (c == '>' || c == '/') {
            if (p->lit.n > 1 && p->lit.data[p->lit.n - 1] == ' ')
                p->lit.n--;
            buf_char(&p->lit, c);
            w->place = TAG;
            if (c == '>')
                tag_end(p);
            break;
        }
        if (c == '=' && w->place == AFTER_NAME) {
            w->place = BEFORE_VALUE;
        } else {
            w->place = ATTR_NAME;
            w->n_attr = 0;
            step(p);
            return;
        }
        buf_char(&p->lit, c);
        break;
    case ATTR_NAME:
        if (is_space(c) || c == '>' || c == '/' || c == '=') {
            attr_begin(p);
            w->place = AFTER_NAME;
            step(p);
            return;
        }
        if (c == '"' || c == '\'' || c == '<')
            fail(p, "a %c in the name of an attribute", c);
        if (w->n_attr + 1 < sizeof w->attr)
            w->attr[w->n_attr++] = (char)tolower((unsigned char)c);
        buf_char(&p->lit, c);
        break;
    case BEFORE_VALUE:
        if (is_space(c))
            break;
        buf_char(&p->lit, c);
        if (c == '"' || c == '\'') {
            w->quote = c;
            w->place = VALUE;
        } else {
            w->place = UNQUOTED;
        }
        break;
    case UNQUOTED:
        if (is_space(c) || c == '>') {
            w->place = TAG;
            step(p);
            return;
        }
        buf_char(&p->lit, c);
        break;
    case VALUE:
        if (c == w->quote) {
            w->place = TAG;
        } else if (c == '\n') {
            c = ' ';
        } else if (c == '\t' || (c == ' ' && p->lit.n > 0 && p->lit.data[p->lit.n - 1] == ' ')) {
            break;
        } else if (w->is_url) {
            url_step(p, c);
        }
        buf_char(&p->lit, c);
        break;
    case INSIDE:
        if (at_closing_tag(p)) {
            w->place = TEXT;
            p->space = 0;
            step(p);
            return;
        }
        if (!is_space(c)) {
            fail(p, "inline script or style is not allowed");
            w->place = TEXT;
            p->at = p->text.n;
            return;
        }
        break;
    case LITERAL:
        if (at_closing_tag(p)) {
            w->place = TEXT;
            step(p);
            return;
        }
        buf_char(&p->lit, c);
        break;
    }
    if (p->at < p->text.n && p->text.p[p->at] == '\n')
        p->line++;
    p->at++;
}

/* ---- reading what stands between {{ and }} ---- */

/* What is left of a directive, white space before it taken off. */
static str word_of(str *rest)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    if (n < rest->n && (rest->p[0] == '"' || rest->p[0] == '\'')) {
        char quote = rest->p[0];
        for (n = 1; n < rest->n && rest->p[n] != quote; n++)
            ;
        n = n < rest->n ? n + 1 : n;
    } else {
        while (n < rest->n && !is_space(rest->p[n]))
            n++;
    }
    str word = str_slice(*rest, 0, n);
    *rest = str_trim(str_slice(*rest, n, rest->n));
    return word;
}

static bool is_quoted(str s)
{
    return s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"';
}

static str unquoted(str s)
{
    return str_slice(s, 1, s.n - 2);
}

static size_t name_length(str s)
{
    size_t n = 0;
    if (s.n > 0 && isdigit((unsigned char)s.p[0]))
        return 0;
    while (n < s.n && tool_is_name(s.p[n]))
        n++;
    return n;
}

static bool is_path(str s)
{
    for (;;) {
        size_t n = name_length(s);
        if (n == 0)
            return false;
        s = str_slice(s, n, s.n);
        while (s.n > 2 && s.p[0] == '[') {
            size_t i = 1;
            while (i < s.n && isdigit((unsigned char)s.p[i]))
                i++;
            if (i == 1 || i >= s.n || s.p[i] != ']')
                return false;
            s = str_slice(s, i + 1, s.n);
        }
        if (s.n == 0)
            return true;
        if (s.p[0] == '.')
            s = str_slice(s, 1, s.n);
        else if (str_starts(s, "->"))
            s = str_slice(s, 2, s.n);
        else
            return false;
    }
}

static bool is_loop(const struct template *p, str name)
{
    for (size_t i = 0; i < p->n_blocks; i++)
        if (p->blocks[i].kind == EACH && str_eq(p->blocks[i].loop, name))
            return true;
    return false;
}

/* A PATH as C. */
static str c_path(struct template *p, str path)
{
    struct arena *a = p->t->arena;
    if (!is_path(path)) {
        fail(p, "cannot read \"%.*s\"", STR_ARG(path));
        return STR("0");
    }
    size_t n = name_length(path);
    str first = str_slice(path, 0, n);
    if (is_loop(p, first))
        return str_printf(a, "(*l_%.*s)%.*s", STR_ARG(first), STR_ARG(str_slice(path, n, path.n)));
    if (str_is(first, "v"))
        return path;
    return str_printf(a, "v->%.*s", STR_ARG(path));
}

/* An argument of use and call: a pointer. */
static str c_pointer(struct template *p, str path)
{
    struct arena *a = p->t->arena;
    if (str_starts(path, "&")) {
        str of = c_path(p, str_slice(path, 1, path.n));
        return str_printf(a, "&%.*s", STR_ARG(of));
    }
    if (str_starts(path, "*")) /* the element of a loop is itself a pointer */
        return c_path(p, str_slice(path, 1, path.n));
    if (is_loop(p, path))
        return str_printf(a, "l_%.*s", STR_ARG(path));
    return c_path(p, path);
}

static bool is_constant(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!isupper((unsigned char)s.p[i]) && !isdigit((unsigned char)s.p[i]) && s.p[i] != '_')
            return false;
    return s.n > 1 && isupper((unsigned char)s.p[0]);
}

static bool is_number(str s)
{
    int64_t n;
    return str_to_int(s, &n);
}

/* A COND as C; takes the whole rest. */
static str c_cond(struct template *p, str rest)
{
    struct arena *a = p->t->arena;
    struct buf b;
    buf_init(&b, a, MIB);
    const char *joined = NULL;
    for (;;) {
        str path = word_of(&rest);
        bool no = str_is(path, "not");
        if (no)
            path = word_of(&rest);
        str term = c_path(p, path);
        if (str_starts(rest, "==") || str_starts(rest, "!=")) {
            bool same = rest.p[0] == '=';
            rest = str_slice(rest, 2, rest.n);
            str value = word_of(&rest);
            if (no)
                fail(p, "not with == is hard to read: write !=");
            if (is_quoted(value))
                buf_printf(&b, "%shtml_same(%.*s, %.*s)", same ? "" : "!", STR_ARG(term),
                           STR_ARG(value));
            else if (is_number(value) || is_constant(value) || (value.n == 3 && value.p[0] == '\''))
                buf_printf(&b, "(%.*s) %s %.*s", STR_ARG(term), same ? "==" : "!=", STR_ARG(value));
            else {
                str other = c_path(p, value);
                buf_printf(&b, "(%.*s) %s (%.*s)", STR_ARG(term),
                           same ? "==" : "!=", STR_ARG(other));
            }
        } else {
            buf_printf(&b, "%shtml_yes(%.*s)", no ? "!" : "", STR_ARG(term));
        }
        if (rest.n == 0)
            break;
        str join = word_of(&rest);
        const char *op = str_is(join, "and") ? " && " : str_is(join, "or") ? " || " : NULL;
        if (op == NULL || (joined != NULL && strcmp(joined, op) != 0)) {
            fail(p, op == NULL ? "cannot read \"%.*s\" in a condition" : "mixed and, or: \"%.*s\"",
                 STR_ARG(join));
            break;
        }
        joined = op;
        buf_z(&b, op);
    }
    return buf_as_str(&b);
}

/* ---- holes ---- */

static void mark_line(struct template *p)
{
    flush(p);
    buf_printf(&p->code, "#line %zu \"%s\"\n", p->line, p->path);
}

/* Refuses a hole where none may stand; lets white space out before it. False when refused. */
static bool hole_here(struct template *p, bool text_only)
{
    const char *why = NULL;
    switch (p->w.place) {
    case TEXT:
        settle_space(p, false);
        p->after_block = false;
        break;
    case LITERAL:
        if (text_only)
            why = "inside <textarea> or <title>";
        break;
    case VALUE:
        if (text_only)
            why = "in an attribute";
        else if (p->w.is_bad_value)
            why = "in an attribute whose value cannot be made safe";
        break;
    case COMMENT:
        why = "in a comment";
        break;
    case DECLARATION:
        why = "in a declaration";
        break;
    case TAG_NAME:
        why = "in the name of a tag";
        break;
    case TAG:
    case AFTER_NAME:
    case ATTR_NAME:
        why = "where an attribute's name stands";
        break;
    case BEFORE_VALUE:
    case UNQUOTED:
        why = "in an attribute without quotes";
        break;
    case INSIDE:
        why = "inside script or style";
        break;
    }
    if (why != NULL)
        fail(p, "no hole may stand %s", why);
    return why == NULL;
}

static void put_value(struct template *p, str path)
{
    if (!hole_here(p, false))
        return;
    const char *put = "html_text";
    if (p->w.place == VALUE && p->w.is_url) {
        switch (p->w.part) {
        case START:
            put = "html_url";
            p->w.part = AFTER_HOLE;
            break;
        case MAYBE_SCHEME:
            fail(p, "the text before the hole might be a scheme: begin the address with / or put "
                    "all of it in the hole");
            break;
        case AFTER_HOLE:
        case QUERY:
            put = "html_tail";
            break;
        case QUERY_VALUE:
            put = "html_query";
            break;
        case PATH:
        case FRAGMENT:
            put = "html_path";
            break;
        }
    }
    str value = c_path(p, path);
    mark_line(p);
    buf_printf(&p->code, "    %s(h, %.*s);\n", put, STR_ARG(value));
}

static bool plain_place(struct template *p, const char *what)
{
    if (p->w.place == VALUE && p->w.is_url) {
        fail(p, "%s may not stand in an address", what);
        return false;
    }
    return hole_here(p, false);
}

static void put_people(struct template *p, str name, str path)
{
    if (!plain_place(p, "a date or number for people"))
        return;
    str value = c_path(p, path);
    mark_line(p);
    buf_printf(&p->code, "    html_%.*s(h, %.*s);\n", STR_ARG(name), STR_ARG(value));
}

/* key -> W__key, as tools/words names it, declared once. */
static str word_symbol(struct template *p, str key)
{
    struct buf b;
    buf_init(&b, p->t->arena, KIB);
    buf_literal(&b, "W__");
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] == '.')
            buf_literal(&b, "__");
        else if (key.p[i] == '-')
            buf_literal(&b, "_h_");
        else if (tool_is_name(key.p[i]))
            buf_char(&b, key.p[i]);
        else
            fail(p, "\"%.*s\" is not a key", STR_ARG(key));
    }
    str line = str_printf(p->t->arena, "extern const struct word %.*s;\n", STR_ARG(buf_as_str(&b)));
    if (!str_contains(buf_as_str(&p->externs), line))
        buf_str(&p->externs, line);
    return buf_as_str(&b);
}

static void put_word(struct template *p, str rest, bool plural)
{
    if (!plain_place(p, "a word"))
        return;
    struct arena *a = p->t->arena;
    const char *in_attribute = p->w.place == VALUE ? "true" : "false";
    str key = word_of(&rest);
    str w;
    if (is_quoted(key))
        w = str_printf(a, "&%.*s", STR_ARG(word_symbol(p, unquoted(key))));
    else {
        str path = c_path(p, key);
        w = str_printf(a, "html_word_find(h, html_arg(h, %.*s).s)", STR_ARG(path));
    }
    str count = STR_NONE;
    if (plural) {
        if (rest.n == 0) {
            fail(p, "tn needs a number");
            return;
        }
        count = c_path(p, word_of(&rest));
    }
    struct buf args;
    buf_init(&args, a, MIB);
    size_t n = 0;
    for (; rest.n > 0; n++) {
        str arg = c_path(p, word_of(&rest));
        buf_printf(&args, "%shtml_arg(h, %.*s)", n > 0 ? ", " : "", STR_ARG(arg));
    }
    mark_line(p);
    if (n > 0)
        buf_printf(&p->code, "    { const struct html_arg args[] = {%.*s};\n",
                   STR_ARG(buf_as_str(&args)));
    if (plural)
        buf_printf(&p->code, "    html_word_n(h, %.*s, %s, (int64_t)(%.*s), %s, %zu);", STR_ARG(w),
                   in_attribute, STR_ARG(count), n > 0 ? "args" : "0", n);
    else if (n > 0)
        buf_printf(&p->code, "    html_word_args(h, %.*s, %s, args, %zu);", STR_ARG(w),
                   in_attribute, n);
    else
        buf_printf(&p->code, "    html_word(h, %.*s);", STR_ARG(w));
    buf_z(&p->code, n > 0 ? " }\n" : "\n");
}

static void put_use(struct template *p, str rest)
{
    if (!hole_here(p, true))
        return;
    str other = word_of(&rest);
    if (name_length(other) != other.n || rest.n == 0) {
        fail(p, "use needs a template and a pointer");
        return;
    }
    str line = str_printf(p->t->arena, "#include \"%.*s.html.h\"\n", STR_ARG(other));
    if (!str_contains(buf_as_str(&p->uses), line) && !str_eq(other, p->name))
        buf_str(&p->uses, line);
    str pointer = c_pointer(p, rest);
    mark_line(p);
    buf_printf(&p->code, "    %.*s_html(h, %.*s);\n", STR_ARG(other), STR_ARG(pointer));
}

static void put_call(struct template *p, str rest)
{
    if (!hole_here(p, true))
        return;
    str function = word_of(&rest);
    if (function.n == 0 || name_length(function) != function.n) {
        fail(p, "call needs the name of a function");
        return;
    }
    struct buf b;
    buf_init(&b, p->t->arena, MIB);
    while (rest.n > 0) {
        str argument = c_pointer(p, word_of(&rest));
        buf_printf(&b, ", %.*s", STR_ARG(argument));
    }
    mark_line(p);
    buf_printf(&p->code, "    %.*s(h%.*s);\n", STR_ARG(function), STR_ARG(buf_as_str(&b)));
}

static void put_attr(struct template *p, str rest)
{
    if (p->w.place != TAG && p->w.place != AFTER_NAME) {
        fail(p, "attr stands among the attributes of a tag");
        return;
    }
    str name = word_of(&rest);
    str is_if = word_of(&rest);
    bool good = is_quoted(name) && name.n > 2 && str_is(is_if, "if") && rest.n > 0;
    name = good ? unquoted(name) : name;
    for (size_t i = 0; i < name.n && good; i++)
        good = islower((unsigned char)name.p[i]) || name.p[i] == '-';
    if (!good || str_starts(name, "on") || str_is(name, "style")) {
        fail(p, "attr is written attr \"name\" if COND, and never on... or style");
        return;
    }
    if (p->lit.n > 0 && p->lit.data[p->lit.n - 1] == ' ')
        p->lit.n--;
    p->w.place = TAG;
    str cond = c_cond(p, rest);
    mark_line(p);
    buf_printf(&p->code, "    if (%.*s) {\n    html_lit(h, \" %.*s\");\n    }\n", STR_ARG(cond),
               STR_ARG(name));
}

static bool has_line(str text, str what)
{
    str line;
    while (str_split(&text, '\n', &line))
        if (str_eq(str_trim(line), what))
            return true;
    return false;
}

static void put_icon(struct template *p, str rest)
{
    if (!hole_here(p, true))
        return;
    str name = word_of(&rest);
    str path = is_quoted(name) ? STR_NONE : c_path(p, name);
    if (is_quoted(name) && p->icons.p != NULL && !has_line(p->icons, unquoted(name)))
        fail(p, "the icon %.*s is not among the icons", STR_ARG(name));
    mark_line(p);
    if (is_quoted(name))
        buf_printf(&p->code, "    html_icon(h, STR(%.*s));\n", STR_ARG(name));
    else
        buf_printf(&p->code, "    html_icon(h, html_arg(h, %.*s).s);\n", STR_ARG(path));
}

/* ---- if and each ---- */

/* Whether two branches end alike; *into gets the less trusting part of an address. */
static bool same_place(struct where *into, const struct where *other)
{
    if (into->part != other->part && into->place == VALUE && into->is_url) {
        if (into->part == START || other->part == START || into->part == MAYBE_SCHEME ||
            other->part == MAYBE_SCHEME)
            into->part =
                into->part == MAYBE_SCHEME || other->part == MAYBE_SCHEME ? MAYBE_SCHEME : START;
        else if (into->part == AFTER_HOLE || other->part == AFTER_HOLE)
            into->part = AFTER_HOLE;
        else
            into->part = QUERY_VALUE;
    }
    if (into->place != other->place || into->pre != other->pre)
        return false;
    if (into->place == VALUE)
        return into->quote == other->quote && strcmp(into->attr, other->attr) == 0;
    return into->place == TEXT || into->place == TAG || strcmp(into->tag, other->tag) == 0;
}

/* Where a directive of control flow may stand. */
static bool control_here(struct template *p)
{
    if (p->w.place == AFTER_NAME)
        p->w.place = TAG;
    if (p->w.place != TEXT && p->w.place != LITERAL && p->w.place != TAG && p->w.place != VALUE) {
        fail(p, "if, else, each and end stand in text, among attributes or in a quoted value");
        return false;
    }
    if (p->w.place == TEXT && !(p->space == 2 && p->after_block)) {
        bool was_space = p->space > 0;
        settle_space(p, false);
        p->after_block |= was_space; /* one space is enough */
    }
    p->space = 0;
    flush(p);
    return true;
}

static struct block *open_block(struct template *p, enum block_kind kind)
{
    if (p->n_blocks == sizeof p->blocks / sizeof *p->blocks)
        tool_die(p->t, "%s:%zu: nested too deep", p->path, p->line);
    struct block *b = &p->blocks[p->n_blocks++];
    *b = (struct block){.kind = kind, .line = p->line, .start = p->w};
    return b;
}

static void put_if(struct template *p, str rest)
{
    if (!control_here(p))
        return;
    str cond = c_cond(p, rest);
    mark_line(p);
    open_block(p, IF)->n_braces = 1;
    buf_printf(&p->code, "    if (%.*s) {\n", STR_ARG(cond));
}

/* A branch ends: remembers where, or compares with the others. */
static void branch_end(struct template *p, struct block *b)
{
    if (!b->has_end)
        b->end = p->w;
    else if (!same_place(&b->end, &p->w))
        fail(p, "the branches of the if on line %zu end in different places", b->line);
    b->has_end = true;
    p->w = b->start;
}

static void put_else(struct template *p, str rest)
{
    if (!control_here(p))
        return;
    struct block *b = p->n_blocks > 0 ? &p->blocks[p->n_blocks - 1] : NULL;
    if (b == NULL || b->kind != IF || b->has_else) {
        fail(p, "else without if");
        return;
    }
    branch_end(p, b);
    if (rest.n == 0) {
        b->has_else = true;
        buf_literal(&p->code, "    } else {\n");
        return;
    }
    str is_if = word_of(&rest);
    if (!str_is(is_if, "if"))
        fail(p, "after else comes nothing or if");
    str cond = c_cond(p, rest);
    buf_literal(&p->code, "    } else {\n");
    mark_line(p);
    buf_printf(&p->code, "    if (%.*s) {\n", STR_ARG(cond));
    b->n_braces++;
}

static void put_each(struct template *p, str rest)
{
    if (!control_here(p))
        return;
    str path = word_of(&rest);
    str as = word_of(&rest);
    if (!str_is(as, "as") || name_length(rest) != rest.n || rest.n == 0 || str_is(rest, "v") ||
        is_loop(p, rest)) {
        fail(p, "each is written each PATH as NAME, with a name of its own");
        rest = STR("x");
    }
    str rows = c_path(p, path);
    size_t cut = rows.n; /* where the last name begins */
    while (cut > 0 && tool_is_name(rows.p[cut - 1]))
        cut--;
    mark_line(p);
    buf_printf(&p->code, "    for (size_t i_%.*s = 0; i_%.*s < (size_t)(%.*sn_%.*s); i_%.*s++) {\n",
               STR_ARG(rest), STR_ARG(rest), STR_ARG(str_slice(rows, 0, cut)),
               STR_ARG(str_slice(rows, cut, rows.n)), STR_ARG(rest));
    mark_line(p);
    buf_printf(&p->code, "    __typeof__(&(%.*s)[0]) l_%.*s = &(%.*s)[i_%.*s]; (void)l_%.*s;\n",
               STR_ARG(rows), STR_ARG(rest), STR_ARG(rows), STR_ARG(rest), STR_ARG(rest));
    open_block(p, EACH)->loop = rest;
}

static void put_end(struct template *p)
{
    if (!control_here(p))
        return;
    if (p->n_blocks == 0) {
        fail(p, "end without if or each");
        return;
    }
    struct block *b = &p->blocks[--p->n_blocks];
    if (b->kind == EACH) {
        if (!same_place(&b->start, &p->w))
            fail(p, "the each on line %zu ends in another place than it began", b->line);
        p->w = b->start;
        buf_literal(&p->code, "    }\n");
        return;
    }
    branch_end(p, b);
    if (!b->has_else && !same_place(&b->end, &b->start))
        fail(p, "the if on line %zu ends in another place than it began", b->line);
    p->w = b->end;
    buf_literal(&p->code, "    ");
    for (int i = 0; i < b->n_braces; i++)
        buf_char(&p->code, '}');
    buf_char(&p->code, '\n');
}

/* ---- the file ---- */

static void directive(struct template *p, str inside)
{
    str rest = str_trim(inside);
    if (str_starts(rest, "#"))
        return;
    str whole = rest;
    str first = word_of(&rest);
    if (str_is(first, "if"))
        put_if(p, rest);
    else if (str_is(first, "else"))
        put_else(p, rest);
    else if (str_is(first, "each"))
        put_each(p, rest);
    else if (str_is(first, "end") && rest.n == 0)
        put_end(p);
    else if (str_is(first, "t") && rest.n > 0)
        put_word(p, rest, false);
    else if (str_is(first, "tn"))
        put_word(p, rest, true);
    else if (str_is(first, "html") && rest.n > 0) {
        if (hole_here(p, true)) {
            str value = c_path(p, rest);
            mark_line(p);
            buf_printf(&p->code, "    html_markup(h, %.*s);\n", STR_ARG(value));
        }
    } else if (rest.n > 0 &&
               (str_is(first, "number") || str_is(first, "day") || str_is(first, "moment")))
        put_people(p, first, rest);
    else if (str_is(first, "use"))
        put_use(p, rest);
    else if (str_is(first, "call"))
        put_call(p, rest);
    else if (str_is(first, "icon") && rest.n > 0)
        put_icon(p, rest);
    else if (str_is(first, "attr") && rest.n > 0)
        put_attr(p, rest);
    else
        put_value(p, whole);
}

/* The first line: {{template NAME "header" ...}}. */
static bool first_line(struct template *p)
{
    str rest = p->text;
    str line;
    if (!str_split(&rest, '\n', &line))
        return false;
    line = str_trim(line);
    if (!str_starts(line, "{{template ") || !str_ends(line, "}}")) {
        fail(p, "the first line is not {{template NAME \"header.h\"}}");
        return false;
    }
    str inside = str_slice(line, 11, line.n - 13);
    str name = word_of(&inside);
    if (!str_eq(name, p->name)) {
        fail(p, "the template is named %.*s, its file %.*s", STR_ARG(name), STR_ARG(p->name));
        return false;
    }
    while (inside.n > 0) {
        str header = word_of(&inside);
        if (!is_quoted(header)) {
            fail(p, "%.*s is not a header in quotes", STR_ARG(header));
            return false;
        }
        buf_printf(&p->head, "#include %.*s\n", STR_ARG(header));
    }
    p->at = (size_t)(rest.p - p->text.p);
    p->line = 2;
    return true;
}

static void body(struct template *p)
{
    while (p->at < p->text.n) {
        if (!follows(p, "{{")) {
            step(p);
            continue;
        }
        size_t end = p->at + 2;
        while (end + 1 < p->text.n && !(p->text.p[end] == '}' && p->text.p[end + 1] == '}'))
            end++;
        if (end + 1 >= p->text.n) {
            fail(p, "an unclosed {{");
            return;
        }
        str inside = str_slice(p->text, p->at + 2, end - p->at - 2);
        if (p->w.place == ATTR_NAME && !str_starts(str_trim(inside), "#")) {
            bool control = str_starts(inside, "if ") || str_starts(inside, "else") ||
                           str_is(inside, "end") || str_starts(inside, "attr ");
            attr_begin(p);
            p->w.place = control ? TAG : ATTR_NAME;
        }
        directive(p, inside);
        for (size_t i = p->at; i < end; i++)
            p->line += p->text.p[i] == '\n';
        p->at = end + 2;
    }
    p->space = 0;
    flush(p);
    for (size_t i = 0; i < p->n_blocks; i++)
        tool_error(p->t, p->path, p->blocks[i].line, "an unclosed %s",
                   p->blocks[i].kind == IF ? "if" : "each");
    if (p->w.place != TEXT)
        tool_error(p->t, p->path, p->w.line, "an unclosed tag, comment or quote");
}

int main(int argc, char **argv)
{
    struct tool tool = tool_start("templates");
    if (argc != 3 && argc != 4)
        tool_die(&tool, "use: templates IN.html OUT_DIRECTORY [ICONS]");
    struct template p = {.t = &tool, .path = argv[1], .line = 1, .after_block = true};
    str base = str_of(tool_base(argv[1]));
    p.name = str_slice(base, 0, base.n > 5 ? base.n - 5 : 0);
    p.text = tool_read(&tool, argv[1]);
    p.icons = argc == 4 ? tool_read(&tool, argv[3]) : STR_NONE;
    p.code = tool_buf(&tool);
    p.head = tool_buf(&tool);
    p.uses = tool_buf(&tool);
    p.lit = tool_buf(&tool);
    p.externs = tool_buf(&tool);
    if (first_line(&p))
        body(&p);
    if (tool.n_errors == 0) {
        struct buf h = tool_buf(&tool);
        struct buf c = tool_buf(&tool);
        buf_printf(&h, "/* Made by tools/templates from %s; do not edit. */\n", p.path);
        buf_printf(&h, "#ifndef GEN_HTML_%.*s\n#define GEN_HTML_%.*s\n\n#include \"web/html.h\"\n",
                   STR_ARG(p.name), STR_ARG(p.name));
        buf_str(&h, buf_as_str(&p.head));
        buf_printf(
            &h, "\nstruct %.*s;\nvoid %.*s_html(struct html *h, const struct %.*s *v);\n\n#endif\n",
            STR_ARG(p.name), STR_ARG(p.name), STR_ARG(p.name));
        buf_printf(
            &c, "/* Made by tools/templates from %s; do not edit. */\n#include \"%.*s.html.h\"\n",
            p.path, STR_ARG(p.name));
        buf_str(&c, buf_as_str(&p.uses));
        buf_str(&c, buf_as_str(&p.externs));
        buf_printf(&c, "\nvoid %.*s_html(struct html *h, const struct %.*s *v)\n{\n",
                   STR_ARG(p.name), STR_ARG(p.name));
        buf_str(&c, buf_as_str(&p.code));
        buf_literal(&c, "}\n");
        tool_write(
            &tool,
            str_z(tool.arena, str_printf(tool.arena, "%s/%.*s.html.h", argv[2], STR_ARG(p.name))),
            buf_as_str(&h));
        tool_write(
            &tool,
            str_z(tool.arena, str_printf(tool.arena, "%s/%.*s.html.c", argv[2], STR_ARG(p.name))),
            buf_as_str(&c));
    }
    return tool_end(&tool);
}
