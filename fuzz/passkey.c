/* passkey.c - fuzz: what a browser says that a passkey said. The first line is the client data, the
   rest the key's own bytes after the hash of our site, which no stranger need guess.

   Nothing was signed and no challenge was ours, so nothing may be believed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"
#include "base/hash.h"
#include "web/sign_in/webauthn.h"

#include <stdlib.h>

#define SITE STR("samstyr.example")

static str with_site(struct arena *a, str rest)
{
    struct buf b;
    unsigned char hash[SHA256_BYTES];
    sha256(SITE, hash);
    buf_init(&b, a, 1 * MIB);
    buf_append(&b, hash, sizeof hash);
    buf_str(&b, rest);
    return buf_as_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const int algorithms[] = {-7, -8, -257};
    static const char nobodys[64] = {4, 1, 2, 3};
    struct arena *a = arena_open();
    struct ctx ctx;
    struct webauthn_site site = {STR("https://samstyr.example"), SITE};
    str rest = str_n((const char *)data, n), client = STR(""), challenge;
    str_split(&rest, '\n', &client);
    ctx_init(&ctx, a, NULL, 1795251600000);
    if (!webauthn_client_data(&ctx, NULL, &site, STR("fuzz"), "webauthn.get", client, &challenge)) {
        abort();
    }
    str auth = with_site(a, rest);
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++) {
        struct webauthn_key made,
            nobody = {STR("id"), str_n(nobodys, sizeof nobodys), algorithms[i], 0};
        struct webauthn_answer said = {client, auth, rest, STR("id")};
        int64_t count;
        if (!webauthn_created(a, &site, auth, algorithms[i], &made) &&
            (!made.credential_id.n || !made.public_key.n || made.algorithm != algorithms[i])) {
            abort();
        }
        if (!webauthn_asserted(&site, &nobody, &said, &count)) {
            abort();
        }
    }
    webauthn_created(a, &site, rest, -7, &(struct webauthn_key){0});
    arena_close(a);
    return 0;
}
