/* role.c - names of the roles. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctx/role.h"

static const char *const names[N_ROLES] = {
    "top_management", "line_manager",    "officer", "employee",
    "auditor",        "steering_reader", "analyst", "operator",
};

const char *role_name(enum role role)
{
    for (int i = 0; i < N_ROLES; i++) {
        if (role == (enum role)(1 << i)) {
            return names[i];
        }
    }
    return "";
}

enum role role_of(str name)
{
    for (int i = 0; i < N_ROLES; i++) {
        if (str_is(name, names[i])) {
            return (enum role)(1 << i);
        }
    }
    return (enum role)0;
}
