-- What is asked of files of published figures.

-- name: published_load_add  keep a file as it was received, once
INSERT INTO published_load (source, origin, hash, loaded_at, loaded_by, payload)
VALUES (:source, :origin, :hash, :now, :actor, :payload)
ON CONFLICT (source, hash) DO NOTHING;
