/* postgres.c - the large engine; see below. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"
#include "db/engine.h"

static err refuse(struct db **out, const char *address, struct fault *f)
{
    (void)out;
    return fault_tell(f, ERR_BROKEN, KEY("db.open"), FAULT_LIST(str_of(address)));
}

const struct engine postgres_engine = {.id = DB_POSTGRES, .name = "postgresql", .open = refuse};
