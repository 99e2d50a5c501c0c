-- name: treated  which measures treat which risks?
SELECT m.measure_id, t.title FROM known_risk t JOIN risk_measure m ON m.risk_id = t.id
