-- Entra ID registers a key by its certificate.
ALTER TABLE provider ADD COLUMN certificate TEXT; -- of the private key, signed by itself: DER as base64
