/* id_token.c - fuzz: what a provider sends: keys, a token and a message of the courier's.

   The first line is a JWK set, the second a token. Nothing is signed by a key of ours, so nothing
   may be believed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/message.h"
#include "web/oidc/id_token.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    str text = str_n((const char *)data, n), line = STR("");
    struct json_limits limits = {.bytes = 64 * KIB, .values = 2000, .depth = 12};
    const struct json *keys = NULL;
    struct id_claims claims;
    struct id_demand d = {.issuer = STR("https://idp.example.org"),
                          .client_id = STR("us"),
                          .nonce = STR("n-1"),
                          .access_token = STR("token"),
                          .now = 1800000000};
    struct letter letter;
    struct answer answer;
    letter_read(text, &letter);
    answer_read(text, &answer);
    str_split(&text, '\n', &line);
    if (json_read(a, line, &limits, &keys, NULL) == OK) {
        id_key_for(a, keys, STR("right"), STR("RS256"));
        id_key_for(a, keys, STR("right"), STR("ES256"));
        if (!id_token_check(a, text, keys, &d, &claims)) {
            abort();
        }
    }
    arena_close(a);
    return 0;
}
