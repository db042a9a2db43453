-- What is found across articles: made again as a whole from the other tables, so what is there may be thrown away.
-- Lists and what they hold are JSON. `origins`, `origins_low` and `origins_high` are filled in from `origin_counts`.
DROP TABLE copies;
DELETE FROM stages;

-- What two articles share, before it is asked who took it from whom: not exported.
CREATE TABLE passages (
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  of_article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  of_start INTEGER NOT NULL,
  of_end INTEGER NOT NULL,
  words INTEGER NOT NULL,
  similarity REAL NOT NULL,
  stock INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX passages_article ON passages(article_id);
CREATE INDEX passages_of_article ON passages(of_article_id);

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
  confidence REAL,
  evidence TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX copies_article ON copies(article_id, start);
CREATE INDEX copies_of_article ON copies(of_article_id, of_start);

CREATE TABLE quotes (
  id TEXT PRIMARY KEY,
  words TEXT,
  speaker TEXT,
  speaker_id TEXT,
  articles INTEGER,
  outlets INTEGER,
  first_published TEXT,
  first_id TEXT,
  fullest_id TEXT
) WITHOUT ROWID;

CREATE TABLE quote_members (
  id TEXT PRIMARY KEY,
  quote_id TEXT NOT NULL REFERENCES quotes(id) ON DELETE CASCADE,
  attribution_id TEXT REFERENCES attributions(id) ON DELETE CASCADE,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  variant TEXT,
  similarity REAL,
  changes TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX quote_members_quote ON quote_members(quote_id);
CREATE INDEX quote_members_attribution ON quote_members(attribution_id);
CREATE INDEX quote_members_article ON quote_members(article_id);

CREATE TABLE claims (
  id TEXT PRIMARY KEY,
  words TEXT,
  accounts INTEGER,
  articles INTEGER,
  outlets INTEGER,
  first_published TEXT,
  disputed INTEGER NOT NULL,
  origins INTEGER,
  origins_low INTEGER,
  origins_high INTEGER
) WITHOUT ROWID;
CREATE INDEX claims_origins ON claims(origins DESC, articles DESC, id);
CREATE INDEX claims_articles ON claims(articles DESC, origins, id);
CREATE INDEX claims_each ON claims(articles * 1.0 / max(origins, 1) DESC, articles DESC, id);

CREATE TABLE claim_members (
  id TEXT PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE,
  attribution_id TEXT REFERENCES attributions(id) ON DELETE CASCADE,
  event_id TEXT REFERENCES events(id) ON DELETE CASCADE,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  stance TEXT,
  variant TEXT,
  similarity REAL,
  why TEXT
) WITHOUT ROWID;
CREATE INDEX claim_members_claim ON claim_members(claim_id);
CREATE INDEX claim_members_attribution ON claim_members(attribution_id, claim_id);
CREATE INDEX claim_members_event ON claim_members(event_id);
CREATE INDEX claim_members_article ON claim_members(article_id, claim_id);

CREATE TABLE contradictions (
  id TEXT PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE,
  what TEXT,
  a_member_id TEXT,
  a_value TEXT,
  b_member_id TEXT,
  b_value TEXT,
  evidence TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX contradictions_claim ON contradictions(claim_id);

CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  type TEXT,
  place TEXT,
  latitude REAL,
  longitude REAL,
  date_from TEXT,
  date_to TEXT,
  killed_low INTEGER,
  killed_high INTEGER,
  injured_low INTEGER,
  injured_high INTEGER,
  blamed TEXT NOT NULL,
  grade TEXT,
  grade_rule TEXT,
  articles INTEGER,
  outlets INTEGER,
  origins INTEGER,
  origins_low INTEGER,
  origins_high INTEGER
) WITHOUT ROWID;
CREATE INDEX incidents_origins ON incidents(origins DESC, articles DESC, id);
CREATE INDEX incidents_articles ON incidents(articles DESC, origins, id);
CREATE INDEX incidents_place ON incidents(place COLLATE NOCASE);
CREATE INDEX incidents_each ON incidents(articles * 1.0 / max(origins, 1) DESC, articles DESC, id);

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES incidents(id) ON DELETE CASCADE,
  event_id TEXT REFERENCES events(id) ON DELETE CASCADE,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  similarity REAL,
  why TEXT
) WITHOUT ROWID;
CREATE INDEX accounts_incident ON accounts(incident_id);
CREATE INDEX accounts_event ON accounts(event_id);
CREATE INDEX accounts_article ON accounts(article_id);

CREATE TABLE ceasefire_records (
  id TEXT PRIMARY KEY,
  declared TEXT,
  effective TEXT,
  ends TEXT,
  duration TEXT,
  side TEXT,
  purpose TEXT,
  area TEXT,
  parties TEXT NOT NULL,
  excluded TEXT NOT NULL,
  mediators TEXT NOT NULL,
  accepted_by TEXT NOT NULL,
  refused_by TEXT NOT NULL,
  violations TEXT NOT NULL,
  statements TEXT NOT NULL,
  articles INTEGER,
  outlets INTEGER,
  origins INTEGER,
  origins_low INTEGER,
  origins_high INTEGER
) WITHOUT ROWID;

CREATE TABLE ceasefire_accounts (
  id TEXT PRIMARY KEY,
  record_id TEXT NOT NULL REFERENCES ceasefire_records(id) ON DELETE CASCADE,
  ceasefire_id TEXT NOT NULL REFERENCES ceasefires(id) ON DELETE CASCADE,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  similarity REAL,
  why TEXT
) WITHOUT ROWID;
CREATE INDEX ceasefire_accounts_record ON ceasefire_accounts(record_id);
CREATE INDEX ceasefire_accounts_ceasefire ON ceasefire_accounts(ceasefire_id);
CREATE INDEX ceasefire_accounts_article ON ceasefire_accounts(article_id);

CREATE TABLE citations (
  id TEXT PRIMARY KEY,
  kind TEXT,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  attribution_id TEXT REFERENCES attributions(id) ON DELETE CASCADE,
  of_kind TEXT,
  of_name TEXT,
  of_entity_id TEXT,
  of_article_id TEXT REFERENCES articles(id) ON DELETE CASCADE,
  confidence REAL,
  evidence TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX citations_article ON citations(article_id);
CREATE INDEX citations_attribution ON citations(attribution_id);
CREATE INDEX citations_of_article ON citations(of_article_id);

CREATE TABLE origins (
  id TEXT PRIMARY KEY,
  subject TEXT,
  subject_id TEXT,
  kind TEXT,
  name TEXT,
  entity_id TEXT,
  article_id TEXT,
  "primary" INTEGER NOT NULL,
  anonymous INTEGER NOT NULL,
  certain INTEGER NOT NULL,
  accounts INTEGER,
  articles TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX origins_subject ON origins(subject_id, subject);
CREATE INDEX origins_article ON origins(article_id);

CREATE TABLE origin_counts (
  id TEXT PRIMARY KEY,
  subject TEXT,
  subject_id TEXT,
  origins INTEGER,
  origins_low INTEGER,
  origins_high INTEGER
) WITHOUT ROWID;
CREATE INDEX origin_counts_subject ON origin_counts(subject_id, subject);

CREATE TABLE rings (
  id TEXT PRIMARY KEY,
  subject TEXT,
  subject_id TEXT,
  members TEXT NOT NULL,
  citations TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX rings_subject ON rings(subject_id, subject);

CREATE TABLE naming (
  id TEXT PRIMARY KEY,
  "group" TEXT,
  group_id TEXT,
  family TEXT,
  voice_kind TEXT,
  voice TEXT,
  voice_id TEXT,
  label TEXT,
  "load" TEXT,
  times INTEGER,
  articles INTEGER,
  first TEXT,
  last TEXT,
  months TEXT NOT NULL,
  label_id TEXT
) WITHOUT ROWID;
CREATE INDEX naming_group ON naming("group" COLLATE NOCASE);
