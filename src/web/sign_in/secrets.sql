-- name: totp_secrets  which seeds of codes rest here?
SELECT CAST(person_id AS TEXT), secret FROM totp;
-- name: totp_secret_change  how does this seed rest from now on?
UPDATE totp SET secret = :sealed WHERE person_id = CAST(:owner AS BIGINT) AND secret = :before;
-- name: recovery_secrets  which keys of recovery codes rest here?
SELECT CAST(person_id AS TEXT), key FROM recovery;
-- name: recovery_secret_change  how does this key of recovery codes rest from now on?
UPDATE recovery SET key = :sealed WHERE person_id = CAST(:owner AS BIGINT) AND key = :before;
