/* need_to_know.h - the one condition by which somebody gets to see what is restricted. The
   statements of kinds (kind/sql.c) and those written by hand (tools/known.c) are made with these
   same words. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_NEED_TO_KNOW_H
#define KIND_NEED_TO_KNOW_H

/* The actor holds today, in the body, one of the roles that are bound by that name. */
#define SQL_HOLDS(roles)                                                                           \
    "EXISTS (SELECT 1 FROM access a WHERE a.person_id = :actor AND a.organisation_id = :body "     \
    "AND (a.role_bit & :" roles ") <> 0 AND (a.valid_from IS NULL OR a.valid_from <= :today) "     \
    "AND (a.valid_until IS NULL OR a.valid_until >= :today))"

/* The thing t is not restricted. */
#define SQL_ORDINARY "t.classification <> 'restricted'"

/* The thing t is not restricted, or the actor is named or one of those who decide. Needs the name
   of the table of those named and of the kind; the binds :actor, :body, :today and :restricted (of
   struct kind). */
#define SQL_NEEDS_TO_KNOW                                                                          \
    "(" SQL_ORDINARY                                                                               \
    " OR EXISTS (SELECT 1 FROM %s n WHERE n.%s_id = t.id AND n.person_id = :actor) OR " SQL_HOLDS( \
        "restricted") ")"

#endif
