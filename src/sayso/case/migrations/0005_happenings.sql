-- What is said to have happened, as each article tells it. All of it is made with the page's attributions, goes with the
-- article, and can be thrown away and made again. Lists and spans of many are JSON.
CREATE TABLE times (
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  type TEXT NOT NULL,
  value TEXT,
  date_from TEXT,
  date_to TEXT,
  how TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX times_article ON times(article_id, start);

CREATE TABLE places (
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  name TEXT,
  kind TEXT,
  country TEXT,
  region TEXT,
  latitude REAL,
  longitude REAL,
  radius_km REAL,
  gazetteer_id TEXT,
  how TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX places_article ON places(article_id, start);
CREATE INDEX places_name ON places(name COLLATE NOCASE);

CREATE TABLE events (
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  attribution_id TEXT REFERENCES attributions(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  type TEXT NOT NULL,
  mode TEXT,
  trigger_start INTEGER NOT NULL, trigger_end INTEGER NOT NULL, trigger_text TEXT NOT NULL,
  actors TEXT NOT NULL,
  recipients TEXT NOT NULL,
  place TEXT,
  latitude REAL,
  longitude REAL,
  date_from TEXT,
  date_to TEXT,
  modality TEXT NOT NULL,
  killed_low INTEGER,
  killed_high INTEGER,
  injured_low INTEGER,
  injured_high INTEGER,
  victims TEXT,
  blame TEXT,
  blame_confidence TEXT,
  evidence TEXT NOT NULL,  -- JSON: [{"what":…, "start":…, "end":…, "text":…}, …]
  confidence REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX events_article ON events(article_id, trigger_start);
CREATE INDEX events_date ON events(date_from, date_to);
CREATE INDEX events_place ON events(place COLLATE NOCASE);
CREATE INDEX events_attribution ON events(attribution_id);

CREATE TABLE casualties (
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  attribution_id TEXT REFERENCES attributions(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  event_id TEXT REFERENCES events(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  harm TEXT NOT NULL,
  victims TEXT,
  low INTEGER,
  best INTEGER,
  high INTEGER,
  cumulative INTEGER NOT NULL,
  date_from TEXT,
  date_to TEXT,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX casualties_article ON casualties(article_id, start);
CREATE INDEX casualties_event ON casualties(event_id);
CREATE INDEX casualties_attribution ON casualties(attribution_id);

CREATE TABLE ceasefires (
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
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
  evidence TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX ceasefires_article ON ceasefires(article_id);

CREATE TABLE ceasefire_acts (
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  ceasefire_id TEXT NOT NULL REFERENCES ceasefires(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  attribution_id TEXT REFERENCES attributions(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  act TEXT NOT NULL,
  by TEXT NOT NULL,
  against TEXT NOT NULL,
  modality TEXT NOT NULL,
  date_from TEXT,
  date_to TEXT,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX ceasefire_acts_article ON ceasefire_acts(article_id, start);
CREATE INDEX ceasefire_acts_ceasefire ON ceasefire_acts(ceasefire_id);
CREATE INDEX ceasefire_acts_attribution ON ceasefire_acts(attribution_id);

CREATE TABLE labels (
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  attribution_id TEXT REFERENCES attributions(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  "group" TEXT NOT NULL,
  group_id TEXT,
  label TEXT NOT NULL,
  speaker TEXT,
  speaker_id TEXT,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX labels_article ON labels(article_id, start);
CREATE INDEX labels_group ON labels("group" COLLATE NOCASE);
CREATE INDEX labels_attribution ON labels(attribution_id);
