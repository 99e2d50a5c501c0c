/* encoding.c - fuzz: hex, base64url, sealed texts and codes of six digits. One value has one text,
   and what was not sealed by us does not open. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hash.h"
#include "base/id.h"
#include "base/seal.h"
#include "web/sign_in/totp.h"

#include <liboath/oath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct seal *our_seal(void)
{
    static struct seal *seal;
    if (!seal) {
        char folder[] = "/tmp/samstyr-fuzz-XXXXXX", path[64];
        if (!mkdtemp(folder)) {
            abort();
        }
        snprintf(path, sizeof path, "%s/seal", folder);
        seal = seal_open(path);
        unlink(path);
        rmdir(folder);
    }
    return seal;
}

/* The same base32 as the library's, but for its padding. */
static void check_base32(struct arena *a, str secret)
{
    char *theirs = NULL;
    size_t n = 0;
    str ours = totp_text(a, secret);
    if (oath_base32_encode(secret.p, secret.n, &theirs, &n) != OATH_OK || n < ours.n ||
        memcmp(theirs, ours.p, ours.n) != 0 || strspn(theirs + ours.n, "=") != n - ours.n) {
        abort();
    }
    free(theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    str s = str_n((const char *)data, n), bytes;
    if (hex_read(a, s, &bytes) && !str_eq(hex(a, bytes), str_lower(a, s))) {
        abort();
    }
    if (base64url_read(a, s, &bytes) && !str_eq(base64url(a, bytes), s)) {
        abort();
    }
    if (seal_read(our_seal(), a, STR("fuzz"), s, &bytes)) {
        abort();
    }
    if (totp_step(STR("12345678901234567890"), s, 59000) >= 0 && !str_is(s, "287082") &&
        !str_is(s, "755224") && !str_is(s, "359152")) {
        abort();
    }
    if (n && n < 512) {
        check_base32(a, s);
    }
    id_is_uuid(s);
    arena_close(a);
    return 0;
}
