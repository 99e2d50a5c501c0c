/* replay.c - feeds stored seeds to a fuzz target, in builds without libFuzzer.

   Use: TARGET PATH...      Each PATH is a file or a directory of files; a path that is not there is
   no fault. Runs LLVMFuzzerTestOneInput on each and prints how many it ran; a crash is the only way
   to fail. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return 0;
    uint8_t *data = malloc(16 << 20);
    size_t n = data != NULL ? fread(data, 1, 16 << 20, f) : 0;
    fclose(f);
    /* A copy of its very size, so that reading past the end is seen. */
    uint8_t *exact = malloc(n > 0 ? n : 1);
    for (size_t i = 0; exact != NULL && i < n; i++)
        exact[i] = data[i];
    free(data);
    if (exact != NULL)
        LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    return 1;
}

int main(int argc, char **argv)
{
    int n = 0;
    for (int i = 1; i < argc; i++) {
        DIR *d = opendir(argv[i]);
        if (d == NULL) {
            n += run_file(argv[i]);
            continue;
        }
        for (const struct dirent *e; (e = readdir(d)) != NULL;) {
            char path[4096];
            int length = snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
            if (e->d_name[0] != '.' && length > 0 && (size_t)length < sizeof path)
                n += run_file(path);
        }
        closedir(d);
    }
    printf("%d inputs\n", n);
    return 0;
}
