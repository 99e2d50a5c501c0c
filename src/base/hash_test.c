/* hash_test.c - known digests, and texts of bytes there and back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hash.h"
#include "base/test.h"

/* FIPS 180-4 examples. */
void test_hash__knows_sha256(void)
{
    struct arena *a = arena_open();
    assert_str(sha256_hex(a, STR("abc")),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_str(sha256_hex(a, STR_NONE),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    unsigned char whole[SHA256_BYTES], parts[SHA256_BYTES];
    sha256(STR("abc"), whole);
    const str list[] = {STR("a"), STR_NONE, STR("bc")};
    sha256_list(list, 3, parts);
    assert_memory_equal(whole, parts, sizeof whole);
    arena_close(a);
}

/* RFC 4231, case 2. */
void test_hash__knows_hmac(void)
{
    struct arena *a = arena_open();
    unsigned char out[SHA256_BYTES];
    hmac_sha256(STR("Jefe"), STR("what do ya want for nothing?"), out);
    assert_str(hex(a, str_n((const char *)out, sizeof out)),
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    arena_close(a);
}

void test_hash__reads_what_it_wrote(void)
{
    struct arena *a = arena_open();
    char bytes[64];
    for (size_t n = 0; n < sizeof bytes; n++) {
        bytes[n] = (char)(n * 89 + 250);
        str in = str_n(bytes, n), out;
        assert_true(hex_read(a, hex(a, in), &out));
        assert_true(str_eq(in, out));
        assert_true(base64url_read(a, base64url(a, in), &out));
        assert_true(str_eq(in, out));
    }
    assert_str(base64url(a, STR("\xFB\xFF\xFE")), "-__-");
    arena_close(a);
}

void test_hash__refuses_other_texts_for_the_same_bytes(void)
{
    struct arena *a = arena_open();
    static const char *const wrong[] = {"A", "AB", "AAB", "AAAAA", "AA==", "A+", "A/AA", "AA A"};
    str out;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(base64url_read(a, str_of(wrong[i]), &out));
    }
    assert_true(base64url_read(a, STR("AA"), &out));
    assert_false(hex_read(a, STR("0"), &out));
    assert_false(hex_read(a, STR("0g"), &out));
    assert_true(bytes_equal(STR("same"), STR("same")));
    assert_false(bytes_equal(STR("same"), STR("sama")));
    assert_false(bytes_equal(STR("same"), STR("sam")));
    assert_true(bytes_equal(STR_NONE, STR("")));
    arena_close(a);
}
