-- name: risk_seen  which does the actor see?
SELECT t.id, 'FROM risk' FROM known_risk t JOIN ordinary_risk_measure m ON m.risk_id = t.id

-- name: risk_bounds  what is tolerated?
SELECT organisation_id FROM risk_criteria

-- name: risk_figure  how many are there?
SELECT count(*) FROM risk

-- name: risk_levels  how many of each level are there?
SELECT level, n FROM risk_level
