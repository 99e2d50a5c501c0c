/* request.c - parameters by name. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/request.h"

static const struct param *find(const struct params *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++) {
        if (str_is(p->at[i].name, name)) {
            return &p->at[i];
        }
    }
    return NULL;
}

str params_get(const struct params *p, const char *name)
{
    const struct param *found = find(p, name);
    return found ? found->value : STR_NONE;
}

bool params_has(const struct params *p, const char *name)
{
    return find(p, name) != NULL;
}
