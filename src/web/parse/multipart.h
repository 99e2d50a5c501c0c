/* multipart.h - forms with files (RFC 7578), read from a whole body. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_PARSE_MULTIPART_H
#define WEB_PARSE_MULTIPART_H

#include "web/request.h"

/* Reads the body by the boundary that content_type names into params (parts without a file name)
   and uploads. Bytes are borrowed from the body. ERR_INVALID when it is not well formed to the last
   boundary; ERR_TOO_BIG over 1,000 parts, 100 files, or names over 100 bytes. */
err multipart_parse(struct arena *a, str content_type, str body, struct params *params,
                    struct upload **uploads, size_t *n_uploads);

#endif
