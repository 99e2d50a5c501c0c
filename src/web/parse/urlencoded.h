/* urlencoded.h - a=1&b=2, as queries and plain forms send it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_PARSE_URLENCODED_H
#define WEB_PARSE_URLENCODED_H

#include "web/request.h"

/* The parameters in the order sent, repeated names kept. ERR_INVALID for broken escapes, text that
   is no UTF-8 or holds control bytes; ERR_TOO_BIG over 1,000 parameters or a name over 100 bytes.
 */
err urlencoded_parse(struct arena *a, str text, struct params *out);

#endif
