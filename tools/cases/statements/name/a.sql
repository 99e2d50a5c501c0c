-- name: A-b  b?
SELECT 1
