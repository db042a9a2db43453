-- A case is one investigation. Everything but `pages`, `runs` and (later) judgements can be thrown away and made again.
-- Offsets count Unicode code points in pages.text. Ids are content hashes; `row` only serves the full-text index.

CREATE TABLE pages (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  url TEXT,
  file TEXT NOT NULL,
  record TEXT,
  sha256 TEXT NOT NULL,
  fetched_at TEXT,
  media_type TEXT,
  language TEXT,
  error TEXT,
  fix TEXT,
  encoding TEXT,
  duplicate_of TEXT REFERENCES pages(id) ON DELETE SET NULL,
  text TEXT NOT NULL,
  given_title TEXT,
  given_outlet TEXT,
  given_author TEXT,
  given_published TEXT,
  layout TEXT NOT NULL DEFAULT '[]',  -- JSON: [[start, end, tag, value], …]
  made_by TEXT                        -- NULL until the page has been understood
);
CREATE INDEX pages_file ON pages(file);
CREATE INDEX pages_sha256 ON pages(sha256);
CREATE INDEX pages_error ON pages(file) WHERE error IS NOT NULL;

CREATE TABLE articles (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  page_id TEXT NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
  title TEXT,
  author TEXT,
  outlet TEXT,
  published TEXT,
  published_from TEXT,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX articles_page ON articles(page_id);
CREATE INDEX articles_outlet ON articles(outlet COLLATE NOCASE, published);
CREATE INDEX articles_published ON articles(published);

CREATE TABLE blocks (
  id TEXT PRIMARY KEY,
  page_id TEXT NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
  article_id TEXT REFERENCES articles(id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX blocks_page ON blocks(page_id, start);
CREATE INDEX blocks_article ON blocks(article_id);

CREATE TABLE entities (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  aliases TEXT NOT NULL DEFAULT '[]'  -- JSON list, made again from mentions after every run
) WITHOUT ROWID;
CREATE INDEX entities_name ON entities(name COLLATE NOCASE);

CREATE TABLE mentions (
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  entity_id TEXT NOT NULL REFERENCES entities(id),
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  kind TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX mentions_article ON mentions(article_id, start);
CREATE INDEX mentions_entity ON mentions(entity_id);

CREATE TABLE attributions (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  page_id TEXT NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
  speaker TEXT,
  speaker_id TEXT REFERENCES entities(id),
  speaker_kind TEXT,
  source_start INTEGER, source_end INTEGER, source_text TEXT,
  cue_start INTEGER, cue_end INTEGER, cue_text TEXT,
  content TEXT NOT NULL,       -- JSON: [{"start":…, "end":…, "text":…}, …]
  content_text TEXT NOT NULL,  -- the same words for searching and reading; " … " stands where pieces lie apart
  content_start INTEGER NOT NULL,
  style TEXT NOT NULL,
  via TEXT NOT NULL,           -- JSON list of names
  parent_id TEXT REFERENCES attributions(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  polarity TEXT NOT NULL,
  confidence REAL NOT NULL,
  made_by TEXT NOT NULL
);
CREATE INDEX attributions_article ON attributions(article_id, content_start);
CREATE INDEX attributions_page ON attributions(page_id);
CREATE INDEX attributions_speaker ON attributions(speaker_id);
CREATE INDEX attributions_parent ON attributions(parent_id);

CREATE TABLE copies (
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  of_article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  of_start INTEGER NOT NULL,
  of_end INTEGER NOT NULL,
  words INTEGER NOT NULL,
  direction TEXT NOT NULL,
  similarity REAL NOT NULL,
  stock INTEGER NOT NULL,
  made_by TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX copies_article ON copies(article_id, start);
CREATE INDEX copies_of ON copies(of_article_id, of_start);

-- What was done to the case and when. Not exported: a run's time is not a finding.
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  started TEXT NOT NULL,
  finished TEXT,
  version TEXT NOT NULL,
  arguments TEXT NOT NULL,  -- JSON
  summary TEXT              -- JSON
);
-- Which input the comparing stages last saw, so that an unchanged case is not compared again.
CREATE TABLE stages (name TEXT PRIMARY KEY, input TEXT NOT NULL, made_by TEXT NOT NULL) WITHOUT ROWID;

-- Full text. External content: the words stand once, in the tables above; the triggers keep the index in step.
CREATE VIRTUAL TABLE articles_fts USING fts5(
  title, text, content='articles', content_rowid='row', tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
  INSERT INTO articles_fts(rowid, title, text) VALUES (new.row, new.title, new.text);
END;
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
  INSERT INTO articles_fts(articles_fts, rowid, title, text) VALUES ('delete', old.row, old.title, old.text);
END;
CREATE VIRTUAL TABLE attributions_fts USING fts5(
  content_text, content='attributions', content_rowid='row', tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER attributions_fts_insert AFTER INSERT ON attributions BEGIN
  INSERT INTO attributions_fts(rowid, content_text) VALUES (new.row, new.content_text);
END;
CREATE TRIGGER attributions_fts_delete AFTER DELETE ON attributions BEGIN
  INSERT INTO attributions_fts(attributions_fts, rowid, content_text)
  VALUES ('delete', old.row, old.content_text);
END;
