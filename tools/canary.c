/* canary.c - a fault planted in a fuzz target: a byte is read past the end of what came, once it
   holds a word that no seed has. A target that does not find it in a minute finds nothing.

   Linked with --wrap=LLVMFuzzerTestOneInput: the target's own work is done first, and must be. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int __wrap_LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int __real_LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int __wrap_LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    int result = __real_LLVMFuzzerTestOneInput(data, n);
    if (memmem(data, n, "Kanari!", 7)) {
        volatile uint8_t *copy = malloc(n);
        if (copy) {
            result += copy[n]; /* here */
            free((void *)copy);
        }
    }
    return result * 0;
}
