/* multipart_test.c - forms with files: what is taken out of them, and what is refused. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/test.h"
#include "web/parse/multipart.h"
#include "base/buf.h"
#include "web/parse/text_check.h"

#include <string.h>

/* ---- multipart
 * ------------------------------------------------------------------------------------------ */

#define TYPE "multipart/form-data; boundary=b0"

static err parts(struct arena *a, str type, str body, struct params *p, struct upload **u,
                 size_t *n)
{
    return multipart_parse(a, type, body, p, u, n);
}

void test_multipart__gives_fields_and_files(void **state)
{
    struct arena *a = arena_open();
    struct params p;
    struct upload *u;
    size_t n;
    str body = STR(
        "--b0\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nTørke\r\nto linjer\r\n"
        "--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".csv\"\r\n"
        "Content-Type: text/csv\r\n\r\nx;\0y\r\n\r\n"
        "--b0\r\nContent-Disposition: form-data; name=none; filename=\"\"\r\n\r\n\r\n"
        "--b0\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--b0--\r\n");
    assert_int_equal(parts(a, STR(TYPE), body, &p, &u, &n), OK);
    assert_int_equal(p.n, 2);
    assert_str(params_get(&p, "title"), "Tørke\r\nto linjer");
    assert_str(params_get(&p, "empty"), "");
    assert_int_equal(n, 1);
    assert_str(u[0].field, "file");
    assert_str(u[0].name, "a \"b\".csv");
    assert_str(u[0].type, "text/csv");
    assert_int_equal(u[0].bytes.n, 6);
    arena_close(a);
}

void test_multipart__refuses_what_is_not_whole(void **state)
{
    static const struct {
        str type, body;
    } refused[] = {
        {STR("multipart/form-data"), STR("--b0--")},
        {STR("multipart/form-data; boundary="), STR("----")},
        {STR("multipart/form-data; boundary=\"b\0"
             "0\""),
         STR("--b--")},
        {STR("multipart/form-data; boundary=a; boundary=b"), STR("--a--")},
        {STR("multipart/form-data; boundary=\"open"), STR("--open--")},
        {STR("multipart/form-data; boundary=\"b0\"x"), STR("--b0--")},
        {STR("multipart/form-data; boundary"), STR("--b0--")},
        {STR("multipart/form-data; =b0"), STR("--b0--")},
        {STR("multipart/form-data; bound ary=b0"), STR("--b0--")},
        {STR("multipart/form-data; charset=utf-8"), STR("----")},
        {STR("multipart/form-data; boundary=\"\""), STR("----")},
        {STR("multipart/form-data; boundary=\"b0 \""), STR("--b0 --")},
        {STR("multipart/form-data; boundary=\"b{\""), STR("--b{--")},
        {STR("multipart/form-data; boundary=\"b@\""), STR("--b@--")},
        {STR("multipart/form-data; boundary=\"b;\""), STR("--b;--")},
        {STR("multipart/form-data; boundary=\"b!\""), STR("--b!--")},
        {STR("multipart/form-data; boundary=\"b0\\"), STR("--b0--")},
        {STR("multipart/form-data; boundary="
             "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg1"),
         STR("--aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg1--")},
        {STR(TYPE), STR("--b0\r\n: form-data\r\n\r\nx\r\n--b0--")},
        {STR(TYPE), STR("--b0\r\nno colon\r\n\r\nx\r\n--b0--")},
        {STR(TYPE), STR("--b0\r\nBad Name: x\r\n\r\nx\r\n--b0--")},
        {STR(TYPE), STR("--b0\r\nX: \x01\r\n\r\nx\r\n--b0--")},
        {STR(TYPE), STR("--b0\r\nContent-Type: text/csv\r\n\r\nx\r\n--b0--")},
        {STR(TYPE), STR("--b0\r\nContent-Disposition: form-data; name=a\r\n"
                        "Content-Disposition: form-data; name=b\r\n\r\nx\r\n--b0--")},
        {STR(TYPE),
         STR("--b0\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\nx\r\n--b0--")},
        {STR(TYPE), STR("")},
        {STR(TYPE), STR("preamble\r\n--b0--")},
        {STR(TYPE), STR("--b0")},
        {STR(TYPE), STR("--b0\n")},
        {STR(TYPE), STR("--b0\r\nContent-Disposition: form-data; name=a\r\n\r\nno end")},
        {STR(TYPE), STR("--b0\r\n\r\nno header\r\n--b0--")},
        {STR(TYPE), STR("--b0\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b0--")},
        {STR(TYPE), STR("--b0\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b0--")},
        {STR(TYPE),
         STR("--b0\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--b0--")},
        {STR(TYPE), STR("--b0\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b0--")},
        {STR(TYPE), STR("--b0\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--b0--")},
        {STR(TYPE), STR("--b0\r\nContent-Disposition: form-data; name=\"a\0\"\r\n\r\nx\r\n--b0--")},
    };
    struct arena *a = arena_open();
    struct params p;
    struct upload *u;
    size_t n;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (parts(a, refused[i].type, refused[i].body, &p, &u, &n) != ERR_INVALID) {
            print_error("taken: case %zu\n", i);
            fail();
        }
    }
    arena_close(a);
}

void test_multipart__reads_what_browsers_and_programs_write(void **state)
{
    struct arena *a = arena_open();
    struct params p;
    struct upload *u;
    size_t n;
    str body = STR(
        "--a'(Z)+_,-./:=? 9\r\ncontent-disposition: FORM-DATA ; NAME=one ; filename*=UTF-8''x\r\n"
        "Content-Transfer-Encoding: binary\r\n\r\n1\r\n"
        "--a'(Z)+_,-./:=? 9\r\nContent-Disposition: form-data; name=\"two\"\r\n\r\n2\r\n"
        "--a'(Z)+_,-./:=? 9\r\nContent-Disposition: form-data; name=\"three\"\r\n\r\n3\r\n"
        "--a'(Z)+_,-./:=? 9\r\nContent-Disposition: form-data; name=\"four\"\r\n\r\n"
        "--a'(Z)+_,-./:=? 9\r\nContent-Disposition: form-data; name=file; "
        "filename=\"C:\\dir\\\\a.csv\"\r\n\r\nx\r\n"
        "--a'(Z)+_,-./:=? 9\r\nContent-Disposition: form-data; name=file; filename=\"\"\r\n\r\n"
        "nameless\r\n--a'(Z)+_,-./:=? 9--");
    str type = STR("multipart/form-data; charset=utf-8 ; boundary=\"a'(Z)+_,-./:=? 9\"");
    assert_int_equal(parts(a, type, body, &p, &u, &n), OK);
    assert_int_equal(p.n, 4);
    assert_str(params_get(&p, "one"), "1");
    assert_str(params_get(&p, "two"), "2");
    assert_str(params_get(&p, "three"), "3");
    assert_str(params_get(&p, "four"), "");
    assert_int_equal(n, 2);
    assert_str(u[0].name, "C:\\dir\\a.csv"); /* one stroke is itself, two are one */
    assert_str(u[1].name, "");
    assert_str(u[1].bytes, "nameless");
    arena_close(a);
}

/* A form of so many parts, each with that disposition and one byte. */
static str many_parts(struct arena *a, size_t n, const char *disposition)
{
    struct buf b;
    buf_init(&b, a, 1 << 20);
    for (size_t i = 0; i < n; i++) {
        buf_printf(&b, "--b0\r\nContent-Disposition: form-data; %s\r\n\r\nx\r\n", disposition);
    }
    buf_literal(&b, "--b0--");
    return buf_as_str(&b);
}

static str text_of(struct arena *a, const char *before, size_t n, const char *after)
{
    struct buf b;
    buf_init(&b, a, 1 << 20);
    buf_z(&b, before);
    for (size_t i = 0; i < n; i++) {
        buf_char(&b, 'x');
    }
    buf_z(&b, after);
    return buf_as_str(&b);
}

void test_multipart__has_ceilings(void **state)
{
    struct arena *a = arena_open();
    struct params p;
    struct upload *u;
    size_t n;
    assert_int_equal(parts(a, STR(TYPE), many_parts(a, MAX_PARAMS, "name=a"), &p, &u, &n), OK);
    assert_int_equal(p.n, MAX_PARAMS);
    assert_int_equal(parts(a, STR(TYPE), many_parts(a, MAX_PARAMS + 1, "name=a"), &p, &u, &n),
                     ERR_TOO_BIG);
    const char *file = "name=a; filename=b";
    assert_int_equal(parts(a, STR(TYPE), many_parts(a, MAX_UPLOADS, file), &p, &u, &n), OK);
    assert_int_equal(n, MAX_UPLOADS);
    assert_int_equal(parts(a, STR(TYPE), many_parts(a, MAX_UPLOADS + 1, file), &p, &u, &n),
                     ERR_TOO_BIG);

    const char *name = str_z(a, text_of(a, "name=", MAX_NAME, ""));
    assert_int_equal(parts(a, STR(TYPE), many_parts(a, 1, name), &p, &u, &n), OK);
    name = str_z(a, text_of(a, "name=", MAX_NAME + 1, ""));
    assert_int_equal(parts(a, STR(TYPE), many_parts(a, 1, name), &p, &u, &n), ERR_TOO_BIG);
    name = str_z(a, text_of(a, "name=a; filename=", 1001, ""));
    assert_int_equal(parts(a, STR(TYPE), many_parts(a, 1, name), &p, &u, &n), ERR_TOO_BIG);

    str header = text_of(a, "--b0\r\nX: ", 9000, "\r\n\r\nx\r\n--b0--");
    assert_int_equal(parts(a, STR(TYPE), header, &p, &u, &n), ERR_TOO_BIG);
    str type = text_of(a, TYPE "; a=", 1024, "");
    assert_int_equal(parts(a, type, STR("--b0--"), &p, &u, &n), ERR_INVALID);
    arena_close(a);
}
