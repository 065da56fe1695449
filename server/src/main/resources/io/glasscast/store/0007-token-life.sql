-- Tokens of glasses may expire. Those that were issued before do not.
ALTER TABLE glasses_tokens ADD COLUMN expires_at TEXT;
