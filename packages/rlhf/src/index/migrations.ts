import type { Migration } from '@tuneloop/store';

/**
 * Everything here is read from the log and can be read again. Times are ms since 1970; `owner` is empty where nobody has a
 * key; a row's place is its file, the offset of its line in bytes and the line's length.
 */
export const indexMigrations: readonly Migration[] = [
  {
    name: 'make the tables of files, interactions and what was said of them',
    sql: `
      CREATE TABLE log_files (
        file INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        rank TEXT NOT NULL,
        inode TEXT NOT NULL,
        changed TEXT NOT NULL,
        position INTEGER NOT NULL,
        lines INTEGER NOT NULL,
        last INTEGER NOT NULL,
        mark TEXT NOT NULL
      ) STRICT;
      CREATE TABLE log_unreadable (
        file INTEGER NOT NULL,
        line INTEGER NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (file, line)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE log_interactions (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        file INTEGER NOT NULL,
        place INTEGER NOT NULL,
        length INTEGER NOT NULL,
        time INTEGER NOT NULL,
        request TEXT NOT NULL,
        step INTEGER NOT NULL,
        choice INTEGER NOT NULL,
        conversation TEXT,
        comparison TEXT,
        model TEXT NOT NULL,
        adapters INTEGER NOT NULL,
        owner TEXT NOT NULL,
        failed INTEGER NOT NULL,
        up INTEGER NOT NULL DEFAULT 0,
        down INTEGER NOT NULL DEFAULT 0,
        corrected INTEGER NOT NULL DEFAULT 0,
        compared INTEGER NOT NULL DEFAULT 0,
        rated INTEGER NOT NULL DEFAULT 0,
        score REAL
      ) STRICT;
      CREATE INDEX log_interactions_by_time ON log_interactions (time, request, step, choice, id);
      CREATE INDEX log_interactions_by_conversation ON log_interactions (conversation) WHERE conversation IS NOT NULL;
      CREATE INDEX log_interactions_by_request ON log_interactions (request);
      CREATE INDEX log_interactions_by_file ON log_interactions (file);
      CREATE INDEX log_interactions_judged ON log_interactions (time, request, step, choice, id)
        WHERE rated = 1 OR compared = 1;
      CREATE TABLE log_adapters (
        sequence INTEGER NOT NULL,
        adapter TEXT NOT NULL,
        PRIMARY KEY (sequence, adapter)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE log_tags (
        sequence INTEGER NOT NULL,
        tag TEXT NOT NULL,
        rated INTEGER NOT NULL,
        PRIMARY KEY (sequence, tag, rated)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX log_tags_by_tag ON log_tags (tag);
      CREATE TABLE log_ratings (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        file INTEGER NOT NULL,
        place INTEGER NOT NULL,
        interaction TEXT NOT NULL,
        time INTEGER NOT NULL,
        record TEXT NOT NULL
      ) STRICT;
      CREATE INDEX log_ratings_by_interaction ON log_ratings (interaction);
      CREATE INDEX log_ratings_by_file ON log_ratings (file);
      CREATE TABLE log_comparisons (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        file INTEGER NOT NULL,
        place INTEGER NOT NULL,
        time INTEGER NOT NULL,
        owner TEXT NOT NULL,
        record TEXT NOT NULL
      ) STRICT;
      CREATE INDEX log_comparisons_by_time ON log_comparisons (time, id);
      CREATE INDEX log_comparisons_by_file ON log_comparisons (file);
      CREATE TABLE log_drafts (
        comparison TEXT NOT NULL,
        interaction TEXT NOT NULL,
        PRIMARY KEY (comparison, interaction)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX log_drafts_by_interaction ON log_drafts (interaction);
      CREATE TABLE log_choices (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        file INTEGER NOT NULL,
        place INTEGER NOT NULL,
        comparison TEXT NOT NULL,
        time INTEGER NOT NULL,
        record TEXT NOT NULL
      ) STRICT;
      CREATE INDEX log_choices_by_comparison ON log_choices (comparison);
      CREATE INDEX log_choices_by_file ON log_choices (file);
      CREATE TABLE log_deletions (
        id TEXT NOT NULL,
        file INTEGER NOT NULL,
        time INTEGER NOT NULL,
        owner TEXT NOT NULL,
        conversation TEXT,
        interaction TEXT,
        PRIMARY KEY (file, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX log_deletions_by_conversation ON log_deletions (conversation) WHERE conversation IS NOT NULL;
      CREATE INDEX log_deletions_by_interaction ON log_deletions (interaction) WHERE interaction IS NOT NULL;
      CREATE TABLE log_removed (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        file INTEGER NOT NULL,
        PRIMARY KEY (kind, id, file)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX log_removed_by_file ON log_removed (file);
      CREATE TABLE log_duplicates (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        file INTEGER NOT NULL,
        PRIMARY KEY (kind, id, file)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX log_duplicates_by_file ON log_duplicates (file);
    `,
  },
];

/** Words of prompts, outputs and comments, without the text itself; `rowid` is a row's sequence. */
export const wordMigrations: readonly Migration[] = [
  {
    name: 'make the indexes of words',
    sql: `
      CREATE VIRTUAL TABLE words_interactions USING fts5(
        text, content='', contentless_delete=1, detail=none, tokenize='unicode61 remove_diacritics 2'
      );
      CREATE VIRTUAL TABLE words_ratings USING fts5(
        text, content='', contentless_delete=1, detail=none, tokenize='unicode61 remove_diacritics 2'
      );
    `,
  },
];
