-- Entities stay as they were read; `canonical_id` says which one each goes by over the whole case (its own id, or that of
-- another spelling of it). It is made again from the tables after every run, so it can be thrown away.
-- The other columns say what the actor files and the case know of an entity; they are made again in the same way.
ALTER TABLE entities ADD COLUMN canonical_id TEXT;  -- NULL until a run has ended: its own
ALTER TABLE entities ADD COLUMN country TEXT;
ALTER TABLE entities ADD COLUMN titles TEXT NOT NULL DEFAULT '[]';        -- JSON list, the commonest first
ALTER TABLE entities ADD COLUMN former_names TEXT NOT NULL DEFAULT '[]';  -- JSON: [{"name":…, "from":…, "until":…}, …]
ALTER TABLE entities ADD COLUMN succeeds TEXT NOT NULL DEFAULT '[]';      -- JSON: [{"name":…, "from":…}, …]
CREATE INDEX entities_canonical ON entities(canonical_id);
-- Attributions with the speaker whom the case goes by; `attributions` itself keeps the one that was read.
CREATE VIEW said AS
SELECT a.row, a.id, a.article_id, a.page_id,
  coalesce(canonical.name, a.speaker) AS speaker,
  coalesce(canonical.id, a.speaker_id) AS speaker_id,
  CASE WHEN canonical.id <> a.speaker_id THEN canonical.kind ELSE a.speaker_kind END AS speaker_kind,
  a.source_start, a.source_end, a.source_text, a.cue_start, a.cue_end, a.cue_text, a.content, a.content_text,
  a.content_start, a.style, a.via, a.parent_id, a.polarity, a.confidence, a.made_by
FROM attributions AS a
  LEFT JOIN entities AS read ON read.id = a.speaker_id
  LEFT JOIN entities AS canonical ON canonical.id = read.canonical_id;
-- What is settled for the whole case has not been settled for cases made before.
DELETE FROM stages;
