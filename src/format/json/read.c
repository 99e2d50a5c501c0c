/* read.c - JSON text to a tree: the grammar, the ceilings and our stricter rules. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/read.h"

#include "base/buf.h"
#include "base/never.h"
#include "base/text.h"
#include "format/json/build.h"
#include "format/json/structure.h"

#include <assert.h>
#include <string.h>

const struct json_limits json_limits_request = {.bytes = 1 * MIB, .values = 10000, .depth = 32};
const struct json_limits json_limits_document = {.bytes = 16 * MIB, .values = 1000000, .depth = 32};

enum { DEPTH_MOST = 60, NUMBER_MOST = 60 };

/* One step of the way down to the value in work. */
struct step {
    str name; /* STR_NONE: an item */
    size_t index;
};

struct reader {
    struct arena *arena;
    const struct json_limits *limits;
    struct refusal *refusal;
    const char *source; /* as given, for lines and columns */
    char *text;         /* our copy; the tree's strings stand in it, escapes resolved on the spot */
    size_t n;
    const uint32_t *tokens;
    size_t n_tokens, at; /* at: the next token */
    size_t values;
    struct json_builder build;
    struct step way[DEPTH_MOST + 1];
    unsigned depth;
};

static str pointer(struct reader *in)
{
    struct buf b;
    buf_init(&b, in->arena, 64 * KIB);
    for (unsigned d = 1; d <= in->depth; d++) {
        struct step *s = &in->way[d];
        if (!s->name.p && s->index == SIZE_MAX) {
            continue; /* the container itself */
        }
        buf_char(&b, '/');
        if (!s->name.p) {
            buf_int(&b, (int64_t)s->index);
        }
        for (size_t i = 0; i < s->name.n; i++) {
            char c = s->name.p[i];
            c == '~' ? buf_literal(&b, "~0") : c == '/' ? buf_literal(&b, "~1") : buf_char(&b, c);
        }
    }
    if (!b.n) {
        buf_char(&b, '/');
    }
    return buf_as_str(&b);
}

static err refuse_at(struct reader *in, err code, const char *key, size_t offset, str thing,
                     str limit)
{
    int64_t line = 1;
    size_t start = 0;
    for (size_t i = 0; i < offset; i++) {
        if (in->source[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    return refuse(in->refusal, in->arena, code, key, line, (int64_t)(offset - start) + 1, thing,
                  limit);
}

static err invalid(struct reader *in, const char *key, size_t offset)
{
    return refuse_at(in, ERR_INVALID, key, offset, pointer(in), STR_NONE);
}

static err over(struct reader *in, const char *key, size_t offset, size_t limit)
{
    return refuse_at(in, ERR_TOO_BIG, key, offset, pointer(in),
                     str_from_int(in->arena, (int64_t)limit));
}

/* Offset of the next token; the length of the text when there is none. */
static size_t peek(const struct reader *in)
{
    return in->at < in->n_tokens ? in->tokens[in->at] : in->n;
}

static bool take(struct reader *in, char c)
{
    size_t offset = peek(in);
    if (offset < in->n && in->text[offset] == c) {
        in->at++;
        return true;
    }
    return false;
}

static bool hex4(const char *p, uint32_t *out)
{
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) {
            return false;
        }
        v = v << 4 | (uint32_t)digit;
    }
    *out = v;
    return true;
}

static size_t put_utf8(char *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6) {
        to[i] = (char)(0x80 | (c & 0x3F));
    }
    to[0] = (char)((n == 2 ? 0xC0 : n == 3 ? 0xE0 : 0xF0) | c);
    return n;
}

/* The escape at text[*from] (after the backslash) to `to`. The text ends with a zero byte and a
   string with a quote, so looking ahead stops by itself. */
static const char *unescape(const char *text, size_t *from, char *to, size_t *n)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    char c = text[(*from)++];
    const char *simple = memchr(names, c, sizeof names - 1);
    if (simple) {
        to[(*n)++] = values[simple - names];
        return NULL;
    }
    uint32_t point, low;
    if (c != 'u' || !hex4(text + *from, &point)) {
        return KEY("format.json.escape");
    }
    *from += 4;
    if (point == 0) {
        return KEY("format.json.zero");
    }
    if (point >= 0xD800 && point <= 0xDFFF) {
        if (point > 0xDBFF || text[*from] != '\\' || text[*from + 1] != 'u' ||
            !hex4(text + *from + 2, &low) || low < 0xDC00 || low > 0xDFFF) {
            return KEY("format.json.surrogate");
        }
        *from += 6;
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    }
    *n += put_utf8(to + *n, point);
    return NULL;
}

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* Offset of the next quote or backslash; there is one, as the first pass saw the string end. */
static size_t special(const char *text, size_t i, size_t n)
{
    for (; n - i >= 8; i += 8) {
        uint64_t v;
        memcpy(&v, text + i, 8);
        uint64_t quote = v ^ EACH_BYTE('"'), backslash = v ^ EACH_BYTE('\\');
        if ((((quote - EACH_BYTE(1)) & ~quote) | ((backslash - EACH_BYTE(1)) & ~backslash)) &
            EACH_BYTE(0x80)) {
            break;
        }
    }
    while (ALWAYS(i < n) && text[i] != '"' && text[i] != '\\') {
        i++;
    }
    return i;
}

/* The string whose opening quote is at `offset`. */
static err string(struct reader *in, size_t offset, str *out)
{
    char *text = in->text;
    size_t start = offset + 1, i = special(text, start, in->n), n = i - start;
    while (text[i] == '\\') {
        size_t from = i + 1;
        const char *key = unescape(text, &from, text + start, &n);
        if (key) {
            return invalid(in, key, i);
        }
        i = special(text, from, in->n);
        memmove(text + start + n, text + from, i - from);
        n += i - from;
    }
    *out = str_n(text + start, n);
    return OK;
}

/* Length of a number by the grammar of JSON at p, 0 when it is none. p ends with a zero byte. */
static size_t number_length(const char *p, bool *whole)
{
    const char *s = p;
    s += *s == '-';
    if (*s == '0') {
        s++;
    } else if (*s >= '1' && *s <= '9') {
        while (*s >= '0' && *s <= '9') {
            s++;
        }
    } else {
        return 0;
    }
    *whole = true;
    if (*s == '.') {
        *whole = false;
        const char *first = ++s;
        while (*s >= '0' && *s <= '9') {
            s++;
        }
        if (s == first) {
            return 0;
        }
    }
    if (*s == 'e' || *s == 'E') {
        *whole = false;
        s++;
        s += *s == '+' || *s == '-';
        const char *first = s;
        while (*s >= '0' && *s <= '9') {
            s++;
        }
        if (s == first) {
            return 0;
        }
    }
    return (size_t)(s - p);
}

/* Could the decimal be beyond a double? Digits before the point plus the exponent say it. */
static bool beyond_double(str text)
{
    int64_t digits = 0, exponent = 0;
    bool point = false;
    for (size_t i = text.p[0] == '-'; i < text.n; i++) {
        if (text.p[i] == 'e' || text.p[i] == 'E') {
            size_t from = i + 1 + (text.p[i + 1] == '+');
            if (!str_to_int(str_slice(text, from, text.n), &exponent)) {
                return true;
            }
            break;
        }
        point |= text.p[i] == '.';
        digits += !point;
    }
    return exponent > 400 || exponent < -400 || digits + exponent > 308;
}

static bool ends_scalar(const struct reader *in, size_t i)
{
    return i >= in->n || memchr(" \t\r\n,:]}[{", in->text[i], 10) != NULL;
}

static err scalar(struct reader *in, size_t offset, struct json *out)
{
    static const struct {
        str word;
        struct json value;
    } words[] = {{{"true", 4}, {.type = JSON_IS_BOOL, .yes = true}},
                 {{"false", 5}, {.type = JSON_IS_BOOL}},
                 {{"null", 4}, {.type = JSON_IS_NULL}}};
    const char *p = in->text + offset;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_starts(str_n(p, in->n - offset), words[i].word.p) &&
            ends_scalar(in, offset + words[i].word.n)) {
            *out = words[i].value;
            return OK;
        }
    }
    bool whole;
    size_t n = number_length(p, &whole);
    if (!n || !ends_scalar(in, offset + n)) {
        return invalid(in, KEY("format.json.value"), offset);
    }
    str text = str_n(p, n);
    if (whole) {
        out->type = JSON_IS_INT;
        return str_to_int(text, &out->number)
                   ? OK
                   : invalid(in, KEY("format.json.number_range"), offset);
    }
    if (n > NUMBER_MOST || beyond_double(text)) {
        return invalid(in, KEY("format.json.number_range"), offset);
    }
    *out = (struct json){.type = JSON_IS_DECIMAL, .n = (uint32_t)n, .text = p};
    return OK;
}

static err value(struct reader *in, struct json *out);

static err counted(struct reader *in, size_t offset)
{
    return ++in->values > in->limits->values
               ? over(in, KEY("format.json.values"), offset, in->limits->values)
               : OK;
}

static err member(struct reader *in, struct json_member *m)
{
    size_t offset = peek(in);
    if (!take(in, '"')) {
        return invalid(in, KEY("format.json.name"), offset);
    }
    err e = counted(in, offset);
    if (!e) {
        e = string(in, offset, &m->name);
    }
    if (e) {
        return e;
    }
    in->way[in->depth].name = m->name;
    offset = peek(in);
    if (!take(in, ':')) {
        return invalid(in, KEY("format.json.colon"), offset);
    }
    return value(in, &m->value);
}

/* Piles up the members or items before the closing bracket. */
static err children(struct reader *in, bool object)
{
    const char close = object ? '}' : ']';
    struct step *here = &in->way[in->depth];
    for (size_t i = 0; i > 0 || !take(in, close); i++) {
        struct json_member m = {.name = STR_NONE};
        *here = (struct step){.index = object ? SIZE_MAX : i};
        err e = object ? member(in, &m) : value(in, &m.value);
        if (e) {
            return e;
        }
        json_build(&in->build, m);
        if (take(in, close)) {
            break;
        }
        if (!take(in, ',')) {
            return invalid(in,
                           peek(in) >= in->n ? KEY("format.json.end") : KEY("format.json.comma"),
                           peek(in));
        }
    }
    *here = (struct step){.index = SIZE_MAX};
    return OK;
}

static err container(struct reader *in, bool object, size_t offset, struct json *out)
{
    if (in->depth >= in->limits->depth) {
        return over(in, KEY("format.json.depth"), offset, in->limits->depth);
    }
    in->way[++in->depth] = (struct step){.index = SIZE_MAX};
    size_t first = in->build.n;
    err e = children(in, object);
    if (e) {
        return e;
    }
    if (object) {
        str twice;
        *out = json_build_object(&in->build, first, &twice);
        if (twice.p) {
            in->way[in->depth].name = twice;
            return invalid(in, KEY("format.json.duplicate_key"), offset);
        }
    } else {
        *out = json_build_array(&in->build, first);
    }
    in->depth--;
    return OK;
}

static err value(struct reader *in, struct json *out)
{
    size_t offset = peek(in);
    if (offset >= in->n) {
        return invalid(in, KEY("format.json.end"), offset);
    }
    err e = counted(in, offset);
    if (e) {
        return e;
    }
    in->at++;
    switch (in->text[offset]) {
    case '{':
        return container(in, true, offset, out);
    case '[':
        return container(in, false, offset, out);
    case '"': {
        str s;
        e = string(in, offset, &s);
        if (!e) {
            *out = (struct json){.type = JSON_IS_TEXT, .n = (uint32_t)s.n, .text = s.p};
        }
        return e;
    }
    default:
        return scalar(in, offset, out);
    }
}

/* Where the first pass found a control character in a string, or the last string that has no end.
 */
static size_t string_fault(const struct reader *in, bool control)
{
    size_t open = in->n;
    for (size_t i = 0; i < in->n; i++) {
        unsigned char c = (unsigned char)in->text[i];
        if (open < in->n && c == '\\' && (in->text[i + 1] == '"' || in->text[i + 1] == '\\')) {
            i++;
        } else if (c == '"') {
            open = open < in->n ? in->n : i;
        } else if (control && open < in->n && c < 0x20) {
            return i;
        }
    }
    return open;
}

static err first_pass(struct reader *in, uint32_t **tokens)
{
    size_t at = 0;
    switch (json_structure_find(in->text, in->n, tokens, &in->n_tokens)) {
    case JSON_STRUCTURE_OK:
        in->tokens = *tokens;
        return OK;
    case JSON_STRUCTURE_EMPTY:
        return invalid(in, KEY("format.json.empty"), 0);
    case JSON_STRUCTURE_UTF8:
        str_is_utf8(str_n(in->text, in->n), &at);
        return invalid(in, KEY("format.json.utf8"), at);
    case JSON_STRUCTURE_CONTROL:
        return invalid(in, KEY("format.json.control"), string_fault(in, true));
    case JSON_STRUCTURE_MEMORY:
        return refuse(in->refusal, in->arena, ERR_BUSY, KEY("format.memory"), 0, 0, STR_NONE,
                      STR_NONE);
    default: /* JSON_STRUCTURE_UNCLOSED */
        return invalid(in, KEY("format.json.unclosed"), string_fault(in, false));
    }
}

err json_read(struct arena *a, str text, const struct json_limits *limits, const struct json **out,
              struct refusal *r)
{
    assert(limits->depth <= DEPTH_MOST && limits->bytes <= 1024 * MIB);
    if (text.n > limits->bytes) {
        return refuse_limit(r, a, KEY("format.json.bytes"), 0, 0, STR_NONE, limits->bytes);
    }
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0) {
        text = str_slice(text, 3, text.n);
    }
    struct reader in = {.arena = a,
                        .build = {.arena = a},
                        .limits = limits,
                        .refusal = r,
                        .source = text.p,
                        .n = text.n};
    in.text = arena_copy(a, text.p, text.n);
    uint32_t *tokens = NULL;
    struct json *root = ARENA_NEW(a, struct json);
    err e = first_pass(&in, &tokens);
    if (!e) {
        e = value(&in, root);
    }
    if (!e && in.at < in.n_tokens) {
        e = invalid(&in, KEY("format.json.after"), peek(&in));
    }
    json_structure_done(tokens);
    *out = e ? NULL : root;
    return e;
}

err json_read_kept(struct arena *a, str text, const struct json_limits *limits, struct fault *f,
                   const char *broken, const struct json **out)
{
    struct refusal r;
    err e = json_read(a, text, limits, out, &r);
    return e == ERR_BUSY ? refusal_tell(&r, f)
           : e           ? fault_tell(f, ERR_BROKEN, broken, NULL, 0)
                         : OK;
}
