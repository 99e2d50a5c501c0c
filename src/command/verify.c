/* verify.c - samstyr verify: whether a database, or a copy of one, is sound and its history whole.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/cages.h"
#include "command/command.h"
#include "base/clock.h"
#include "db/backup.h"
#include "db/migrate.h"
#include "format/json/write.h"
#include "kind/kind.h"
#include "lists.h"
#include "trail/check.h"
#include "trail/pack.h"
#include "trail/signer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int run(int argc, char **argv, const struct global *g);

const struct command verify_command = {
    .name = "verify",
    .summary = KEY("command.verify"),
    .usage = "[FILE] [--key FILE] [--public-key KEY] [--known CHECKPOINT]",
    .run = run,
};

enum { MOST_PROBLEMS = 1000, MOST_A_KIND = 20, BAR = 30 };
#define LARGEST_PACK (1024 * MIB)

struct verdict {
    const struct global *global;
    struct db *db;
    str *problems;
    size_t n;
    const char *signing_key; /* whose state is compared */
    int64_t n_entries, n_values, n_erased, n_unsigned;
    bool is_compared;
    bool shows_bar; /* asked before the cage, where nobody asks what a file is */
};

static void problem(struct verdict *v, const char *key, str a, str b)
{
    if (v->n < MOST_PROBLEMS) {
        v->problems[v->n++] =
            word_args(v->global->arena, v->global->lang, key, (const str[]){a, b}, 2);
    }
}

/* Every change writes its event with the version it made, so a thing of a body whose version has
   none was changed behind the program's back, or its history was. */
static err history_of(struct verdict *v, const struct kind *k)
{
    struct arena *a = v->global->arena;
    str sql =
        str_printf(a,
                   "SELECT t.ref, t.version FROM %s t WHERE NOT EXISTS (SELECT 1 FROM event e "
                   "WHERE e.kind = :kind AND e.thing_id = t.id AND e.thing_version = t.version) "
                   "ORDER BY t.id LIMIT %d",
                   kind_table(k), MOST_A_KIND);
    struct rows *rows;
    err e = db_query(v->db, sql.p, BINDS(B_TEXT("kind", str_of(k->name))), &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        problem(v, KEY("command.verify.history"), kind_ref(a, k, rows_int(rows, 0)),
                str_from_int(a, rows_int(rows, 1)));
    }
    return rows_end(rows);
}

/* ---- the logs
 * ------------------------------------------------------------------------------------ */

static void log_problem(void *p, str origin, const char *key, str a, str b)
{
    struct verdict *v = p;
    str what = word_args(v->global->arena, v->global->lang, key, (const str[]){a, b}, 2);
    problem(v, KEY("command.verify.log"), origin, what);
}

/* [##########                    ]  33 % */
static void bar(void *p, int64_t done, int64_t all)
{
    static const char full[] = "##############################",
                      empty[] = "                              ";
    const struct verdict *v = p;
    if (!v->shows_bar || !all) {
        return;
    }
    int n = (int)(done * BAR / all);
    fprintf(stderr, "\r[%.*s%.*s] %3lld %%", n, full, BAR - n, empty,
            (long long)(done * 100 / all));
}

static void bar_end(const struct verdict *v)
{
    if (v->shows_bar) {
        fprintf(stderr, "\r%*s\r", BAR + 8, "");
    }
}

static err logs_verify(struct verdict *v)
{
    struct ctx ctx;
    ctx_init(&ctx, v->global->arena, v->db, clock_now());
    struct trail_check c = {
        .ctx = &ctx, .key_path = v->signing_key, .problem = log_problem, .tick = bar, .p = v};
    err e = trail_check(&c, -1);
    bar_end(v);
    v->n_entries = c.n_entries;
    v->n_values = c.n_values;
    v->n_erased = c.n_erased;
    v->n_unsigned = c.n_unsigned;
    v->is_compared = c.is_compared;
    if (e == ERR_BROKEN && ctx.fault.key) {
        problem(v, KEY("command.verify.database"), word(v->global->lang, ctx.fault.key), STR_NONE);
        e = OK;
    }
    return e;
}

/* ---- a log that was taken away
 * ---------------------------------------------------------------------- */

static bool file_get(const struct global *g, const char *path, str *out)
{
    struct buf b;
    FILE *file = fopen(path, "rbe");
    buf_init(&b, g->arena, LARGEST_PACK);
    for (size_t n = 1; file && n > 0 && !b.full;) {
        char *room = buf_room(&b, 256 * KIB);
        n = room ? fread(room, 1, 256 * KIB, file) : 0;
        b.n += n;
    }
    bool got = file && !ferror(file) && !b.full;
    int trouble = b.full ? EFBIG : errno;
    if (file) {
        fclose(file);
    }
    if (!got) {
        str said = word_args(g->arena, g->lang, KEY("command.serve.file"),
                             (const str[]){str_of(path), str_of(strerror(trouble))}, 2);
        fprintf(stderr, "samstyr: %.*s\n", STR_ARG(said));
    }
    *out = b.n ? buf_as_str(&b) : STR("");
    return got;
}

static void pack_verify(struct verdict *v, str bytes, const struct pack_known *known,
                        struct pack_verdict *out)
{
    pack_check(v->global->arena, bytes, known, bar, v, out);
    bar_end(v);
    v->n_entries = out->size;
    v->n_values = out->n_values;
    v->n_erased = out->n_erased;
    if (out->problem) {
        str what = word_args(v->global->arena, v->global->lang, out->problem, out->args, 2);
        problem(v, KEY("command.verify.log"), out->origin.p ? out->origin : STR("?"), what);
    }
}

/* ---- all of it
 * ----------------------------------------------------------------------------------------- */

static err verify(struct verdict *v)
{
    str *said;
    size_t n;
    err e = db_check(v->db, v->global->arena, &said, &n);
    for (size_t i = 0; !e && i < n; i++) {
        problem(v, KEY("command.verify.database"), said[i], STR_NONE);
    }
    if (e || n) {
        return e; /* what cannot be read cannot be asked */
    }
    e = db_begin_read(v->db);
    for (const struct kind *const *k = all_kinds; !e && *k; k++) {
        if (!((*k)->flags & KIND_REFERENCE) && strcmp((*k)->name, "organisation") != 0) {
            e = history_of(v, *k);
        }
    }
    e = e ? e : logs_verify(v);
    db_rollback(v->db);
    return e;
}

static void tell(const struct verdict *v, str what)
{
    const struct global *g = v->global;
    if (!g->json) {
        for (size_t i = 0; i < v->n; i++) {
            fprintf(stderr, "samstyr: %.*s\n", STR_ARG(v->problems[i]));
        }
        str said = word_args(g->arena, g->lang, KEY("command.verify.sound"), &what, 1);
        if (v->n) {
            return;
        }
        printf("%.*s\n", STR_ARG(said));
        const str counts[] = {
            text_int(g->arena, g->lang, v->n_entries), text_int(g->arena, g->lang, v->n_values),
            text_int(g->arena, g->lang, v->n_erased), text_int(g->arena, g->lang, v->n_unsigned)};
        said = word_args(g->arena, g->lang, KEY("command.verify.counts"), counts, 4);
        printf("%.*s\n", STR_ARG(said));
        if (v->db && !v->is_compared) {
            said = word_args(g->arena, g->lang, KEY("command.verify.no_state"),
                             &(str){v->signing_key, strlen(v->signing_key)}, 1);
            printf("%.*s\n", STR_ARG(said));
        }
        return;
    }
    struct buf b;
    struct json_writer j;
    buf_init(&b, g->arena, 1 * MIB);
    json_start(&j, &b);
    json_object_start(&j);
    json_member_bool(&j, "sound", v->n == 0);
    json_key(&j, "problems");
    json_array_start(&j);
    for (size_t i = 0; i < v->n; i++) {
        json_text(&j, v->problems[i]);
    }
    json_array_end(&j);
    json_member_int(&j, "entries", v->n_entries);
    json_member_int(&j, "values", v->n_values);
    json_member_int(&j, "erased", v->n_erased);
    json_member_int(&j, "unsigned", v->n_unsigned);
    json_member_bool(&j, "compared", v->is_compared);
    json_object_end(&j);
    printf("%.*s\n", STR_ARG(buf_as_str(&b)));
}

static bool starts_as_pack(const char *path)
{
    char head[512];
    FILE *file = fopen(path, "rbe");
    size_t n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file) {
        fclose(file);
    }
    return pack_is(str_n(head, n));
}

static int run_pack(const struct global *g, const char *path, const char *key,
                    const char *known_file)
{
    struct verdict v = {.global = g, .problems = ARENA_ARRAY(g->arena, MOST_PROBLEMS, str)};
    struct pack_known known = {.key = str_of(key)};
    struct pack_verdict said;
    str bytes;
    if (!file_get(g, path, &bytes) || (known_file && !file_get(g, known_file, &known.checkpoint))) {
        return 1;
    }
    v.shows_bar = isatty(STDERR_FILENO);
    cage_reader_enter(g, NULL, NULL);
    pack_verify(&v, bytes, &known, &said);
    tell(&v, str_of(path));
    if (!v.n && !g->json) {
        str signed_by =
            word_args(g->arena, g->lang,
                      key ? KEY("command.verify.trusted") : KEY("command.verify.untrusted"),
                      (const str[]){said.origin, said.key}, 2);
        printf("%.*s\n", STR_ARG(signed_by));
    }
    return v.n ? 1 : 0;
}

static int run(int argc, char **argv, const struct global *g)
{
    struct fault f;
    struct global of = *g;
    const char *signing_key = option_take(&argc, argv, "--key");
    const char *public_key = option_take(&argc, argv, "--public-key");
    const char *known = option_take(&argc, argv, "--known");
    if (!arguments_end(argc, argv, 0, 1, &verify_command, g)) {
        return 2;
    }
    if (argc == 2) {
        if (access(argv[1], R_OK)) {
            str said = word_args(g->arena, g->lang, KEY("command.serve.file"),
                                 (const str[]){str_of(argv[1]), str_of(strerror(errno))}, 2);
            fprintf(stderr, "samstyr: %.*s\n", STR_ARG(said));
            return 1;
        }
        if (starts_as_pack(argv[1])) {
            return run_pack(g, argv[1], public_key, known);
        }
        of.database = str_printf(g->arena, "sqlite:%s", argv[1]).p;
    }
    struct verdict v = {.global = &of, .problems = ARENA_ARRAY(g->arena, MOST_PROBLEMS, str)};
    v.signing_key = signing_key ? signing_key : signer_path(g->arena, of.database).p;
    if (!command_database(&of, &v.db, &f)) {
        return 1;
    }
    v.shows_bar = isatty(STDERR_FILENO);
    cage_reader_enter(g, of.database, str_printf(g->arena, "%s.state", v.signing_key).p);
    err e = migrate_check(v.db, all_schema_steps);
    if (e == ERR_STALE) {
        db_close(v.db);
        return command_refuse(g, KEY("command.old_schema"), STR(""));
    }
    e = e ? e : verify(&v);
    tell(&v, str_of(argc == 2 ? argv[1] : of.database));
    db_close(v.db);
    return e ? command_fail(g, &f) : v.n ? 1 : 0;
}
