/* package_for_test.h - workbooks made by hand, whole or evil, for tests and fuzzing. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_XLSX_PACKAGE_FOR_TEST_H
#define FORMAT_XLSX_PACKAGE_FOR_TEST_H

#include "base/buf.h"

#include <stdlib.h>
#include <zlib.h>

struct test_member {
    str name, bytes;
};

/* Everything of a workbook but its sheet; styles: 0 a number, 1 a day, 2 a moment. */
#define TEST_OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define TEST_ROOT                                                                                  \
    {                                                                                              \
        STR("_rels/.rels"), STR("<Relationships><Relationship Id=\"r\" Type=\"" TEST_OFFICE        \
                                "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")   \
    }
#define TEST_WORKBOOK                                                                              \
    {                                                                                              \
        STR("xl/workbook.xml"),                                                                    \
            STR("<workbook><sheets><sheet name=\"Ark\" id=\"r1\"/></sheets></workbook>")           \
    }
#define TEST_RELATIONS                                                                             \
    {                                                                                              \
        STR("xl/_rels/workbook.xml.rels"),                                                         \
            STR("<Relationships>"                                                                  \
                "<Relationship Id=\"r1\" Type=\"" TEST_OFFICE                                      \
                "worksheet\" Target=\"worksheets/sheet1.xml\"/>"                                   \
                "<Relationship Id=\"r2\" Type=\"" TEST_OFFICE "styles\" Target=\"styles.xml\"/>"   \
                "<Relationship Id=\"r3\" Type=\"" TEST_OFFICE                                      \
                "sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>")                  \
    }
#define TEST_STYLES                                                                                \
    {                                                                                              \
        STR("xl/styles.xml"), STR("<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>" \
                                  "<xf numFmtId=\"22\"/></cellXfs></styleSheet>")                  \
    }
#define TEST_SHARED                                                                                \
    {                                                                                              \
        STR("xl/sharedStrings.xml"), STR("<sst><si><t>a</t></si><si><t>b</t></si></sst>")          \
    }
#define TEST_MEMBERS_AROUND TEST_ROOT, TEST_WORKBOOK, TEST_RELATIONS, TEST_STYLES, TEST_SHARED

static inline void test_little(struct buf *b, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        buf_char(b, (char)(v >> (8 * i) & 0xFF));
    }
}

static inline str test_packed(struct arena *a, str bytes)
{
    z_stream z = {0};
    if (deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        abort();
    }
    size_t most = deflateBound(&z, bytes.n);
    char *to = arena_alloc(a, most);
    z.next_in = (Bytef *)bytes.p;
    z.avail_in = (uInt)bytes.n;
    z.next_out = (Bytef *)to;
    z.avail_out = (uInt)most;
    deflate(&z, Z_FINISH);
    size_t n = z.total_out;
    deflateEnd(&z);
    return str_n(to, n);
}

/* A ZIP file of the members, deflated or as they are. */
static inline str test_package(struct arena *a, const struct test_member *members, size_t n,
                               bool deflated)
{
    struct buf out, directory;
    buf_init(&out, a, 512 * MIB);
    buf_init(&directory, a, 64 * MIB);
    for (size_t i = 0; i < n; i++) {
        str name = members[i].name, plain = members[i].bytes;
        str packed = deflated ? test_packed(a, plain) : plain;
        uint64_t at = out.n, crc = crc32(0, (const Bytef *)plain.p, (uInt)plain.n);
        buf_literal(&out, "PK\x03\x04");
        buf_literal(&directory, "PK\x01\x02");
        test_little(&directory, 20, 2);
        struct buf *both[] = {&out, &directory};
        for (size_t k = 0; k < 2; k++) {
            test_little(both[k], 20, 2);
            test_little(both[k], 0, 2);
            test_little(both[k], deflated ? 8 : 0, 2);
            test_little(both[k], 0x5A210000, 4);
            test_little(both[k], crc, 4);
            test_little(both[k], packed.n, 4);
            test_little(both[k], plain.n, 4);
            test_little(both[k], name.n, 2);
            test_little(both[k], 0, 2);
        }
        test_little(&directory, 0, 6); /* comment, disk, attributes */
        test_little(&directory, 0, 4);
        test_little(&directory, at, 4);
        buf_str(&directory, name);
        buf_str(&out, name);
        buf_str(&out, packed);
    }
    uint64_t start = out.n;
    buf_str(&out, buf_as_str(&directory));
    buf_literal(&out, "PK\x05\x06");
    test_little(&out, 0, 4);
    test_little(&out, n, 2);
    test_little(&out, n, 2);
    test_little(&out, directory.n, 4);
    test_little(&out, start, 4);
    test_little(&out, 0, 2);
    return buf_as_str(&out);
}

#endif
