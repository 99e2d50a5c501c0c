/* read.c - YAML to the tree that JSON is read to. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/yaml/read.h"

#include "base/memory.h"
#include "base/text.h"
#include "format/json/build.h"

#include <libfyaml.h>
#include <string.h>

enum { NUMBER_MOST = 60 };

struct reader {
    struct arena *arena;
    const struct json_limits *limits;
    struct refusal *refusal;
    struct fy_parser *parser;
    struct fy_diag *diag;
    struct json_builder build;
    size_t values;
    unsigned depth;
};

static err refuse_at(struct reader *in, err code, const char *key, struct fy_event *at, str thing,
                     str limit)
{
    const struct fy_mark *mark = at ? fy_event_start_mark(at) : NULL;
    return refuse(in->refusal, in->arena, code, key, mark ? mark->line + 1 : 0,
                  mark ? mark->column + 1 : 0, thing, limit);
}

static err invalid(struct reader *in, const char *key, struct fy_event *at, str thing)
{
    return refuse_at(in, ERR_INVALID, key, at, thing, STR_NONE);
}

static err over(struct reader *in, const char *key, struct fy_event *at, size_t limit)
{
    return refuse_at(in, ERR_TOO_BIG, key, at, STR_NONE, str_from_int(in->arena, (int64_t)limit));
}

/* What libfyaml found; the first error it noted. */
static err broken(struct reader *in)
{
    void *at = NULL;
    struct fy_diag_error *error = fy_diag_errors_iterate(in->diag, &at);
    return refuse(in->refusal, in->arena, ERR_INVALID, KEY("format.yaml.syntax"),
                  error ? error->line : 0, error ? error->column : 0,
                  error ? str_of(error->msg) : STR_NONE, STR_NONE);
}

static err next(struct reader *in, struct fy_event **out)
{
    *out = fy_parser_parse(in->parser);
    return *out ? OK : broken(in);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number as JSON writes it, not empty, so without a plus, a point at an end or a needless nought.
 */
static bool number(str s, struct json *out)
{
    size_t i = s.p[0] == '-', first = i;
    bool whole = true;
    while (i < s.n && is_digit(s.p[i])) {
        i++;
    }
    if (i == first || (s.p[first] == '0' && i - first > 1)) {
        return false;
    }
    if (i < s.n && s.p[i] == '.') {
        size_t from = ++i;
        whole = false;
        while (i < s.n && is_digit(s.p[i])) {
            i++;
        }
        if (i == from) {
            return false;
        }
    }
    if (i != s.n || s.n > NUMBER_MOST) {
        return false;
    }
    *out = (struct json){.type = JSON_IS_DECIMAL, .n = (uint32_t)s.n, .text = s.p};
    if (whole) {
        out->type = JSON_IS_INT;
        return str_to_int(s, &out->number);
    }
    return true;
}

static struct json plain(str s)
{
    static const struct {
        const char *word;
        struct json value;
    } words[] = {{"", {JSON_IS_NULL}},
                 {"~", {JSON_IS_NULL}},
                 {"null", {JSON_IS_NULL}},
                 {"Null", {JSON_IS_NULL}},
                 {"NULL", {JSON_IS_NULL}},
                 {"true", {JSON_IS_BOOL, .yes = true}},
                 {"True", {JSON_IS_BOOL, .yes = true}},
                 {"TRUE", {JSON_IS_BOOL, .yes = true}},
                 {"false", {JSON_IS_BOOL}},
                 {"False", {JSON_IS_BOOL}},
                 {"FALSE", {JSON_IS_BOOL}}};
    struct json v = {JSON_IS_NULL};
    for (size_t i = 0; s.n <= 5 && i < sizeof words / sizeof *words; i++) {
        if (str_is(s, words[i].word)) {
            return words[i].value;
        }
    }
    if (number(s, &v)) {
        return v;
    }
    return (struct json){.type = JSON_IS_TEXT, .n = (uint32_t)s.n, .text = s.p};
}

/* libfyaml 0.7.12 counts a folded text with indented lines a byte or two too long; its end by zero
   is right, and a block text can hold no zero of its own. */
static str token_text(struct fy_token *token)
{
    enum fy_scalar_style style = fy_token_scalar_style(token);
    if (style == FYSS_FOLDED || style == FYSS_LITERAL) {
        return str_of(fy_token_get_text0(token));
    }
    size_t n = 0;
    const char *p = fy_token_get_text(token, &n);
    return str_n(p, n);
}

static err text(struct reader *in, struct fy_event *event, str *out)
{
    str s = token_text(event->scalar.value);
    *out = str_copy(in->arena, str_n(str_bytes(s), s.n));
    return s.n && memchr(s.p, 0, s.n) ? invalid(in, KEY("format.yaml.zero"), event, STR_NONE) : OK;
}

/* What may stand on a node but not here. */
static err undecorated(struct reader *in, struct fy_event *event, struct fy_token *anchor,
                       struct fy_token *tag)
{
    if (anchor) {
        return invalid(in, KEY("format.yaml.anchor"), event, STR_NONE);
    }
    return tag ? invalid(in, KEY("format.yaml.tag"), event, STR_NONE) : OK;
}

static err counted(struct reader *in, struct fy_event *event)
{
    return ++in->values > in->limits->values
               ? over(in, KEY("format.yaml.values"), event, in->limits->values)
               : OK;
}

static err value(struct reader *in, struct fy_event *event, struct json *out);

static err items(struct reader *in, struct json *out)
{
    size_t first = in->build.n;
    for (;;) {
        struct fy_event *event;
        struct json_member m = {.name = STR_NONE};
        err e = next(in, &event);
        bool ends = !e && event->type == FYET_SEQUENCE_END;
        if (!e && !ends) {
            e = value(in, event, &m.value);
        }
        fy_parser_event_free(in->parser, event);
        if (e) {
            return e;
        }
        if (ends) {
            break;
        }
        json_build(&in->build, m);
    }
    *out = json_build_array(&in->build, first);
    return OK;
}

static err name(struct reader *in, struct fy_event *event, str *out)
{
    if (event->type != FYET_SCALAR) {
        return event->type == FYET_ALIAS ? invalid(in, KEY("format.yaml.anchor"), event, STR_NONE)
                                         : invalid(in, KEY("format.yaml.name"), event, STR_NONE);
    }
    err e = undecorated(in, event, event->scalar.anchor, event->scalar.tag);
    e = e ? e : counted(in, event);
    e = e ? e : text(in, event, out);
    return !e && str_is(*out, "<<") ? invalid(in, KEY("format.yaml.merge"), event, STR_NONE) : e;
}

static err member(struct reader *in, struct fy_event *event)
{
    struct json_member m = {.name = STR_NONE};
    struct fy_event *follows = NULL;
    err e = name(in, event, &m.name);
    if (!e) {
        e = next(in, &follows);
    }
    if (!e) {
        e = value(in, follows, &m.value);
    }
    fy_parser_event_free(in->parser, follows);
    if (!e) {
        json_build(&in->build, m);
    }
    return e;
}

static err members(struct reader *in, struct fy_event *start, struct json *out)
{
    size_t first = in->build.n;
    for (;;) {
        struct fy_event *event;
        err e = next(in, &event);
        bool ends = !e && event->type == FYET_MAPPING_END;
        if (!e && !ends) {
            e = member(in, event);
        }
        fy_parser_event_free(in->parser, event);
        if (e) {
            return e;
        }
        if (ends) {
            break;
        }
    }
    str twice;
    *out = json_build_object(&in->build, first, &twice);
    if (twice.p) {
        return invalid(in, KEY("format.yaml.duplicate_key"), start, twice);
    }
    return OK;
}

static err scalar(struct reader *in, struct fy_event *event, struct json *out)
{
    str s;
    err e = undecorated(in, event, event->scalar.anchor, event->scalar.tag);
    e = e ? e : text(in, event, &s);
    if (e) {
        return e;
    }
    *out = fy_token_scalar_style(event->scalar.value) == FYSS_PLAIN
               ? plain(s)
               : (struct json){.type = JSON_IS_TEXT, .n = (uint32_t)s.n, .text = s.p};
    return OK;
}

static err container(struct reader *in, struct fy_event *event, struct json *out)
{
    bool mapping = event->type == FYET_MAPPING_START;
    err e = mapping
                ? undecorated(in, event, event->mapping_start.anchor, event->mapping_start.tag)
                : undecorated(in, event, event->sequence_start.anchor, event->sequence_start.tag);
    if (!e && in->depth >= in->limits->depth) {
        e = over(in, KEY("format.yaml.depth"), event, in->limits->depth);
    }
    if (e) {
        return e;
    }
    in->depth++;
    e = mapping ? members(in, event, out) : items(in, out);
    in->depth--;
    return e;
}

static err value(struct reader *in, struct fy_event *event, struct json *out)
{
    err e = counted(in, event);
    if (e) {
        return e;
    }
    switch (event->type) {
    case FYET_SCALAR:
        return scalar(in, event, out);
    case FYET_MAPPING_START:
    case FYET_SEQUENCE_START:
        return container(in, event, out);
    case FYET_ALIAS:
        return invalid(in, KEY("format.yaml.anchor"), event, STR_NONE);
    default:
        return broken(in);
    }
}

/* The events around the one value: stream, document, value, end of both. */
static err document(struct reader *in, struct json *out)
{
    static const enum fy_event_type before[] = {FYET_STREAM_START, FYET_DOCUMENT_START};
    struct fy_event *event;
    err e = OK;
    for (size_t i = 0; !e && i < 2; i++) {
        e = next(in, &event);
        if (!e && event->type != before[i]) {
            e = invalid(in, KEY("format.yaml.empty"), NULL, STR_NONE);
        }
        fy_parser_event_free(in->parser, event);
    }
    if (!e) {
        e = next(in, &event);
        e = e ? e : value(in, event, out);
        fy_parser_event_free(in->parser, event);
    }
    static const enum fy_event_type after[] = {FYET_DOCUMENT_END, FYET_STREAM_END};
    for (size_t i = 0; !e && i < 2; i++) {
        e = next(in, &event);
        if (!e && event->type != after[i]) {
            e = invalid(in, KEY("format.yaml.documents"), event, STR_NONE);
        }
        fy_parser_event_free(in->parser, event);
    }
    return e;
}

/* A control character that YAML does not allow as it stands (5.1). */
static bool has_control(str s, size_t *at)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) {
            *at = i;
            return true;
        }
    }
    return false;
}

static err check_text(struct reader *in, str s)
{
    size_t at = 0;
    if (s.n > in->limits->bytes) {
        return over(in, KEY("format.yaml.bytes"), NULL, in->limits->bytes);
    }
    const char *key = NULL;
    if (!str_is_utf8(s, &at)) {
        key = KEY("format.yaml.utf8");
    } else if (has_control(s, &at)) {
        key = KEY("format.yaml.control");
    } else {
        return OK;
    }
    int64_t line = 1;
    for (size_t i = 0; i < at; i++) {
        line += s.p[i] == '\n';
    }
    return refuse(in->refusal, in->arena, ERR_INVALID, key, line, 0, STR_NONE, STR_NONE);
}

err yaml_read(struct arena *a, str s, const struct json_limits *limits, const struct json **out,
              struct refusal *r)
{
    struct reader in = {.arena = a, .build = {.arena = a}, .limits = limits, .refusal = r};
    *out = NULL;
    err e = check_text(&in, s);
    if (e) {
        return e;
    }
    /* not fy_diag_cfg_default: it asks whether stderr is a terminal, and in a cell a question ends
       the process */
    struct fy_diag_cfg quiet = {.level = FYET_ERROR, .module_mask = ~0U};
    in.diag = fy_diag_create(&quiet);
    memory_needed(in.diag);
    struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG, .diag = in.diag};
    in.parser = fy_parser_create(&cfg);
    memory_needed(in.parser);
    fy_diag_set_collect_errors(in.diag, true);
    struct json *root = ARENA_NEW(a, struct json);
    memory_needed(fy_parser_set_string(in.parser, str_bytes(s), s.n) == 0);
    e = document(&in, root);
    fy_parser_destroy(in.parser);
    fy_diag_destroy(in.diag);
    *out = e ? NULL : root;
    return e;
}
