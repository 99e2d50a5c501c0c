/* A route that says of nobody that he may: the compiler refuses it (see CMakeLists.txt). */
#include "web/route.h"

const struct route unruled_routes[] = {
    ROUTE(METHOD_GET, "/secrets", ROLES_NONE, 0, NULL, NULL, "whatever was forgotten"),
    {0},
};
