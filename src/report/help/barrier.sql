-- name: barrier_add  somebody met a barrier: what was it?
INSERT INTO barrier_report (page, text, aid, reply_to, at) VALUES (:page, :text, :aid, :reply_to, :now)

-- name: barrier_recent  how many barriers were told since a moment?
SELECT count(*) FROM barrier_report WHERE at > :since

-- name: barrier_list  which barriers have been told, unhandled first?
SELECT b.id, b.page, b.text, b.aid, b.reply_to, b.at, b.handled_at, p.name
FROM barrier_report b
LEFT JOIN person p ON p.id = b.handled_by
ORDER BY CASE WHEN b.handled_at IS NULL THEN 0 ELSE 1 END, b.at DESC
LIMIT 500

-- name: barrier_handle  the barrier is dealt with
UPDATE barrier_report SET handled_at = :now, handled_by = :actor WHERE id = :id AND handled_at IS NULL
