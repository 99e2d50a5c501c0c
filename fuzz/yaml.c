/* yaml.c - any bytes as YAML; what we take must be a tree that JSON can carry. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/yaml/read.h"

/* libfyaml 0.7.12 loses two kilobytes when a name in quotes is refused; that is not what we look
 * for. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

/* libfyaml keeps two thousand bytes of some files that it refuses; the cell that reads one ends
   with it. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libfyaml";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    const struct json *v, *again;
    struct refusal r = {0};
    if (yaml_read(a, str_n((const char *)data, n), &json_limits_request, &v, &r)) {
        if (!r.key || !str_is_utf8(r.thing, NULL)) {
            __builtin_trap();
        }
    } else {
        str once = json_tree_text(a, v);
        if (json_read(a, once, &json_limits_document, &again, NULL) ||
            !str_eq(json_tree_text(a, again), once)) {
            __builtin_trap();
        }
    }
    arena_close(a);
    return 0;
}
