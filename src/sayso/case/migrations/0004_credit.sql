-- The agencies and outlets that an article says it was taken from; NULL when it credits none. Articles that were read before
-- get theirs when their page is next read.
ALTER TABLE articles ADD COLUMN credit TEXT;
