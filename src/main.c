/* main.c - picks the command, nothing else. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "version.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("samstyr " SAMSTYR_VERSION);
        return 0;
    }
    fputs("usage: samstyr COMMAND [options]; samstyr --version\n", stderr);
    return 2;
}
