/* sender.c - fuzz: what a request says about its sender and where it wants to go: browser, network,
   a proxy's list, a version, a way back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/address.h"
#include "web/parse/header.h"
#include "web/parse/text_check.h"
#include "web/return_to.h"
#include "web/sign_in/agent.h"

#include <stdlib.h>

static void inside(str part, str whole)
{
    if (part.n && (part.p < whole.p || part.p + part.n > whole.p + whole.n)) {
        abort();
    }
}

/* Back to a page of ours: never another site, never a second header. */
static void ours(str address)
{
    if (!str_starts(address, "/") || str_starts(address, "//") || str_index(address, '\\') >= 0 ||
        str_index(address, '\n') >= 0 || str_index(address, '\r') >= 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    str s = str_n((const char *)data, n), name = agent_name(a, s), network = agent_network(a, s);
    if (!str_is_utf8(name, NULL) || (network.n && str_index(network, '/') < 0)) {
        abort();
    }
    str last = header_last(s), version = header_version(s);
    inside(last, s);
    inside(version, s);
    if (str_index(last, ',') >= 0) {
        abort();
    }
    ours(address_back(s, STR("/")));
    if (is_plain_line(s)) {
        struct request q = {.method = METHOD_GET, .path = s, .raw_query = s};
        ours(return_to_address(a, "/sign-in", &q));
    }
    arena_close(a);
    return 0;
}
