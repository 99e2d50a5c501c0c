-- name: worst  which is the worst?
SELECT t.title FROM measure m, risk t WHERE t.id = m.risk_id

-- name: levels  how many of each level are there?
SELECT level, n FROM risk_level

-- name: told  what was changed?
SELECT changes FROM event
