/* embed.c - puts files into the program: assets of the pages, the library.

   Use: embed OUT_DIRECTORY LIST      LIST holds a line a file: name, a tab, path.

   Writes OUT_DIRECTORY/embedded.S, which takes the files in by .incbin, OUT_DIRECTORY/embedded.c
   with the table that base/embedded.h declares, sorted by name, and the gzip forms under
   OUT_DIRECTORY/embedded/. hash: the first 16 hex digits of the contents' SHA-256. gzip: at level
   9, without a time; none when that is not a tenth smaller (pictures, fonts). type: by the name's
   ending, with charset for text. embedded.S names the hashes, so that a changed file compiles
   again. Refused: a name twice, an ending whose type is not known. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

struct file {
    str name;
    const char *path;
};

static const struct {
    const char *ending, *type;
} types[] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".html", "text/html; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
    {".md", "text/markdown; charset=utf-8"},
    {".yaml", "application/yaml"},
    {".csv", "text/csv; charset=utf-8"},
    {".xml", "application/xml"},
    {".pdf", "application/pdf"},
};

static const char *type_of(str name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_ends(name, types[i].ending))
            return types[i].type;
    return NULL;
}

static void hash_of(struct tool *t, str data, char out[17])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n;
    if (EVP_Digest(data.p, data.n, digest, &n, EVP_sha256(), NULL) != 1)
        tool_die(t, "could not reckon a hash");
    for (size_t i = 0; i < 8; i++) {
        out[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    out[16] = '\0';
}

/* The gzip form, STR_NONE when it is not worth having. */
static str gzip_of(struct tool *t, str data)
{
    z_stream z = {0};
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        tool_die(t, "could not begin to compress");
    size_t size = deflateBound(&z, (uLong)data.n);
    char *out = arena_alloc(t->arena, size);
    z.next_in = (Bytef *)(uintptr_t)data.p;
    z.avail_in = (uInt)data.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)size;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        tool_die(t, "could not compress");
    size_t n = size - z.avail_out;
    deflateEnd(&z);
    return n < data.n - data.n / 10 ? str_n(out, n) : STR_NONE;
}

static int by_name(const void *a, const void *b)
{
    return str_compare(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static void put_data(struct buf *s, size_t i, const char *suffix, const char *path,
                     const char *hash)
{
    buf_printf(s,
               "    .balign 16\nembedded_%zu%s:\n    .incbin \"%s\" /* %s "
               "*/\nembedded_%zu%s_end:\n    .byte 0\n",
               i, suffix, path, hash, i, suffix);
    buf_printf(s, "    .globl embedded_%zu%s\n    .hidden embedded_%zu%s\n", i, suffix, i, suffix);
}

static void put_file(struct tool *t, const char *directory, size_t i, const struct file *f,
                     struct buf *s, struct buf *externs, struct buf *rows)
{
    const char *type = type_of(f->name);
    if (type == NULL)
        tool_error(t, f->path, 0, "has an ending whose type is not known");
    str data = tool_read(t, f->path);
    char hash[17];
    hash_of(t, data, hash);
    put_data(s, i, "", f->path, hash);
    buf_printf(externs, "extern const unsigned char embedded_%zu[];\n", i);
    buf_literal(rows, "    {");
    tool_c_string(rows, f->name);
    buf_printf(rows, ", embedded_%zu, %zu, ", i, data.n);
    str gzip = gzip_of(t, data);
    if (gzip.p != NULL) {
        const char *path =
            str_z(t->arena, str_printf(t->arena, "%s/embedded/%s.gz", directory, hash));
        tool_write(t, path, gzip);
        put_data(s, i, "_gzip", path, hash);
        buf_printf(externs, "extern const unsigned char embedded_%zu_gzip[];\n", i);
        buf_printf(rows, "embedded_%zu_gzip, %zu", i, gzip.n);
    } else {
        buf_literal(rows, "0, 0");
    }
    buf_printf(rows, ", \"%s\", \"%s\"},\n", hash, type != NULL ? type : "");
}

int main(int argc, char **argv)
{
    struct tool tool = tool_start("embed");
    if (argc != 3)
        tool_die(&tool, "use: embed OUT_DIRECTORY LIST");
    size_t n;
    const char **lines = tool_list(&tool, argv[2], &n);
    struct file *files = ARENA_ARRAY(tool.arena, n, struct file);
    for (size_t i = 0; i < n; i++) {
        const char *tab = strchr(lines[i], '\t');
        if (tab == NULL)
            tool_die(&tool, "%s: a line without a tab: %s", argv[2], lines[i]);
        files[i] = (struct file){str_n(lines[i], (size_t)(tab - lines[i])), tab + 1};
    }
    if (n > 1)
        qsort(files, n, sizeof *files, by_name);
    mkdir(str_z(tool.arena, str_printf(tool.arena, "%s/embedded", argv[1])), 0777);
    struct buf s = tool_buf(&tool);
    struct buf externs = tool_buf(&tool);
    struct buf rows = tool_buf(&tool);
    buf_literal(&s, "/* Made by tools/embed; do not edit. */\n    .section .rodata\n");
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && str_eq(files[i].name, files[i - 1].name))
            tool_error(&tool, files[i].path, 0, "has the name of %s", files[i - 1].path);
        put_file(&tool, argv[1], i, &files[i], &s, &externs, &rows);
    }
    buf_literal(&s, "    .section .note.GNU-stack,\"\",@progbits\n");
    struct buf c = tool_buf(&tool);
    buf_literal(&c, "/* Made by tools/embed; do not edit. */\n#include \"base/embedded.h\"\n\n");
    buf_str(&c, buf_as_str(&externs));
    buf_literal(&c, "\nconst struct embedded all_embedded[] = {\n");
    buf_str(&c, buf_as_str(&rows));
    buf_printf(&c, "    {0},\n};\nconst size_t n_embedded = %zu;\n", n);
    if (tool.n_errors == 0) {
        tool_write(&tool, str_z(tool.arena, str_printf(tool.arena, "%s/embedded.S", argv[1])),
                   buf_as_str(&s));
        tool_write(&tool, str_z(tool.arena, str_printf(tool.arena, "%s/embedded.c", argv[1])),
                   buf_as_str(&c));
    }
    return tool_end(&tool);
}
