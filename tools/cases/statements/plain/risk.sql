-- about risks
-- name: risk_open  which are open?
SELECT id, count(*) -- all; 'quoted
FROM risk
WHERE name <> ';';

-- name: a_first   what is first?
SELECT 1
