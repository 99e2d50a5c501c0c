/*
const struct kind not_this = {0};
*/
const struct kind risk_kind = {
    .read = 1,
};
static const struct field fields[] = {{0}};
const struct route risk_routes[] = {
    ROUTE(1, "/{x},", 1, 0, f, 0, "a \"row"), /* , { */
    ROUTE(1, "/y", 1, 0, f, 0, "another"),
    {0},
};
extern const struct kind other;
void f(const struct kind *k)
{
}
