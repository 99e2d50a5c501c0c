/* verify.c - samstyr verify: whether a database, or a copy of one, is sound and its history whole.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/command.h"
#include "db/backup.h"
#include "format/json/write.h"
#include "kind/kind.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int run(int argc, char **argv, const struct global *g);

const struct command verify_command = {
    .name = "verify",
    .summary = KEY("command.verify"),
    .usage = "[FILE]",
    .run = run,
};

enum { MOST_PROBLEMS = 1000, MOST_A_KIND = 20 };

struct verdict {
    const struct global *global;
    struct db *db;
    str *problems;
    size_t n;
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
        if (!v->n) {
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
    json_object_end(&j);
    printf("%.*s\n", STR_ARG(buf_as_str(&b)));
}

static int run(int argc, char **argv, const struct global *g)
{
    struct fault f;
    struct global of = *g;
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
        of.database = str_printf(g->arena, "sqlite:%s", argv[1]).p;
    }
    struct verdict v = {.global = &of, .problems = ARENA_ARRAY(g->arena, MOST_PROBLEMS, str)};
    if (!command_database(&of, &v.db, &f)) {
        return 1;
    }
    err e = verify(&v);
    db_close(v.db);
    if (e) {
        return command_fail(g, &f);
    }
    tell(&v, str_of(argc == 2 ? argv[1] : of.database));
    return v.n ? 1 : 0;
}
