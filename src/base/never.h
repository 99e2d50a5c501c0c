/* never.h - what cannot be, said where a careful reader would ask "and if it were?".

   NEVER(x): x is false and ALWAYS(x): x is true, unless we made a mistake ourselves; nothing that
   comes from outside, no disk and no lack of memory can change that. A build for tests stops at the
   mistake; a delivered one takes the careful way; a build that counts what tests reach has no such
   way, since no test can take it. x does nothing but ask. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_NEVER_H
#define BASE_NEVER_H

#if defined COVERAGE
#define NEVER(x) (0 * (int)sizeof(!(x)))
#define ALWAYS(x) (1 + NEVER(x))
#elif defined NDEBUG
#define NEVER(x) (x)
#define ALWAYS(x) (x)
#else
#include <assert.h>
#define NEVER(x) ((x) ? (assert(0 && #x), 1) : 0)
#define ALWAYS(x) ((x) ? 1 : (assert(0 && #x), 0))
#endif

#endif
