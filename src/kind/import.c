/* import.c - rows of a table as things. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/import.h"

#include "format/csv/read.h"
#include "format/xlsx/read.h"
#include "kind/input.h"
#include "prison/prison.h"
#include "web/later.h"

#include <string.h>

enum { COLUMN_UNKNOWN = -1, COLUMN_REF = -2, COLUMN_STATE = -3 };

static err read_here(struct ctx *ctx, str bytes, struct table *out)
{
    struct refusal refusal = {0};
    struct table_limits text = table_limits_import;
    text.cell_bytes = MIB; /* the longest prose, which a spreadsheet's cell does not hold */
    err e = xlsx_looks_so(bytes)
                ? xlsx_read(ctx->arena, bytes, STR_NONE, &table_limits_import, out, &refusal)
                : csv_read(ctx->arena, bytes, &text, out, &refusal);
    if (e) {
        refusal_tell(&refusal, &ctx->fault);
    }
    return e;
}

err import_read(struct ctx *ctx, const struct request *q, str bytes, struct table *out)
{
    if (!ctx->prison) {
        return read_here(ctx, bytes, out);
    }
    const struct request on_the_spot = {0};
    q = q ? q : &on_the_spot;
    struct visit *v = later_waiter(q);
    v = v ? v : prison_send(ctx->prison, ctx->arena, PRISON_TABLE, bytes);
    if (v && !later_on_fd(q, ctx->arena, visit_fd(v), PRISON_PATIENCE, v)) {
        return ERR_BUSY;
    }
    return visit_table(v, &ctx->fault, out);
}

static bool is_word(struct ctx *ctx, str text, const char *key)
{
    for (int lang = 0; lang < N_LANGS; lang++) {
        if (str_eq(str_lower(ctx->arena, text),
                   str_lower(ctx->arena, word((enum lang)lang, key)))) {
            return true;
        }
    }
    return false;
}

static int column_of(struct ctx *ctx, const struct kind *k, str heading)
{
    /* Names before words: a field may be called what another column is in some language. */
    heading = str_trim(heading);
    const struct field *named = kind_field(k, heading);
    if (named && field_visible(ctx, named)) {
        return (int)(named - k->fields);
    }
    if (str_is(heading, "ref") || is_word(ctx, heading, "value.ref")) {
        return COLUMN_REF;
    }
    if (k->states && (str_is(heading, "state") || is_word(ctx, heading, "value.state"))) {
        return COLUMN_STATE;
    }
    for (size_t i = 0; i < k->n_fields; i++) {
        str key = str_printf(ctx->arena, "%s.%s", k->name, k->fields[i].name);
        if (field_visible(ctx, &k->fields[i]) && is_word(ctx, heading, key.p)) {
            return (int)i;
        }
    }
    return COLUMN_UNKNOWN;
}

static str state_of(struct ctx *ctx, const struct kind *k, str text)
{
    for (const char *const *s = k->states; s && *s; s++) {
        str key = str_printf(ctx->arena, "%s.state.%s", k->name, *s);
        if (str_is(text, *s) || is_word(ctx, text, key.p)) {
            return str_of(*s);
        }
    }
    return STR_NONE;
}

/* The cells of a row as named values; LINKS cells hold several, parted by |. */
static struct params row_params(struct ctx *ctx, const struct kind *k, const struct table_row *row,
                                const int *columns, size_t n_columns)
{
    size_t most = 0;
    for (size_t i = 0; i < n_columns; i++) {
        most += 2 + row_cell(row, i).text.n / 2;
    }
    struct params p = {ARENA_ARRAY(ctx->arena, most, struct param), 0};
    for (size_t i = 0; i < n_columns; i++) {
        const struct field *f = columns[i] >= 0 ? &k->fields[columns[i]] : NULL;
        str text = row_cell(row, i).text;
        if (!f || (f->flags & FIELD_COMPUTED)) {
            continue;
        }
        str rest = text.p ? text : STR(""), part;
        if (f->type != FIELD_LINKS) {
            p.at[p.n++] = (struct param){str_of(f->name), rest};
            continue;
        }
        while (str_split(&rest, '|', &part)) {
            p.at[p.n++] = (struct param){str_of(f->name), str_trim(part)};
        }
    }
    return p;
}

static str cell_at(const struct table_row *row, const int *columns, size_t n, int wanted)
{
    for (size_t i = 0; i < n; i++) {
        if (columns[i] == wanted) {
            return str_trim(row_cell(row, i).text);
        }
    }
    return STR_NONE;
}

static err row_new(struct ctx *ctx, const struct kind *k, const struct params *p, int64_t row,
                   str state, struct import_outcome *out, struct import_line *line)
{
    struct thing *t = thing_new(ctx, k);
    if (state.n) {
        str known = state_of(ctx, k, state);
        if (!known.p) {
            return fault_field(&ctx->fault, STR("state"), row, "import.unknown_state", &state, 1);
        }
        /* What was done elsewhere is told as it stands; steps that need more are taken here. */
        if (!str_is(known, k->states[0])) {
            return fault_field(&ctx->fault, STR("state"), row, "import.state_first", &state, 1);
        }
    }
    err e = input_read(ctx, p, row, t);
    e = e ? e : thing_create(ctx, t);
    out->n_new += !e;
    line->result = "new";
    line->ref = kind_ref(ctx->arena, k, t->ref);
    return e;
}

static err row_change(struct ctx *ctx, const struct kind *k, const struct params *p, int64_t row,
                      str ref, struct import_outcome *out, struct import_line *line)
{
    struct thing *t;
    err e = thing_find(ctx, k, ref, &t);
    if (e == ERR_MISSING || (!e && !thing_reached(ctx, t))) {
        fault_init(&ctx->fault, ctx->arena);
        return fault_field(&ctx->fault, STR("ref"), row, "import.no_such_ref", &ref, 1);
    }
    if (e) {
        return e;
    }
    /* A row that says what stands already is in order, also where nothing may be changed. */
    const struct thing *stands = thing_copy(ctx, t);
    int64_t version = t->version;
    e = input_read(ctx, p, row, t);
    bool is_same = !e && thing_same(t, stands);
    e = e || is_same ? e : thing_change(ctx, t, version);
    bool stays = t->version == version;
    line->result = stays ? "same" : "changed";
    line->ref = kind_ref(ctx->arena, k, t->ref);
    if (!e) {
        *(stays ? &out->n_same : &out->n_changed) += 1;
    }
    return e;
}

/* Takes the row's trouble over to the outcome and clears it from the work. */
static void refused(struct ctx *ctx, struct import_outcome *out, struct import_line *line)
{
    int64_t row = line->row;
    *line =
        (struct import_line){.row = row, .result = "refused", .first_fault = out->faults.n_fields};
    for (size_t i = 0; i < ctx->fault.n_fields; i++) {
        struct field_fault *f = &ctx->fault.fields[i];
        fault_field(&out->faults, f->field, row, f->key, f->args, FAULT_ARGS);
    }
    if (!ctx->fault.n_fields) {
        fault_field(&out->faults, STR_NONE, row, ctx->fault.key ? ctx->fault.key : "error.422.text",
                    ctx->fault.args, FAULT_ARGS);
    }
    line->n_faults = out->faults.n_fields - line->first_fault;
    out->n_refused++;
}

static err import_row(struct ctx *ctx, const struct kind *k, const struct table_row *row,
                      const int *columns, size_t n, struct import_outcome *out)
{
    struct params p = row_params(ctx, k, row, columns, n);
    str ref = cell_at(row, columns, n, COLUMN_REF);
    struct import_line *line = &out->lines[out->n_lines++];
    line->row = row->number;
    err e = db_mark(ctx->db, "row");
    if (e) {
        return e;
    }
    e = ref.n ? row_change(ctx, k, &p, row->number, ref, out, line)
              : row_new(ctx, k, &p, row->number, cell_at(row, columns, n, COLUMN_STATE), out, line);
    if (e == ERR_BROKEN || e == ERR_BUSY || e == ERR_FULL) {
        return e;
    }
    if (e) {
        db_back_to(ctx->db, "row");
        refused(ctx, out, line);
        fault_init(&ctx->fault, ctx->arena);
    }
    return db_release(ctx->db, "row");
}

static err headings(struct ctx *ctx, const struct kind *k, const struct table_row *row,
                    int *columns, struct import_outcome *out)
{
    bool any = false;
    out->n_columns = row->n_cells;
    out->columns = ARENA_ARRAY(ctx->arena, row->n_cells + 1, const struct field *);
    for (size_t i = 0; i < row->n_cells; i++) {
        columns[i] = column_of(ctx, k, row_cell(row, i).text);
        for (size_t j = 0; j < i && columns[i] != COLUMN_UNKNOWN; j++) {
            if (columns[j] == columns[i]) {
                return fault(ctx, ERR_INVALID, "import.column_twice", row_cell(row, i).text);
            }
        }
        if (columns[i] >= 0) {
            out->columns[i] = &k->fields[columns[i]];
            any = true;
        }
    }
    return any ? OK
               : fault(ctx, ERR_INVALID, "import.no_column", kind_word(ctx, k, k->title, NULL));
}

err import_begin(struct ctx *ctx, const struct kind *k, const struct table *table,
                 struct import_outcome *out)
{
    *out = (struct import_outcome){0};
    fault_init(&out->faults, ctx->arena);
    if (table->n_rows < 1) {
        return fault(ctx, ERR_INVALID, "import.no_rows");
    }
    out->places = ARENA_ARRAY(ctx->arena, table->rows[0].n_cells + 1, int);
    out->lines = ARENA_ARRAY(ctx->arena, table->n_rows, struct import_line);
    return headings(ctx, k, &table->rows[0], out->places, out);
}

err import_rows(struct ctx *ctx, const struct kind *k, const struct table *table, size_t from,
                size_t to, struct import_outcome *out)
{
    err e = OK;
    for (size_t i = from; i < to && !e; i++) {
        e = import_row(ctx, k, &table->rows[i], out->places, out->n_columns, out);
    }
    return e;
}

err import_table(struct ctx *ctx, const struct kind *k, const struct table *table,
                 struct import_outcome *out)
{
    err e = import_begin(ctx, k, table, out);
    return e ? e : import_rows(ctx, k, table, 1, table->n_rows, out);
}
