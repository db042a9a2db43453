-- What was written since the comparing stages last looked, so that a case in which nothing changed is not read to find
-- that out, and one with a few new pages compares those. Triggers, because they see every write, whoever makes it.
-- `changes` counts the rows written, changed and dropped of each table; `changed_articles` names the articles.
-- How many origins stand behind something is filled in after all stages, and is no change.
CREATE TABLE changes (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE changed_articles (article_id TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO changed_articles SELECT id FROM articles;
DELETE FROM stages WHERE name <> 'entities';

-- What the search for copies keeps of a pile, to compare new articles with it (`compare/memory.py`): pieces of articles, as
-- Arrow; by slot of the later article, its passages; slots whose articles are gone; and what all of it was made by.
CREATE TABLE kept (name TEXT PRIMARY KEY, made_by TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE kept_articles (piece INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE kept_passages (slot INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE kept_dropped (slot INTEGER PRIMARY KEY);

INSERT INTO changes(name, number) VALUES
  ('pages', 0),
  ('articles', 0),
  ('blocks', 0),
  ('entities', 0),
  ('mentions', 0),
  ('attributions', 0),
  ('times', 0),
  ('places', 0),
  ('events', 0),
  ('casualties', 0),
  ('ceasefires', 0),
  ('ceasefire_acts', 0),
  ('labels', 0),
  ('passages', 0),
  ('copies', 0),
  ('quotes', 0),
  ('quote_members', 0),
  ('claims', 0),
  ('claim_members', 0),
  ('contradictions', 0),
  ('incidents', 0),
  ('accounts', 0),
  ('ceasefire_records', 0),
  ('ceasefire_accounts', 0),
  ('citations', 0),
  ('origins', 0),
  ('origin_counts', 0),
  ('rings', 0),
  ('naming', 0);

CREATE TRIGGER pages_insert_counted AFTER INSERT ON pages BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'pages';
END;
CREATE TRIGGER pages_update_counted AFTER UPDATE ON pages BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'pages';
END;
CREATE TRIGGER pages_delete_counted AFTER DELETE ON pages BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'pages';
END;
CREATE TRIGGER articles_insert_counted AFTER INSERT ON articles BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'articles';
END;
CREATE TRIGGER articles_update_counted AFTER UPDATE ON articles BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'articles';
END;
CREATE TRIGGER articles_delete_counted AFTER DELETE ON articles BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'articles';
END;
CREATE TRIGGER blocks_insert_counted AFTER INSERT ON blocks BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'blocks';
END;
CREATE TRIGGER blocks_update_counted AFTER UPDATE ON blocks BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'blocks';
END;
CREATE TRIGGER blocks_delete_counted AFTER DELETE ON blocks BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'blocks';
END;
CREATE TRIGGER entities_insert_counted AFTER INSERT ON entities BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'entities';
END;
CREATE TRIGGER entities_update_counted AFTER UPDATE ON entities BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'entities';
END;
CREATE TRIGGER entities_delete_counted AFTER DELETE ON entities BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'entities';
END;
CREATE TRIGGER mentions_insert_counted AFTER INSERT ON mentions BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'mentions';
END;
CREATE TRIGGER mentions_update_counted AFTER UPDATE ON mentions BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'mentions';
END;
CREATE TRIGGER mentions_delete_counted AFTER DELETE ON mentions BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'mentions';
END;
CREATE TRIGGER attributions_insert_counted AFTER INSERT ON attributions BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'attributions';
END;
CREATE TRIGGER attributions_update_counted AFTER UPDATE ON attributions BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'attributions';
END;
CREATE TRIGGER attributions_delete_counted AFTER DELETE ON attributions BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'attributions';
END;
CREATE TRIGGER times_insert_counted AFTER INSERT ON times BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'times';
END;
CREATE TRIGGER times_update_counted AFTER UPDATE ON times BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'times';
END;
CREATE TRIGGER times_delete_counted AFTER DELETE ON times BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'times';
END;
CREATE TRIGGER places_insert_counted AFTER INSERT ON places BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'places';
END;
CREATE TRIGGER places_update_counted AFTER UPDATE ON places BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'places';
END;
CREATE TRIGGER places_delete_counted AFTER DELETE ON places BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'places';
END;
CREATE TRIGGER events_insert_counted AFTER INSERT ON events BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'events';
END;
CREATE TRIGGER events_update_counted AFTER UPDATE ON events BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'events';
END;
CREATE TRIGGER events_delete_counted AFTER DELETE ON events BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'events';
END;
CREATE TRIGGER casualties_insert_counted AFTER INSERT ON casualties BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'casualties';
END;
CREATE TRIGGER casualties_update_counted AFTER UPDATE ON casualties BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'casualties';
END;
CREATE TRIGGER casualties_delete_counted AFTER DELETE ON casualties BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'casualties';
END;
CREATE TRIGGER ceasefires_insert_counted AFTER INSERT ON ceasefires BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'ceasefires';
END;
CREATE TRIGGER ceasefires_update_counted AFTER UPDATE ON ceasefires BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'ceasefires';
END;
CREATE TRIGGER ceasefires_delete_counted AFTER DELETE ON ceasefires BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'ceasefires';
END;
CREATE TRIGGER ceasefire_acts_insert_counted AFTER INSERT ON ceasefire_acts BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'ceasefire_acts';
END;
CREATE TRIGGER ceasefire_acts_update_counted AFTER UPDATE ON ceasefire_acts BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'ceasefire_acts';
END;
CREATE TRIGGER ceasefire_acts_delete_counted AFTER DELETE ON ceasefire_acts BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'ceasefire_acts';
END;
CREATE TRIGGER labels_insert_counted AFTER INSERT ON labels BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'labels';
END;
CREATE TRIGGER labels_update_counted AFTER UPDATE ON labels BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'labels';
END;
CREATE TRIGGER labels_delete_counted AFTER DELETE ON labels BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'labels';
END;
CREATE TRIGGER passages_insert_counted AFTER INSERT ON passages BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'passages';
END;
CREATE TRIGGER passages_update_counted AFTER UPDATE ON passages BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'passages';
END;
CREATE TRIGGER passages_delete_counted AFTER DELETE ON passages BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'passages';
END;
CREATE TRIGGER copies_insert_counted AFTER INSERT ON copies BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'copies';
END;
CREATE TRIGGER copies_update_counted AFTER UPDATE ON copies BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'copies';
END;
CREATE TRIGGER copies_delete_counted AFTER DELETE ON copies BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'copies';
END;
CREATE TRIGGER quotes_insert_counted AFTER INSERT ON quotes BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'quotes';
END;
CREATE TRIGGER quotes_update_counted AFTER UPDATE ON quotes BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'quotes';
END;
CREATE TRIGGER quotes_delete_counted AFTER DELETE ON quotes BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'quotes';
END;
CREATE TRIGGER quote_members_insert_counted AFTER INSERT ON quote_members BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'quote_members';
END;
CREATE TRIGGER quote_members_update_counted AFTER UPDATE ON quote_members BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'quote_members';
END;
CREATE TRIGGER quote_members_delete_counted AFTER DELETE ON quote_members BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'quote_members';
END;
CREATE TRIGGER claims_insert_counted AFTER INSERT ON claims BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'claims';
END;
CREATE TRIGGER claims_update_counted AFTER UPDATE OF id, words, accounts, articles, outlets, first_published, disputed ON claims BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'claims';
END;
CREATE TRIGGER claims_delete_counted AFTER DELETE ON claims BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'claims';
END;
CREATE TRIGGER claim_members_insert_counted AFTER INSERT ON claim_members BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'claim_members';
END;
CREATE TRIGGER claim_members_update_counted AFTER UPDATE ON claim_members BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'claim_members';
END;
CREATE TRIGGER claim_members_delete_counted AFTER DELETE ON claim_members BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'claim_members';
END;
CREATE TRIGGER contradictions_insert_counted AFTER INSERT ON contradictions BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'contradictions';
END;
CREATE TRIGGER contradictions_update_counted AFTER UPDATE ON contradictions BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'contradictions';
END;
CREATE TRIGGER contradictions_delete_counted AFTER DELETE ON contradictions BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'contradictions';
END;
CREATE TRIGGER incidents_insert_counted AFTER INSERT ON incidents BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'incidents';
END;
CREATE TRIGGER incidents_update_counted AFTER UPDATE OF id, type, place, latitude, longitude, date_from, date_to, killed_low, killed_high, injured_low, injured_high, blamed, grade, grade_rule, articles, outlets ON incidents BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'incidents';
END;
CREATE TRIGGER incidents_delete_counted AFTER DELETE ON incidents BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'incidents';
END;
CREATE TRIGGER accounts_insert_counted AFTER INSERT ON accounts BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'accounts';
END;
CREATE TRIGGER accounts_update_counted AFTER UPDATE ON accounts BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'accounts';
END;
CREATE TRIGGER accounts_delete_counted AFTER DELETE ON accounts BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'accounts';
END;
CREATE TRIGGER ceasefire_records_insert_counted AFTER INSERT ON ceasefire_records BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'ceasefire_records';
END;
CREATE TRIGGER ceasefire_records_update_counted AFTER UPDATE OF id, declared, effective, ends, duration, side, purpose, area, parties, excluded, mediators, accepted_by, refused_by, violations, statements, articles, outlets ON ceasefire_records BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'ceasefire_records';
END;
CREATE TRIGGER ceasefire_records_delete_counted AFTER DELETE ON ceasefire_records BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'ceasefire_records';
END;
CREATE TRIGGER ceasefire_accounts_insert_counted AFTER INSERT ON ceasefire_accounts BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'ceasefire_accounts';
END;
CREATE TRIGGER ceasefire_accounts_update_counted AFTER UPDATE ON ceasefire_accounts BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'ceasefire_accounts';
END;
CREATE TRIGGER ceasefire_accounts_delete_counted AFTER DELETE ON ceasefire_accounts BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'ceasefire_accounts';
END;
CREATE TRIGGER citations_insert_counted AFTER INSERT ON citations BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'citations';
END;
CREATE TRIGGER citations_update_counted AFTER UPDATE ON citations BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'citations';
END;
CREATE TRIGGER citations_delete_counted AFTER DELETE ON citations BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'citations';
END;
CREATE TRIGGER origins_insert_counted AFTER INSERT ON origins BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'origins';
END;
CREATE TRIGGER origins_update_counted AFTER UPDATE ON origins BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'origins';
END;
CREATE TRIGGER origins_delete_counted AFTER DELETE ON origins BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'origins';
END;
CREATE TRIGGER origin_counts_insert_counted AFTER INSERT ON origin_counts BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'origin_counts';
END;
CREATE TRIGGER origin_counts_update_counted AFTER UPDATE ON origin_counts BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'origin_counts';
END;
CREATE TRIGGER origin_counts_delete_counted AFTER DELETE ON origin_counts BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'origin_counts';
END;
CREATE TRIGGER rings_insert_counted AFTER INSERT ON rings BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'rings';
END;
CREATE TRIGGER rings_update_counted AFTER UPDATE ON rings BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'rings';
END;
CREATE TRIGGER rings_delete_counted AFTER DELETE ON rings BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'rings';
END;
CREATE TRIGGER naming_insert_counted AFTER INSERT ON naming BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'naming';
END;
CREATE TRIGGER naming_update_counted AFTER UPDATE ON naming BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'naming';
END;
CREATE TRIGGER naming_delete_counted AFTER DELETE ON naming BEGIN
  UPDATE changes SET number = number + 1 WHERE name = 'naming';
END;

CREATE TRIGGER articles_insert_noted AFTER INSERT ON articles BEGIN
  INSERT OR IGNORE INTO changed_articles SELECT new.id WHERE new.id IS NOT NULL;
END;
CREATE TRIGGER articles_update_noted AFTER UPDATE ON articles BEGIN
  INSERT OR IGNORE INTO changed_articles SELECT old.id WHERE old.id IS NOT NULL;
  INSERT OR IGNORE INTO changed_articles SELECT new.id WHERE new.id IS NOT NULL;
END;
CREATE TRIGGER articles_delete_noted AFTER DELETE ON articles BEGIN
  INSERT OR IGNORE INTO changed_articles SELECT old.id WHERE old.id IS NOT NULL;
END;
CREATE TRIGGER blocks_insert_noted AFTER INSERT ON blocks BEGIN
  INSERT OR IGNORE INTO changed_articles SELECT new.article_id WHERE new.article_id IS NOT NULL;
END;
CREATE TRIGGER blocks_update_noted AFTER UPDATE ON blocks BEGIN
  INSERT OR IGNORE INTO changed_articles SELECT old.article_id WHERE old.article_id IS NOT NULL;
  INSERT OR IGNORE INTO changed_articles SELECT new.article_id WHERE new.article_id IS NOT NULL;
END;
CREATE TRIGGER blocks_delete_noted AFTER DELETE ON blocks BEGIN
  INSERT OR IGNORE INTO changed_articles SELECT old.article_id WHERE old.article_id IS NOT NULL;
END;
