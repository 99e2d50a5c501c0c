/* splitmix.h - numbers that look random and come again with the same seed (SplitMix64, public
 * domain). */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef SIM_SPLITMIX_H
#define SIM_SPLITMIX_H

#include <stdint.h>

struct splitmix {
    uint64_t state; /* the seed */
};

static inline uint64_t splitmix_next(struct splitmix *s)
{
    uint64_t z = s->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* 0 to below-1, every one as likely (Lemire's multiplication, without the last touch: below is
   small against 2^32). */
static inline uint64_t splitmix_below(struct splitmix *s, uint64_t below)
{
    return ((splitmix_next(s) >> 32) * below) >> 32;
}

/* The first number of a stream of its own for a thing: the same whatever was drawn before. */
static inline struct splitmix splitmix_of(uint64_t seed, uint64_t a, uint64_t b)
{
    struct splitmix s = {seed};
    s.state ^= splitmix_next(&(struct splitmix){a * 2 + 1});
    s.state ^= splitmix_next(&(struct splitmix){b * 2});
    return s;
}

#endif
