err one(struct ctx *ctx)
{
    return db_query(ctx->db, "SELECT title FROM risk", binds, 1, &rows);
}
err another(struct ctx *ctx)
{
    str sql = str_printf(ctx->arena, "SELECT title FROM %s", kind_table(k));
}
