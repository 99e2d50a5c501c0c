/* write.h - JSON written straight into a buffer, without a tree. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_JSON_WRITE_H
#define FORMAT_JSON_WRITE_H

#include "base/buf.h"

/* The writer sets commas and colons itself. Using it against the grammar (a value in an object
   without a key, an end without a start, deeper than JSON_WRITE_DEPTH) is a mistake of ours and
   ends in an assert. When the buffer meets its ceiling nothing more is added: check out->full. */
struct json_writer {
    struct buf *out;
    uint64_t objects; /* bit d: the container at depth d is an object */
    int depth;
    bool comma; /* the next key or value needs a comma before it */
    bool keyed; /* a key waits for its value */
};

enum { JSON_WRITE_DEPTH = 63 };

/* Starts a document (or a line of one) at the end of out. */
void json_start(struct json_writer *w, struct buf *out);
/* True when every container is closed again. */
bool json_is_whole(const struct json_writer *w);

void json_object_start(struct json_writer *w);
void json_object_end(struct json_writer *w);
void json_array_start(struct json_writer *w);
void json_array_end(struct json_writer *w);
/* The name of the next member. The caller sees to it that names do not repeat. */
void json_key(struct json_writer *w, const char *name);
void json_key_str(struct json_writer *w, str name);
/* The same for a name that is quoted already, with its colon: "\"title\":". For long lists of alike
 * things. */
void json_key_ready(struct json_writer *w, str quoted);
/* A whole member that is written already: "\"title\":null". */
void json_member_ready(struct json_writer *w, str member);
/* A name made ready for json_key_ready. */
str json_key_make(struct arena *a, str name);

/* Text in valid UTF-8; STR_NONE is written as null. */
void json_text(struct json_writer *w, str text);
void json_text_z(struct json_writer *w, const char *text); /* NULL is written as null */
void json_int(struct json_writer *w, int64_t value);
/* A decimal number kept as a whole one: 12345 with 2 decimals is 123.45. decimals 0 to 18. */
void json_decimal(struct json_writer *w, int64_t scaled, int decimals);
void json_bool(struct json_writer *w, bool value);
void json_null_value(struct json_writer *w);
/* A value that is JSON already, as it stands; STR_NONE is written as null. */
void json_raw(struct json_writer *w, str json);

/* A member in one line: json_key and the value. */
void json_member_text(struct json_writer *w, const char *name, str text);
void json_member_int(struct json_writer *w, const char *name, int64_t value);
void json_member_bool(struct json_writer *w, const char *name, bool value);

#endif
