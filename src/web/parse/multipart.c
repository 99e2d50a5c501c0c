/* multipart.c - forms with files (RFC 7578), read from a whole body. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/parse/multipart.h"

#include "base/buf.h"
#include "web/parse/text_check.h"

#include <string.h>

enum { MAX_BOUNDARY = 70, MAX_PART_HEADER = 8 * 1024, MAX_FILE_NAME = 1000 };

/* Takes one parameter off "form-data; name=\"a\"; filename=b". False at the end; *broken on bad
   syntax. A quoted value may hold \" and \\ only: browsers write %22 for a quotation mark. */
static bool take_parameter(struct arena *a, str *rest, str *name, str *value, bool *broken)
{
    *rest = str_trim(*rest);
    if (!rest->n) {
        return false;
    }
    *broken = true;
    if (rest->p[0] != ';') {
        return false;
    }
    *rest = str_trim(str_slice(*rest, 1, rest->n));
    ptrdiff_t equals = str_index(*rest, '=');
    if (equals <= 0) {
        return false;
    }
    *name = str_slice(*rest, 0, (size_t)equals);
    *rest = str_slice(*rest, (size_t)equals + 1, rest->n);
    if (!is_token(*name)) {
        return false;
    }
    size_t i = 0;
    if (!rest->n || rest->p[0] != '"') {
        while (i < rest->n && rest->p[i] != ';' && rest->p[i] != ' ') {
            i++;
        }
        *value = str_slice(*rest, 0, i);
        *rest = str_slice(*rest, i, rest->n);
        *broken = !is_token(*value);
        return !*broken;
    }
    char *to = arena_alloc(a, rest->n);
    size_t n = 0;
    for (i = 1; i < rest->n && rest->p[i] != '"'; i++) {
        bool escaped = rest->p[i] == '\\' && i + 1 < rest->n &&
                       (rest->p[i + 1] == '"' || rest->p[i + 1] == '\\');
        i += escaped;
        to[n++] = rest->p[i];
    }
    if (i == rest->n) {
        return false;
    }
    *value = str_n(to, n);
    *rest = str_slice(*rest, i + 1, rest->n);
    *broken = false;
    return true;
}

static bool is_boundary(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (!c || !strchr("'()+_,-./:=? ", c))) {
            return false;
        }
    }
    return s.n > 0 && s.n <= MAX_BOUNDARY && s.p[s.n - 1] != ' ';
}

static err boundary_of(struct arena *a, str content_type, str *out)
{
    ptrdiff_t semicolon = str_index(content_type, ';');
    if (semicolon < 0 || content_type.n > 1024) {
        return ERR_INVALID;
    }
    str rest = str_slice(content_type, (size_t)semicolon, content_type.n), name, value;
    bool broken = false;
    *out = STR_NONE;
    while (take_parameter(a, &rest, &name, &value, &broken)) {
        if (same_word(name, "boundary")) {
            if (out->p) {
                return ERR_INVALID;
            }
            *out = value;
        }
    }
    return !broken && is_boundary(*out) ? OK : ERR_INVALID;
}

struct part {
    str name, file_name, type, bytes;
};

static err read_disposition(struct arena *a, str value, struct part *part)
{
    ptrdiff_t semicolon = str_index(value, ';');
    str word = semicolon < 0 ? value : str_slice(value, 0, (size_t)semicolon);
    if (!same_word(str_trim(word), "form-data") || part->name.p) {
        return ERR_INVALID;
    }
    str rest = semicolon < 0 ? STR("") : str_slice(value, (size_t)semicolon, value.n), name, text;
    bool broken = false;
    while (take_parameter(a, &rest, &name, &text, &broken)) {
        str *to = same_word(name, "name")       ? &part->name
                  : same_word(name, "filename") ? &part->file_name
                                                : NULL;
        if (!to) {
            continue; /* RFC 7578 section 4.2: filename* is not for us */
        }
        if (to->p || !is_plain_line(text)) {
            return ERR_INVALID;
        }
        *to = text;
    }
    if (broken || !part->name.p) {
        return ERR_INVALID;
    }
    return part->name.n <= MAX_NAME && part->file_name.n <= MAX_FILE_NAME ? OK : ERR_TOO_BIG;
}

static err read_header(struct arena *a, str header, struct part *part)
{
    str line;
    while (str_split(&header, '\n', &line)) {
        if (str_ends(line, "\r")) {
            line.n--;
        }
        ptrdiff_t colon = str_index(line, ':');
        if (colon <= 0 || !is_token(str_slice(line, 0, (size_t)colon)) || !is_field_value(line)) {
            return ERR_INVALID;
        }
        str name = str_slice(line, 0, (size_t)colon);
        str value = str_trim(str_slice(line, (size_t)colon + 1, line.n));
        if (same_word(name, "content-disposition")) {
            err e = read_disposition(a, value, part);
            if (e) {
                return e;
            }
        } else if (same_word(name, "content-type")) {
            part->type = value;
        }
    }
    return part->name.p ? OK : ERR_INVALID;
}

static const char *find(str in, str what)
{
    return memmem(in.p, in.n, what.p, what.n);
}

/* What goes on after a boundary: another part, or the end. */
enum next { NEXT_PART, NEXT_END, NEXT_BROKEN };

static enum next after_boundary(str *rest)
{
    if (str_starts(*rest, "\r\n")) {
        *rest = str_slice(*rest, 2, rest->n);
        return NEXT_PART;
    }
    return str_starts(*rest, "--") ? NEXT_END : NEXT_BROKEN;
}

static err take_part(struct arena *a, str delimiter, str *rest, struct part *part)
{
    *part = (struct part){0};
    const char *blank = find(str_slice(*rest, 0, MAX_PART_HEADER), STR("\r\n\r\n"));
    if (!blank) {
        return rest->n > MAX_PART_HEADER ? ERR_TOO_BIG : ERR_INVALID;
    }
    size_t header_n = (size_t)(blank - rest->p);
    err e = read_header(a, str_slice(*rest, 0, header_n), part);
    if (e) {
        return e;
    }
    *rest = str_slice(*rest, header_n + 2,
                      rest->n); /* from the second line break: an empty part has only that */
    const char *end = find(*rest, delimiter);
    if (!end) {
        return ERR_INVALID;
    }
    size_t n = (size_t)(end - rest->p);
    part->bytes = n >= 2 ? str_slice(*rest, 2, n - 2) : STR("");
    *rest = str_slice(*rest, n + delimiter.n, rest->n);
    return OK;
}

/* Room for one more in an array that doubles. */
static void *grown(struct arena *a, void *array, size_t n, size_t size)
{
    if (n && (n & (n - 1))) {
        return array;
    }
    void *bigger = arena_array(a, n ? n * 2 : 1, size);
    if (n) {
        memcpy(bigger, array, n * size);
    }
    return bigger;
}

static err keep_part(struct arena *a, const struct part *part, struct params *params,
                     struct upload **uploads, size_t *n_uploads)
{
    if (part->file_name.p) {
        if (!part->file_name.n && !part->bytes.n) {
            return OK; /* a file field where nothing was chosen */
        }
        if (*n_uploads == MAX_UPLOADS) {
            return ERR_TOO_BIG;
        }
        *uploads = grown(a, *uploads, *n_uploads, sizeof **uploads);
        (*uploads)[(*n_uploads)++] =
            (struct upload){part->name, part->file_name, part->type, part->bytes};
        return OK;
    }
    if (!is_plain_text(part->bytes)) {
        return ERR_INVALID;
    }
    params->at = grown(a, params->at, params->n, sizeof *params->at);
    params->at[params->n++] = (struct param){part->name, part->bytes};
    return OK;
}

err multipart_parse(struct arena *a, str content_type, str body, struct params *params,
                    struct upload **uploads, size_t *n_uploads)
{
    *params = (struct params){0};
    *uploads = NULL;
    *n_uploads = 0;
    str boundary;
    err e = boundary_of(a, content_type, &boundary);
    if (e) {
        return e;
    }
    struct buf between;
    buf_init(&between, a, 4 + MAX_BOUNDARY);
    buf_literal(&between, "\r\n--");
    buf_str(&between, boundary);
    str delimiter = buf_as_str(&between);
    str opening = str_slice(delimiter, 2, delimiter.n);
    if (body.n < opening.n || memcmp(body.p, opening.p, opening.n) != 0) {
        return ERR_INVALID; /* no preamble: no browser writes one */
    }
    str rest = str_slice(body, opening.n, body.n);
    enum next next;
    size_t n_parts = 0;
    while ((next = after_boundary(&rest)) == NEXT_PART) {
        struct part part;
        if (++n_parts > MAX_PARAMS) {
            return ERR_TOO_BIG;
        }
        e = take_part(a, delimiter, &rest, &part);
        if (!e) {
            e = keep_part(a, &part, params, uploads, n_uploads);
        }
        if (e) {
            return e;
        }
    }
    return next == NEXT_END ? OK : ERR_INVALID;
}
