/* demo.h - the demonstration: fictitious bodies with lived-in years, told day by day through the
 * same verbs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EXCHANGE_DEMO_H
#define EXCHANGE_DEMO_H

#include "ctx/ctx.h"

/* What every person of the demonstration signs in with. Such bodies are marked; no other account
 * has it. */
#define DEMO_PASSWORD "samstyr-demo"

struct demo_result {
    int64_t bodies, persons, steps;
};

/* Makes the bodies of library/demo that are not there yet, and tells their history in the order of
   its days, each step by the person who took it, at its own time, through the same verbs as a page:
   so every rule holds there too. ctx is the system's; its clock is put back afterwards. progress
   (may be NULL) is called now and then. A step that a rule refuses stops the whole, and the fault's
   detail names it. */
err demo_load(struct ctx *ctx, void (*progress)(int64_t done, int64_t total),
              struct demo_result *out);

#endif
