/* entry_view.h - one entry of the tamper-evident history, with what proves it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_ENTRY_VIEW_H
#define KIND_ENTRY_VIEW_H

#include "base/str.h"

struct entry_value {
    str label, before, after;
    str commitment; /* hex, its beginning */
    bool is_erased, holds;
};

struct entry_view {
    str title, number, log;
    str what, who, when, iso;
    str covered, covered_iso; /* signed head: entries and moment; empty: not signed yet */
    str covered_size, key;
    bool is_whole; /* the proof and every value that is shown hold, checked just now */
    bool is_broken;
    struct entry_value *values;
    size_t n_values;
    str text, proof;
    str text_href, proof_href, values_href, json_href, back_href;
};

#endif
