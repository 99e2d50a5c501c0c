/* library_answer.c - the answers that libmicrohttpd makes by itself, said by the gate instead.

   What it cannot read at all (a first line that is none, a header over its memory, a broken chunk)
   it refuses before any callback of ours is asked, with a page of its own: English, and without our
   headers. It has no option for that. But it hands such a page to its own public
   MHD_queue_response, and a function of that name in the program stands before the library's (ELF
   looks a name up in the program first). Should a library be built so that this does not hold, its
   own page goes out as before: tests/program sees it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/library_answer.h"

#include "base/hash.h"
#include "base/id.h"
#include "web/gate.h"
#include "web/parse/header.h"
#include "web/parse/query.h"
#include "web/reply.h"

#include <dlfcn.h>
#include <string.h>

struct connection *connection_of(struct MHD_Connection *conn)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(conn, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

library_queue library_queue_find(void)
{
    library_queue found;
    void *symbol = dlsym(RTLD_NEXT, "MHD_queue_response");
    memcpy(&found, &symbol, sizeof found); /* as POSIX has it: ISO C converts no such pointer */
    return found;
}

struct MHD_Response *library_response(struct arena *a, const struct reply *r,
                                      enum MHD_ResponseMemoryMode memory)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(r->body.n, r->body.n ? r->body.data : (void *)"", memory);
    if (!response) {
        return NULL;
    }
    if (r->body.n && r->type) {
        MHD_add_response_header(response, "Content-Type", r->type);
    }
    for (size_t i = 0; i < r->n_headers; i++) {
        MHD_add_response_header(response, r->headers[i].name, str_z(a, r->headers[i].value));
    }
    return response;
}

static str header_of(struct arena *a, struct MHD_Connection *conn, const char *name)
{
    const char *value = MHD_lookup_connection_value(conn, MHD_HEADER_KIND, name);
    return value ? str_copy(a, str_of(value)) : STR_NONE;
}

/* As much of the request as was read: the language and the form of the answer, if it came so far.
 */
static void request_fill(struct arena *a, struct MHD_Connection *conn, const struct connection *c,
                         struct request *q)
{
    unsigned char random[8];
    id_random(random, sizeof random);
    *q = (struct request){.method = METHOD_GET,
                          .request_id = hex(a, str_n((const char *)random, sizeof random)),
                          .network = str_of(c->address),
                          .secure = c->is_secure,
                          .path = STR("/"),
                          .accept_language = header_of(a, conn, "Accept-Language")};
    str cookie = header_of(a, conn, "Cookie"), accept = header_of(a, conn, "Accept");
    q->cookie_lang = cookie_get(cookie, "lang");
    q->cookie_theme = cookie_get(cookie, "theme");
    q->ending = ending_of_accept(accept);
}

enum MHD_Result MHD_queue_response(struct MHD_Connection *conn, unsigned status,
                                   struct MHD_Response *theirs)
{
    struct connection *c = connection_of(conn);
    library_queue queue = library_queue_find();
    if (!c || !c->gate || status < 400) {
        return queue(conn, status, theirs);
    }
    struct arena *a = arena_open();
    struct request q;
    struct reply r;
    request_fill(a, conn, c, &q);
    gate_refuse(c->gate, a, &q, (int)status, &r);
    struct MHD_Response *ours = library_response(a, &r, MHD_RESPMEM_MUST_COPY);
    if (ours) {
        MHD_add_response_header(ours, "Connection", "close");
    }
    enum MHD_Result result = queue(conn, status, ours ? ours : theirs);
    if (ours) {
        MHD_destroy_response(ours);
    }
    arena_close(a);
    return result;
}
