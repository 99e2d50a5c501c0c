-- Whoever has a password is told that a link was made for him. Links of before were for those who had none.
ALTER TABLE sign_in_link ADD COLUMN created_by INTEGER; -- null: whoever runs the service, by command
ALTER TABLE sign_in_link ADD COLUMN told_at INTEGER;    -- when the person has seen that it was made; null: not yet
UPDATE sign_in_link SET told_at = created_at;
