-- The language an article is in, as a code of ISO 639-1; NULL when too little text tells it. Articles that were read before
-- get theirs when their page is next read.
ALTER TABLE articles ADD COLUMN language TEXT;
CREATE INDEX articles_language ON articles(language);
