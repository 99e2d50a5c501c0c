/*
const struct kind not_this = {0};
*/
const struct kind risk_kind = {
};
static const struct field fields[] = {{0}};
const struct route risk_routes[] = {
    {0},
};
extern const struct kind other;
void f(const struct kind *k)
{
}
