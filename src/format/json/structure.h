/* structure.h - where the tokens of a JSON text begin; found by simdjson, the only C++ here. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_JSON_STRUCTURE_H
#define FORMAT_JSON_STRUCTURE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum json_structure {
    JSON_STRUCTURE_OK,
    JSON_STRUCTURE_EMPTY,    /* nothing but white space */
    JSON_STRUCTURE_UTF8,     /* invalid UTF-8 somewhere */
    JSON_STRUCTURE_CONTROL,  /* a control character within a string */
    JSON_STRUCTURE_UNCLOSED, /* the last string does not end */
    JSON_STRUCTURE_MEMORY,   /* there is none to look in */
};

/* Offsets of every bracket, brace, colon, comma, and of the first byte of every string and of every
   other run of characters; strings are known to end and to hold valid UTF-8 when OK comes back.
   What the runs are is not looked at. n is at most 1 GiB. *at is the caller's, to be given to
   json_structure_done. */
enum json_structure json_structure_find(const char *text, size_t n, uint32_t **at, size_t *n_at);
void json_structure_done(uint32_t *at);

#ifdef __cplusplus
}
#endif

#endif
