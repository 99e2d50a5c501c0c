/* build.h - for readers: puts a tree together from values that come one after the other. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_JSON_BUILD_H
#define FORMAT_JSON_BUILD_H

#include "format/json/tree.h"

/* Members and items of the containers that are still open, on one pile. Start with zeroes and an
   arena. */
struct json_builder {
    struct arena *arena;
    struct json_member *pile;
    size_t n, size;
};

/* Puts a member (or an item, without name) on the pile. */
void json_build(struct json_builder *b, struct json_member m);
/* Takes what lies above `first` off the pile as one array. */
struct json json_build_array(struct json_builder *b, size_t first);
/* The same as an object. A name that occurs twice comes back in twice, and then no object. */
struct json json_build_object(struct json_builder *b, size_t first, str *twice);

#endif
