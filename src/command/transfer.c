/* transfer.c - samstyr import and samstyr export: files in and out, in the formats that exchange
 * knows. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/transfer.h"

#include "command/cages.h"
#include "command/work.h"
#include "exchange/exchange.h"
#include "format/json/write.h"
#include "kind/kind.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LARGEST_FILE (512 * MIB)

static int import(int argc, char **argv, const struct global *g);
static int export(int argc, char **argv, const struct global *g);

const struct command import_command = {
    .name = "import",
    .summary = KEY("command.import"),
    .usage = "FORMAT FILE... [--organisation NUMBER] [--kind KIND] [--take-good] [--rehearse]",
    .run = import,
};
const struct command export_command = {
    .name = "export",
    .summary = KEY("command.export"),
    .usage = "FORMAT [--organisation NUMBER] [--kind KIND] [--name NAME] [--output FILE]",
    .run = export,
};

/* --- files --- */

static void file_trouble(const struct global *g, const char *path, int trouble)
{
    str said = word_args(g->arena, g->lang, KEY("command.serve.file"),
                         (const str[]){str_of(path), str_of(strerror(trouble))}, 2);
    fprintf(stderr, "samstyr: %.*s\n", STR_ARG(said));
}

/* All of them are opened before the first is read: then nothing can be opened any longer. NULL
   after having told which could not be. */
static FILE **files_open(const struct global *g, char **paths, int n)
{
    FILE **files = ARENA_ARRAY(g->arena, (size_t)n + 1, FILE *);
    for (int i = 0; i < n; i++) {
        files[i] = strcmp(paths[i], "-") == 0 ? stdin : fopen(paths[i], "rbe");
        if (!files[i]) {
            file_trouble(g, paths[i], errno);
            return NULL;
        }
    }
    return files;
}

static bool file_read(const struct global *g, const char *path, FILE *file, str *out)
{
    struct buf b;
    buf_init(&b, g->arena, LARGEST_FILE);
    for (size_t n = 1; n > 0 && !b.full;) {
        char *room = buf_room(&b, 256 * KIB);
        n = room ? fread(room, 1, 256 * KIB, file) : 0;
        b.n += n;
    }
    bool read = !ferror(file) && !b.full;
    if (!read) {
        file_trouble(g, path, b.full ? EFBIG : errno);
    }
    fclose(file);
    *out = b.n ? buf_as_str(&b) : STR("");
    return read;
}

static bool file_write(const struct global *g, const char *path, const struct buf *b)
{
    bool is_stdout = !path || strcmp(path, "-") == 0;
    FILE *file = is_stdout ? stdout : fopen(path, "wbe");
    bool written = file && fwrite(b->data, 1, b->n, file) == b->n && fflush(file) == 0;
    int trouble = errno;
    if (file && !is_stdout && fclose(file) != 0) {
        written = false;
    }
    if (!written) {
        str said =
            word_args(g->arena, g->lang, KEY("command.export.file"),
                      (const str[]){str_of(path ? path : "-"), str_of(strerror(trouble))}, 2);
        fprintf(stderr, "samstyr: %.*s\n", STR_ARG(said));
    }
    return written;
}

/* --- shared --- */

void formats_tell(const struct global *g, unsigned way)
{
    for (const struct exchange *const *x = all_exchanges; *x; x++) {
        if ((*x)->flags & way) {
            str summary = word(g->lang, (*x)->summary);
            printf("  %-16s %.*s\n", (*x)->name, STR_ARG(summary));
        }
    }
}

struct ask {
    const struct exchange *format;
    const char *number, *kind;
};

/* A kind is named as in addresses ("risks") or as in words ("risk"). */
static bool kind_known(const struct global *g, struct ask *ask, str *name)
{
    const struct kind *k = ask->kind ? kind_at(str_of(ask->kind)) : NULL;
    k = k ? k : ask->kind ? kind_named(str_of(ask->kind)) : NULL;
    *name = k ? str_of(k->name) : STR_NONE;
    if (!k && (ask->format->flags & EXCHANGE_KIND)) {
        command_refuse(g, ask->kind ? KEY("command.unknown_kind") : KEY("command.which_kind"),
                       str_of(ask->kind));
        return false;
    }
    return true;
}

static err body_choose(struct work *w, const struct ask *ask)
{
    if (ask->number || (ask->format->flags & EXCHANGE_BODY)) {
        const struct kind *k = ask->kind ? kind_at(str_of(ask->kind)) : NULL;
        if (!ask->number && k && (k->flags & KIND_REFERENCE)) {
            return OK;
        }
        return work_body(w, ask->number);
    }
    return OK;
}

static str trouble_of(const struct global *g, const struct field_fault *f)
{
    return word_args(g->arena, g->lang, f->key, f->args, FAULT_ARGS);
}

static void rows_json(const struct global *g, struct json_writer *j, const struct exchange_work *x)
{
    json_member_int(j, "refused", (int64_t)x->n_refused);
    json_key(j, "rows");
    json_array_start(j);
    for (size_t i = 0; i < x->n_rows; i++) {
        const struct exchange_row *r = &x->rows[i];
        json_object_start(j);
        json_member_text(j, "file", r->file);
        json_member_int(j, "row", r->row);
        json_member_text(j, "result", str_of(r->result));
        json_member_text(j, "ref", r->ref);
        json_key(j, "errors");
        json_array_start(j);
        for (size_t f = 0; f < r->n_faults; f++) {
            json_object_start(j);
            json_member_text(j, "field", r->faults[f].field);
            json_member_text(j, "code", str_of(r->faults[f].key));
            json_member_text(j, "detail", trouble_of(g, &r->faults[f]));
            json_object_end(j);
        }
        json_array_end(j);
        json_object_end(j);
    }
    json_array_end(j);
}

/* "list.csv:3 new R-12", "list.csv:4 refused number: 123 is not ..." */
static void rows_print(const struct global *g, const struct exchange_work *x)
{
    for (size_t i = 0; i < x->n_rows; i++) {
        const struct exchange_row *r = &x->rows[i];
        str key = str_printf(g->arena, "command.import.row.%s", r->result);
        str place = str_printf(g->arena, "%.*s:%lld %.*s", STR_ARG(r->file), (long long)r->row,
                               STR_ARG(word(g->lang, key.p)));
        if (!r->n_faults) {
            printf("%.*s %.*s\n", STR_ARG(place), STR_ARG(r->ref));
        }
        for (size_t f = 0; f < r->n_faults; f++) {
            printf("%.*s %.*s%s%.*s\n", STR_ARG(place), STR_ARG(r->faults[f].field),
                   r->faults[f].field.n ? ": " : "", STR_ARG(trouble_of(g, &r->faults[f])));
        }
    }
    if (x->n_refused) {
        str n = str_from_int(g->arena, (int64_t)x->n_refused);
        str said = word_args(g->arena, g->lang, "command.import.left_out", &n, 1);
        printf("%.*s\n", STR_ARG(said));
    }
}

static void done_tell(const struct global *g, struct ctx *ctx, const struct exchange_work *x,
                      bool rehearsal)
{
    if (g->json) {
        struct buf b;
        struct json_writer j;
        buf_init(&b, g->arena, LARGEST_FILE);
        json_start(&j, &b);
        json_object_start(&j);
        json_member_bool(&j, "rehearsal", rehearsal);
        for (size_t i = 0; i < x->n_counts; i++) {
            const char *last = strrchr(x->counts[i].key, '.');
            json_member_int(&j, last ? last + 1 : x->counts[i].key, x->counts[i].n);
        }
        if (x->take_good) {
            rows_json(g, &j, x);
        }
        json_object_end(&j);
        printf("%.*s\n", STR_ARG(buf_as_str(&b)));
        return;
    }
    rows_print(g, x);
    str said = exchange_said(ctx, x);
    str line = !said.n     ? word(g->lang, "command.import.nothing")
               : rehearsal ? word_args(g->arena, g->lang, "command.rehearsed", &said, 1)
                           : word_args(g->arena, g->lang, "command.read", &said, 1);
    printf("%.*s\n", STR_ARG(line));
}

/* --- import --- */

static err files_read(struct work *w, const struct ask *ask, struct exchange_work *x, char **paths,
                      FILE **files, int n)
{
    err e = body_choose(w, ask);
    if (!e && n == 0) {
        return ask->format->in(&w->ctx, x);
    }
    for (int i = 0; !e && i < n; i++) {
        x->file = str_of(paths[i]);
        bool read = file_read(w->global, paths[i], files[i], &x->text);
        e = read ? ask->format->in(&w->ctx, x) : ERR_MISSING;
    }
    return e;
}

static int import(int argc, char **argv, const struct global *g)
{
    struct ask ask = {.number = option_take(&argc, argv, "--organisation"),
                      .kind = option_take(&argc, argv, "--kind")};
    bool rehearsal = option_flag(&argc, argv, "--rehearse");
    struct exchange_work x = {.take_good = option_flag(&argc, argv, "--take-good")};
    struct work w;
    if (!arguments_end(argc, argv, 1, 1000, &import_command, g)) {
        return 2;
    }
    ask.format = exchange_named(str_of(argv[1]), EXCHANGE_IN);
    if (!ask.format) {
        command_refuse(g, KEY("command.unknown_format"), str_of(argv[1]));
        formats_tell(g, EXCHANGE_IN);
        return 2;
    }
    if (x.take_good && !(ask.format->flags & EXCHANGE_ROWS)) {
        return command_refuse(g, KEY("command.import.no_rows"), str_of(argv[1])), 2;
    }
    if (argc < 3 && !(ask.format->flags & EXCHANGE_NO_FILE)) {
        return arguments_end(argc, argv, 2, 2, &import_command, g) ? 0 : 2;
    }
    if (!kind_known(g, &ask, &x.kind)) {
        return 2;
    }
    FILE **files = files_open(g, argv + 2, argc - 2);
    if (!files || !work_begin(&w, g, WORK_SCHEMA_READY)) {
        return 1;
    }
    w.ctx.rehearsal = rehearsal;
    cage_reader_enter(g, g->database, NULL);
    err e = files_read(&w, &ask, &x, argv + 2, files, argc - 2);
    bool told =
        e == ERR_MISSING && !w.ctx.fault.key; /* a file that could not be opened was told by name */
    if (told) {
        db_rollback(w.db);
        db_close(w.db);
        return 1;
    }
    int code = work_end(&w, e);
    if (code == 0) {
        done_tell(g, &w.ctx, &x, rehearsal);
    }
    return x.n_refused && x.n_refused == x.n_rows ? 1 : code;
}

/* --- export --- */

static err written(struct work *w, const struct ask *ask, struct exchange_work *x)
{
    err e = body_choose(w, ask);
    return e ? e : ask->format->out(&w->ctx, x);
}

static int export(int argc, char **argv, const struct global *g)
{
    struct ask ask = {.number = option_take(&argc, argv, "--organisation"),
                      .kind = option_take(&argc, argv, "--kind")};
    const char *output = option_take(&argc, argv, "--output");
    const char *name = option_take(&argc, argv, "--name");
    struct exchange_work x = {0};
    struct buf out;
    struct work w;
    if (!arguments_end(argc, argv, 1, 1, &export_command, g)) {
        return 2;
    }
    ask.format = exchange_named(str_of(argv[1]), EXCHANGE_OUT);
    if (!ask.format) {
        command_refuse(g, KEY("command.unknown_format"), str_of(argv[1]));
        formats_tell(g, EXCHANGE_OUT);
        return 2;
    }
    if ((ask.format->flags & EXCHANGE_NAME) && !name) {
        command_refuse(g, KEY("command.which_name"), STR(""));
        return 2;
    }
    if (!kind_known(g, &ask, &x.kind)) {
        return 2;
    }
    x.name = str_of(name);
    if (!work_begin(&w, g, WORK_SCHEMA_READY)) {
        return 1;
    }
    buf_init(&out, g->arena, LARGEST_FILE);
    x.out = &out;
    w.ctx.rehearsal = true; /* nothing is to be written there */
    int code = work_end(&w, written(&w, &ask, &x));
    if (code == 0 && out.full) {
        return command_refuse(g, KEY("command.export.too_big"), STR(""));
    }
    return code == 0 && !file_write(g, output, &out) ? 1 : code;
}
