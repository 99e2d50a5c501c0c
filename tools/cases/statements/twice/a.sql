-- name: a  b?
SELECT 1
-- name: a  b?
SELECT 1
