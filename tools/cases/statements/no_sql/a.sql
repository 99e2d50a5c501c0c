-- name: a  b?
-- name: c  d?
SELECT 1
