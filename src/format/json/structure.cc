/* structure.cc - the first pass of simdjson: UTF-8 check and token starts, many bytes at a time. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/structure.h"

#include <new>
#include <simdjson.h>

static enum json_structure find(const char *text, size_t n, uint32_t **at, size_t *n_at)
{
    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(n, 1, parser)) {
        return JSON_STRUCTURE_MEMORY;
    }
    simdjson::error_code error =
        parser->stage1(reinterpret_cast<const uint8_t *>(text), n, simdjson::stage1_mode::regular);
    switch (error) {
    case simdjson::SUCCESS:
        *n_at = parser->n_structural_indexes;
        *at = parser->structural_indexes.release();
        return JSON_STRUCTURE_OK;
    case simdjson::EMPTY:
        return JSON_STRUCTURE_EMPTY;
    case simdjson::UNESCAPED_CHARS:
        return JSON_STRUCTURE_CONTROL;
    case simdjson::UNCLOSED_STRING:
        return JSON_STRUCTURE_UNCLOSED;
    default: /* UTF8_ERROR; and nothing that it says in a later version is taken for good */
        return JSON_STRUCTURE_UTF8;
    }
}

/* The first call in a process makes a list of what the processor can do, and throws without memory
   for it. */
enum json_structure json_structure_find(const char *text, size_t n, uint32_t **at, size_t *n_at)
{
    try {
        return find(text, n, at, n_at);
    } catch (const std::bad_alloc &) {
        return JSON_STRUCTURE_MEMORY;
    }
}

void json_structure_done(uint32_t *at)
{
    delete[] at;
}
