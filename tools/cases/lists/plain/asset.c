const struct kind asset_kind =
    {0};
const struct command serve_command = {0};
