/* library_answer.h - the answers that libmicrohttpd makes by itself, said by the gate instead. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_LIBRARY_ANSWER_H
#define WEB_LIBRARY_ANSWER_H

#include "web/connections.h"

#include <microhttpd.h>

typedef enum MHD_Result (*library_queue)(struct MHD_Connection *, unsigned, struct MHD_Response *);

/* The library's own MHD_queue_response, for answers of ours. */
library_queue library_queue_find(void);
/* Who is at the other end; NULL before we were told. */
struct connection *connection_of(struct MHD_Connection *conn);
/* The reply as the library takes it, copied if it must outlive its arena; NULL without memory. */
struct reply;
struct MHD_Response *library_response(struct arena *a, const struct reply *r,
                                      enum MHD_ResponseMemoryMode memory);

#endif
