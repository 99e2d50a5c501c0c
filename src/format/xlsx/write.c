/* write.c - a table as an XLSX workbook of one sheet. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/xlsx/write.h"

#include "base/buf.h"
#include "base/memory.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>
#include <zip.h>

enum { WIDTH = 16, NAME_MOST = 31, DIGITS_MOST = 15 };

struct xlsx_writer {
    struct arena *arena;
    int file; /* in memory */
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *day, *moment;
    lxw_row_t row;
    size_t n_columns;
    lxw_error trouble; /* the first */
};

/* The next two take the place of libraries' own (libxlsxwriter's, minizip's), which open files by
   path: a workbook and its parts stay in memory, and a process that may open no file can write one.
   What the library takes for a path is the number of the workbook's descriptor. */
FILE *lxw_tmpfile(char *folder)
{
    (void)folder;
    return fdopen(memfd_create("part", MFD_CLOEXEC), "w+b");
}

static void *open_again(void *with, const void *number, int mode)
{
    (void)with, (void)mode;
    return fdopen(fcntl(atoi(number), F_DUPFD_CLOEXEC, 0), "w+b");
}

zipFile zipOpen(const char *number, int append)
{
    zlib_filefunc64_def file;
    fill_fopen64_filefunc(&file);
    file.zopen64_file = open_again;
    return zipOpen2_64(number, append, NULL, &file);
}

static void close_writer(void *p)
{
    struct xlsx_writer *w = p;
    if (w->book) {
        if (w->sheet) { /* the library closes it only when it writes the sheet */
            fclose(w->sheet->optimize_tmpfile);
        }
        lxw_workbook_free(w->book);
        w->book = NULL;
    }
    if (w->file >= 0) {
        close(w->file);
        w->file = -1;
    }
}

static const char *sheet_name(struct arena *a, str name)
{
    struct buf b;
    buf_init(&b, a, 4 * NAME_MOST + 2);
    size_t letters = 0;
    for (size_t i = 0; i < name.n; i++) {
        bool first = ((unsigned char)name.p[i] & 0xC0) != 0x80;
        if (first && ++letters > NAME_MOST) {
            break;
        }
        buf_char(&b, memchr("[]:*?/\\'", name.p[i], 8) ? ' ' : name.p[i]);
    }
    return b.n ? str_z(a, buf_as_str(&b)) : "Samstyr";
}

static void note(struct xlsx_writer *w, lxw_error e)
{
    if (e && !w->trouble) {
        w->trouble = e;
    }
}

static void title_row(struct xlsx_writer *w, const struct xlsx_column *columns)
{
    lxw_format *bold = workbook_add_format(w->book);
    format_set_bold(bold);
    format_set_text_wrap(bold);
    format_set_align(bold, LXW_ALIGN_VERTICAL_TOP);
    for (size_t i = 0; i < w->n_columns; i++) {
        lxw_col_t c = (lxw_col_t)i;
        worksheet_set_column(w->sheet, c, c, columns[i].width ? columns[i].width : WIDTH, NULL);
        note(w, worksheet_write_string(w->sheet, 0, c, str_z(w->arena, columns[i].title), bold));
    }
    worksheet_freeze_panes(w->sheet, 1, 0);
    w->row = 1;
}

err xlsx_open(struct arena *a, str sheet, const struct xlsx_column *columns, size_t n,
              struct xlsx_writer **out)
{
    struct xlsx_writer *w = ARENA_NEW(a, struct xlsx_writer);
    *w = (struct xlsx_writer){.arena = a, .n_columns = n};
    *out = w;
    arena_defer(a, close_writer, w);
    w->file = memfd_create("workbook", MFD_CLOEXEC);
    if (w->file < 0) {
        return ERR_BROKEN;
    }
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    w->book = workbook_new_opt(str_from_int(a, w->file).p, &options);
    memory_needed(w->book);
    w->sheet = workbook_add_worksheet(w->book, sheet_name(a, sheet));
    if (!w->sheet) {
        return ERR_BROKEN;
    }
    w->day = workbook_add_format(w->book);
    format_set_num_format(w->day, "yyyy\\-mm\\-dd");
    w->moment = workbook_add_format(w->book);
    format_set_num_format(w->moment, "yyyy\\-mm\\-dd hh:mm");
    title_row(w, columns);
    return OK;
}

static bool is_short_number(str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        digits += s.p[i] >= '0' && s.p[i] <= '9';
        if (!memchr("0123456789-.eE+", s.p[i], 15)) {
            return false;
        }
    }
    return digits && digits <= DIGITS_MOST;
}

/* "2026-11-21T09:30:00" in its fixed places; false when the digits are not there. */
static bool moment_parts(str s, lxw_datetime *out)
{
    char text[32];
    int n = 0;
    if (s.n >= sizeof text) {
        return false;
    }
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    *out = (lxw_datetime){0};
    n = sscanf(text, "%4d-%2d-%2dT%2d:%2d:%lf", &out->year, &out->month, &out->day, &out->hour,
               &out->min, &out->sec);
    return n == 3 || n >= 5;
}

/* Text that looks like the escape of a character, _x000D_, gets its underscore escaped, so that it
   is read as it stands (ECMA-376-1, 22.9.2.19). */
static const char *literal(struct arena *a, str s)
{
    if (!str_contains(s, STR("_x"))) {
        return str_z(a, s);
    }
    struct buf b;
    buf_init(&b, a, SIZE_MAX / 4);
    for (size_t i = 0; i < s.n; i++) {
        str code = str_slice(s, i, 7);
        bool escape = code.n == 7 && str_starts(code, "_x") && code.p[6] == '_';
        for (size_t d = 2; escape && d < 6; d++) {
            escape = isxdigit((unsigned char)code.p[d]);
        }
        if (escape) {
            buf_literal(&b, "_x005F");
        }
        buf_char(&b, s.p[i]);
    }
    return str_z(a, buf_as_str(&b));
}

static void put(struct xlsx_writer *w, lxw_col_t c, const struct cell *cell)
{
    const char *text = literal(w->arena, cell->text);
    lxw_datetime at;
    switch (cell->type) {
    case CELL_EMPTY:
        return;
    case CELL_NUMBER:
        if (is_short_number(cell->text)) {
            note(w, worksheet_write_number(w->sheet, w->row, c, strtod(text, NULL), NULL));
            return;
        }
        break;
    case CELL_DAY:
    case CELL_MOMENT:
        if (moment_parts(cell->text, &at)) {
            note(w, worksheet_write_datetime(w->sheet, w->row, c, &at,
                                             cell->type == CELL_DAY ? w->day : w->moment));
            return;
        }
        break;
    case CELL_BOOL:
        note(w, worksheet_write_boolean(w->sheet, w->row, c, str_is(cell->text, "1"), NULL));
        return;
    case CELL_TEXT:
        break;
    }
    note(w, worksheet_write_string(w->sheet, w->row, c, text, NULL));
}

void xlsx_row(struct xlsx_writer *w, const struct cell *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        put(w, (lxw_col_t)i, &cells[i]);
    }
    w->row++;
}

/* May this process open as many files as the library does at the end? It stops halfway otherwise
   and leaves some of them open. */
static bool has_room(const struct xlsx_writer *w)
{
    enum { AT_ONCE = 4 };
    int fds[AT_ONCE], n = 0;
    while (n < AT_ONCE && (fds[n] = dup(w->file)) >= 0) {
        n++;
    }
    for (int i = 0; i < n; i++) {
        close(fds[i]);
    }
    return n == AT_ONCE;
}

/* workbook_close answers with a code and frees the book in either case. */
static err finish(struct xlsx_writer *w)
{
    if (!has_room(w)) {
        return ERR_BROKEN;
    }
    worksheet_autofilter(w->sheet, 0, 0, w->row - 1, (lxw_col_t)(w->n_columns - 1));
    lxw_error closed = workbook_close(w->book);
    w->book = NULL;
    if (w->trouble) {
        return ERR_TOO_BIG;
    }
    return closed ? ERR_BROKEN : OK;
}

static void unmap(void *p)
{
    const str *bytes = p;
    munmap((void *)bytes->p, bytes->n);
}

err xlsx_close(struct xlsx_writer *w, str *out)
{
    err e = finish(w);
    *out = STR_NONE;
    if (!e) {
        str *bytes = ARENA_NEW(w->arena, str);
        size_t size = (size_t)lseek(w->file, 0, SEEK_END);
        void *at = mmap(NULL, size, PROT_READ, MAP_PRIVATE, w->file, 0);
        memory_needed(at != MAP_FAILED);
        *bytes = *out = str_n(at, size);
        arena_defer(w->arena, unmap, bytes);
    }
    close_writer(w);
    return e;
}
