/* fault.h - trouble as data: told once where it is found, turned into words by the gate. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/arena.h"
#include "base/str.h"

/* Few kinds of trouble, each met with a different answer (fault_status). */
typedef enum {
    OK = 0,
    ERR_MISSING,  /* no such thing, or not for this actor: 404 */
    ERR_UNKNOWN,  /* nobody is signed in: 401, pages go to the sign-in */
    ERR_DENIED,   /* signed in, but the role does not allow it: 403 */
    ERR_PROOF,    /* the role allows it, but who it is must be proved again first: 403, pages ask */
    ERR_FACTOR,   /* a second factor is demanded and was not shown: 403, pages lead to making one */
    ERR_INVALID,  /* the input breaks a rule: 422 */
    ERR_CONFLICT, /* the state of the thing does not allow it: 409 */
    ERR_STALE,    /* someone else changed it since it was read: 412 */
    ERR_UNREAD,   /* the asker does not say which version was read: 428 */
    ERR_BUSY,     /* could not now, a retry might work: 503 */
    ERR_TOO_BIG,  /* over a ceiling: 413 */
    ERR_FULL,     /* no space left: 507 */
    ERR_BROKEN,   /* ours or the machine's: 500 */
} err;

enum { FAULT_ARGS = 4 };

/* One field's trouble. `key` is a word ("form.too_long") with args; row is 1-based in imports, 0 in
 * forms. */
struct field_fault {
    str field;
    const char *key;
    str args[FAULT_ARGS];
    int64_t row;
};

/* What went wrong, once. `key` is a word that says it to a person; detail is for the log only. */
struct fault {
    struct arena *arena; /* where args and fields live */
    err code;
    const char *key;
    str args[FAULT_ARGS];
    struct field_fault *fields;
    size_t n_fields, size_fields;
    str detail;
};

/* Ready for use and empty; what it tells lives in the arena. */
void fault_init(struct fault *f, struct arena *a);
/* Records the trouble unless one is recorded already, and returns code. Args are copied. */
err fault_tell(struct fault *f, err code, const char *key, const str *args, size_t n);
/* Adds one field's trouble (code becomes ERR_INVALID if none is set) and returns ERR_INVALID. */
err fault_field(struct fault *f, str field, int64_t row, const char *key, const str *args,
                size_t n);
/* Adds to the detail for the log. */
void fault_detail(struct fault *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

int fault_status(err code);     /* HTTP status */
int fault_exit(err code);       /* exit code of a command: 0 or 1 */
const char *err_name(err code); /* "missing", "denied", ...: in problem types and logs */

/* A list of str for the calls above: FAULT_LIST(a, b) gives the array and its length. */
#define FAULT_LIST(...)                                                                            \
    ((const str[]){STR_NONE, ##__VA_ARGS__}) + 1,                                                  \
        sizeof((const str[]){STR_NONE, ##__VA_ARGS__}) / sizeof(str) - 1

#endif
