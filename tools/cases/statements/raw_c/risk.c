static const struct field fields[] = {
    NEED_TO_KNOW(risk),
};
err listed(struct ctx *ctx)
{
    return db_query(ctx->db, "SELECT id FROM measure WHERE risk_id = :risk", binds, 1, &rows);
}
