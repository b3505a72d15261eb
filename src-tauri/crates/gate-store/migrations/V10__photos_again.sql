-- Photos that people send again. NULL for what the program owes by itself.
ALTER TABLE deliveries ADD COLUMN asked_by TEXT;     -- who sent it
ALTER TABLE deliveries ADD COLUMN replaces INTEGER;  -- the undelivered photo in whose place it stands; owed again if this one is cancelled
