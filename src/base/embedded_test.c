/* embedded_test.c - files that the build put into the program. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/embedded.h"

#include "base/test.h"

#include <string.h>

void test_embedded__finds_every_file_by_name(void)
{
    assert_true(n_embedded > 0);
    for (size_t i = 0; i < n_embedded; i++) {
        assert_ptr_equal(embedded_find(str_of(all_embedded[i].name)), &all_embedded[i]);
        assert_int_equal(all_embedded[i].data[all_embedded[i].n], 0);
        assert_int_equal(strlen(all_embedded[i].hash), 16);
    }
    assert_null(embedded_find(STR("library/none.yaml")));
    assert_null(embedded_find(STR("")));
}

void test_embedded__holds_the_library(void)
{
    const struct embedded *e = embedded_find(STR("library/organisation/counties.yaml"));
    assert_non_null(e);
    assert_str(str_of(e->type), "application/yaml");
    assert_non_null(e->gzip);
    assert_true(e->n_gzip < e->n);
    assert_int_equal(e->gzip[0], 0x1f);
}
