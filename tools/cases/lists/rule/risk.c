const struct kind risk_kind = {
    .name = "risk",
};
const struct route risk_routes[] = {
    ROUTE(1, "/x", 1, 0, f, 0, "ruled"),
    {1, "/y", 0, 0, f, 0, "unruled"},
    {.path = "/z"},
    {0},
};
