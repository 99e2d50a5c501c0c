/* tool.c - what the build's small programs share: reading, writing, complaining. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tool tool_start(const char *name)
{
    return (struct tool){.name = name, .arena = arena_open()};
}

int tool_end(struct tool *t)
{
    arena_close(t->arena);
    return t->n_errors > 0 ? 1 : 0;
}

void tool_error(struct tool *t, const char *path, size_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (line > 0)
        fprintf(stderr, "%s:%zu: ", path, line);
    else
        fprintf(stderr, "%s: ", path);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    t->n_errors++;
}

void tool_die(const struct tool *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s: ", t->name);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(2);
}

/* The whole file, or STR_NONE with errno set. */
static str read_all(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return STR_NONE;
    size_t n = 0;
    size_t size = 64 * KIB;
    char *data = malloc(size + 1);
    while (data != NULL) {
        n += fread(data + n, 1, size - n, f);
        if (n < size)
            break;
        size *= 2;
        char *more = realloc(data, size + 1);
        if (more == NULL)
            free(data);
        data = more;
    }
    if (data == NULL || ferror(f)) {
        free(data);
        fclose(f);
        errno = EIO;
        return STR_NONE;
    }
    fclose(f);
    str out = str_n(arena_copy(a, data, n), n);
    free(data);
    return out;
}

str tool_read(struct tool *t, const char *path)
{
    str text = read_all(t->arena, path);
    if (text.p == NULL)
        tool_die(t, "could not read %s: %s", path, strerror(errno));
    return text;
}

void tool_write(struct tool *t, const char *path, str contents)
{
    str before = read_all(t->arena, path);
    if (before.p != NULL && str_eq(before, contents))
        return;
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        tool_die(t, "could not write %s: %s", path, strerror(errno));
    size_t n = contents.n > 0 ? fwrite(contents.p, 1, contents.n, f) : 0;
    if (fclose(f) != 0 || n != contents.n)
        tool_die(t, "could not write %s: %s", path, strerror(errno));
}

const char **tool_list(struct tool *t, const char *path, size_t *n)
{
    str rest = tool_read(t, path);
    size_t most = 1;
    for (size_t i = 0; i < rest.n; i++)
        most += rest.p[i] == '\n';
    const char **lines = ARENA_ARRAY(t->arena, most, const char *);
    *n = 0;
    str line;
    while (str_split(&rest, '\n', &line))
        if (line.n > 0)
            lines[(*n)++] = str_z(t->arena, line);
    return lines;
}

size_t tool_line(str text, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at && i < text.n; i++)
        line += text.p[i] == '\n';
    return line;
}

const char *tool_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

void tool_c_string(struct buf *b, str text)
{
    buf_char(b, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '"' || c == '\\' || c == '?') {
            buf_char(b, '\\');
            buf_char(b, (char)c);
        } else if (c == '\n') {
            buf_literal(b, "\\n");
            if (i + 1 < text.n)
                buf_literal(b, "\"\n    \"");
        } else if (c < 0x20 || c == 0x7f) {
            buf_printf(b, "\\%03o", c);
        } else {
            buf_char(b, (char)c);
        }
    }
    buf_char(b, '"');
}

struct buf tool_buf(struct tool *t)
{
    struct buf b;
    buf_init(&b, t->arena, 256 * MIB);
    return b;
}

bool tool_is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
