/* a page that reads FROM risk, in a comment */
err worst(struct ctx *ctx)
{
    return db_query(ctx->db, "SELECT title "
                    "FROM risk ORDER BY score DESC", binds, 1, &rows);
}
err written(struct ctx *ctx)
{
    return db_run(ctx->db, "DELETE FROM risk WHERE id = :id", binds, 1, NULL);
}
