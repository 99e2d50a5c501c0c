/* gate.c - fuzz: a whole request at the gate, with every route behind it, by an officer's token.

   "METHOD ADDRESS", header lines, an empty line, the body. There is no answer 500, and none without
   a status. What is written stays for the inputs after it, 500 at most. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"
#include "command/app.h"
#include "house.h"
#include "web/parse/header.h"
#include "web/parse/query.h"

#include <string.h>

enum { HOUSE_LASTS = 500 };

static int64_t now(void)
{
    return HOUSE_NOW;
}

static struct gate *gate(void)
{
    static struct gate g;
    static int n_asked;
    if (!g.routes) {
        log_open("/dev/null");
        g = (struct gate){.routes = app_routes(arena_open()),
                          .now = now,
                          .error_page = app_error_page,
                          .page = app_page,
                          .ready = true};
    }
    if (n_asked++ % HOUSE_LASTS == 0) {
        house_leave();
    }
    g.db = house();
    return &g;
}

static enum method method_of(str name)
{
    return str_is(name, "POST")     ? METHOD_POST
           : str_is(name, "PATCH")  ? METHOD_PATCH
           : str_is(name, "DELETE") ? METHOD_DELETE
           : str_is(name, "PUT")    ? METHOD_PUT
                                    : METHOD_GET;
}

/* The headers that decide something, as the server hands them on. */
static void read_headers(struct arena *a, const struct headers *h, struct request *q)
{
    str rest = headers_get(h, "content-type"), type = STR("");
    q->content_type = rest;
    str_split(&rest, ';', &type);
    q->body_type = str_lower(a, str_trim(type));
    q->if_match = header_version(headers_get(h, "if-match"));
    q->accept_language = headers_get(h, "accept-language");
    q->user_agent = headers_get(h, "user-agent");
    q->cookies = headers_get(h, "cookie");
    q->fetch_site = headers_get(h, "sec-fetch-site");
    q->origin = headers_get(h, "origin");
    q->form_header = headers_get(h, "x-form-token");
}

static void take_header(struct headers *h, str line)
{
    ptrdiff_t colon = str_index(line, ':');
    if (colon > 0) {
        headers_add(h, str_slice(line, 0, (size_t)colon),
                    str_trim(str_slice(line, (size_t)colon + 1, line.n)));
    }
}

static void answer(struct arena *a, struct request *q, const struct headers *h)
{
    struct reply r;
    reply_init(&r, a);
    read_headers(a, h, q);
    gate_answer(gate(), a, q, q->cookies, STR("Bearer " HOUSE_TOKEN), &r);
    if (r.status < 200 || r.status == 500 || r.status > 599) {
        fprintf(stderr, "%d: %.*s\n", r.status, STR_ARG(buf_as_str(&r.body)));
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct headers h;
    struct arena *a = arena_open();
    str rest = str_n((const char *)data, n), target = STR(""), method = STR(""), line;
    struct request q = {.host = STR("https://samstyr.example"),
                        .secure = true,
                        .network = STR("192.0.2.7"),
                        .request_id = STR("1")};
    int64_t length;
    bool has_ending, chunked;
    str_split(&rest, '\n', &target);
    str_split(&target, ' ', &method);
    h = (struct headers){0};
    headers_add(&h, STR("Host"), STR("samstyr.example"));
    while (str_split(&rest, '\n', &line) && line.n) {
        take_header(&h, line);
    }
    if (!headers_check(&h, false, &length, &chunked) && !query_parse(a, target, &q, &has_ending)) {
        q.method = method_of(method);
        q.body = rest;
        q.ending = has_ending ? q.ending : ending_of_accept(headers_get(&h, "accept"));
        answer(a, &q, &h);
    }
    arena_close(a);
    return 0;
}
