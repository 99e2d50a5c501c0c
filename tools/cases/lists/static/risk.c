
static const struct kind risk_kind = {0};
