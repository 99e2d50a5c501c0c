/* libpq.c - PostgreSQL's own library, opened only when its address is given. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"
#include "db/postgres.h"

#include <dlfcn.h>

struct libpq pq;

bool libpq_load(struct fault *f)
{
    if (pq.library) {
        return true;
    }
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fault_tell(f, ERR_BROKEN, KEY("db.no_libpq"), NULL, 0);
        fault_detail(f, "%s", dlerror());
        return false;
    }
    bool found = true;
#define FIND(name) found = (*(void **)&pq.name = dlsym(library, "PQ" #name)) != NULL && found;
    LIBPQ(FIND)
    if (!found) {
        fault_tell(f, ERR_BROKEN, KEY("db.no_libpq"), NULL, 0);
        dlclose(library);
        return false;
    }
    pq.library = library;
    return true;
}
