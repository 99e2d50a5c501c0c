/* provider.c - fuzz: what a provider of identities publishes, and the address by which a browser
   comes back from it. Whatever the document says, nobody is led outside the hosts that were set. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/read.h"
#include "web/oidc/exchange.h"
#include "web/parse/query.h"

#include <stdlib.h>

static void led_to(str address)
{
    if (!str_starts(address, "https://idp.example.org/") &&
        !str_starts(address, "https://idp.example.org:443/") &&
        !str_is(address, "https://idp.example.org") &&
        !str_starts(address, "https://idp.example.org?")) {
        abort();
    }
}

static void document(const struct json *doc)
{
    static const char *const representations[] = {"orgno", "resource", "service", ""};
    struct oidc_provider p = {.issuer = STR("https://idp.example.org"),
                              .hosts = STR("idp.example.org"),
                              .body_number = STR("999900011"),
                              .resource = STR("urn:altinn:resource:x")};
    struct oidc_discovery d;
    if (!oidc_discovery_read(doc, &p, false, &d)) {
        led_to(d.authorization);
        led_to(d.token);
        led_to(d.jwks);
    }
    for (size_t i = 0; i < sizeof representations / sizeof *representations; i++) {
        p.representation = str_of(representations[i]);
        oidc_represents(doc, &p);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    struct json_limits limits = {.bytes = 64 * KIB, .values = 2000, .depth = 12};
    struct request q = {0};
    struct exchange_answer answer;
    const struct json *doc;
    bool has_ending;
    str s = str_n((const char *)data, n);
    if (json_read(a, s, &limits, &doc, NULL) == OK) {
        document(doc);
    } else if (query_parse(a, s, &q, &has_ending) == OK && exchange_answer_read(&q, &answer) &&
               (!answer.state.n || !answer.code.n == !answer.error.n)) {
        abort();
    }
    arena_close(a);
    return 0;
}
