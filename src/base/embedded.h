/* embedded.h - files that the build put into the program: assets/..., library/... */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include "base/str.h"

struct embedded {
    const char *name;          /* "assets/style.css", "library/framework/common-norm.yaml" */
    const unsigned char *data; /* a zero byte follows */
    size_t n;
    const unsigned char *gzip; /* NULL where it does not pay */
    size_t n_gzip;
    const char hash[17]; /* of the contents, for addresses and ETag */
    const char *type;    /* for Content-Type */
};

/* Sorted by name, ended by a row whose name is NULL. Made by tools/embed. */
extern const struct embedded all_embedded[];
extern const size_t n_embedded;

/* The file of that name, NULL when there is none. */
const struct embedded *embedded_find(str name);

#endif
