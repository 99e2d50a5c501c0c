/* fault.c - trouble as data. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int status;
} answers[] = {
    [OK] = {"ok", 200},
    [ERR_MISSING] = {"missing", 404},
    [ERR_UNKNOWN] = {"unknown-actor", 401},
    [ERR_DENIED] = {"denied", 403},
    [ERR_PROOF] = {"proof-needed", 403},
    [ERR_FACTOR] = {"factor-needed", 403},
    [ERR_INVALID] = {"invalid", 422},
    [ERR_CONFLICT] = {"conflict", 409},
    [ERR_STALE] = {"stale", 412},
    [ERR_UNREAD] = {"unread", 428},
    [ERR_BUSY] = {"busy", 503},
    [ERR_TOO_BIG] = {"too-big", 413},
    [ERR_FULL] = {"full", 507},
    [ERR_BROKEN] = {"broken", 500},
};

void fault_init(struct fault *f, struct arena *a)
{
    *f = (struct fault){.arena = a};
}

static void copy_args(struct fault *f, str *to, const str *args, size_t n)
{
    for (size_t i = 0; i < n && i < FAULT_ARGS; i++) {
        to[i] = str_copy(f->arena, args[i]);
    }
}

err fault_tell(struct fault *f, err code, const char *key, const str *args, size_t n)
{
    if (!f->code || !f->key) {
        f->code = code;
        f->key = key;
        copy_args(f, f->args, args, n);
    }
    return f->code;
}

err fault_field(struct fault *f, str field, int64_t row, const char *key, const str *args, size_t n)
{
    if (f->n_fields == f->size_fields) {
        size_t size = f->size_fields ? f->size_fields * 2 : 8;
        struct field_fault *fields = ARENA_ARRAY(f->arena, size, struct field_fault);
        if (f->n_fields) {
            memcpy(fields, f->fields, f->n_fields * sizeof *fields);
        }
        f->fields = fields;
        f->size_fields = size;
    }
    struct field_fault *at = &f->fields[f->n_fields++];
    *at = (struct field_fault){.field = str_copy(f->arena, field), .key = key, .row = row};
    copy_args(f, at->args, args, n);
    if (!f->code) {
        f->code = ERR_INVALID;
    }
    return ERR_INVALID;
}

void fault_detail(struct fault *f, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    f->detail = f->detail.n ? str_printf(f->arena, "%.*s; %s", STR_ARG(f->detail), text)
                            : str_copy(f->arena, str_of(text));
}

int fault_status(err code)
{
    return answers[code].status;
}

int fault_exit(err code)
{
    return code ? 1 : 0;
}

const char *err_name(err code)
{
    return answers[code].name;
}
