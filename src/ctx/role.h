/* role.h - the roles that a grant gives, as bits, so that the question "may they?" is one AND. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CTX_ROLE_H
#define CTX_ROLE_H

#include "base/str.h"

enum role {
    ROLE_TOP_MANAGEMENT = 1 << 0,
    ROLE_LINE_MANAGER = 1 << 1, /* owner of tasks, services and their risks */
    ROLE_OFFICER = 1 << 2,      /* information security officer */
    ROLE_EMPLOYEE = 1 << 3,
    ROLE_AUDITOR = 1 << 4,         /* reads all, writes findings only */
    ROLE_STEERING_READER = 1 << 5, /* of the steering body: reads what steering needs */
    ROLE_ANALYST = 1 << 6,         /* of the sector: aggregates only */
    ROLE_OPERATOR = 1 << 7,        /* persons, grants, settings; no content */
};

enum {
    ROLES_NONE = 0,
    ROLES_MANAGERS = ROLE_TOP_MANAGEMENT | ROLE_LINE_MANAGER,
    ROLES_WORK = ROLES_MANAGERS | ROLE_OFFICER,
    ROLES_BODY = ROLES_WORK | ROLE_EMPLOYEE | ROLE_AUDITOR,
    ROLES_READ = ROLES_WORK | ROLE_AUDITOR,
    ROLES_ALL = 255,
};

#define N_ROLES 8

const char *
role_name(enum role role); /* "top_management", ...: as stored and as word "role.NAME" */
/* The role of that name; 0 when there is none. */
enum role role_of(str name);

#endif
