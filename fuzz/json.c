/* json.c - any bytes as JSON: jansson is asked as well, and both must agree but for our stricter
   rules; what we take is written and read again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/read.h"

#include <jansson.h>
#include <string.h>

static bool is_our_rule(const char *key)
{
    static const char *const rules[] = {
        "format.json.number_range", "format.json.zero",  "format.json.depth",
        "format.json.values",       "format.json.bytes",
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(key, rules[i]) == 0) {
            return true;
        }
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    const struct json *v, *again;
    struct refusal r = {0};
    str text = str_n((const char *)data, n);
    err e = json_read(a, text, &json_limits_request, &v, &r);
    if (memchr(n ? (const char *)data : "x", 0, n)) { /* jansson takes a zero byte for the end */
        arena_close(a);
        return 0;
    }
    bool bom = n >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0;
    json_t *theirs = json_loadb(bom ? text.p + 3 : text.p, bom ? n - 3 : n,
                                JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    if (e ? theirs && !is_our_rule(r.key) : !theirs) {
        __builtin_trap();
    }
    json_decref(theirs);
    if (!e) {
        str once = json_tree_text(a, v);
        if (json_read(a, once, &json_limits_document, &again, NULL) ||
            !str_eq(json_tree_text(a, again), once)) {
            __builtin_trap();
        }
    }
    arena_close(a);
    return 0;
}
