-- SQLite's index without one for the beginnings of words: few ask for two letters, the words themselves are
-- sorted, and every change paid for it.
-- sqlite:
DROP TABLE search_index;
CREATE VIRTUAL TABLE search_index USING fts5 (
    stemmed, content = 'search', content_rowid = 'id', detail = none,
    tokenize = 'ascii tokenchars ''_'''
);
INSERT INTO search_index (search_index) VALUES ('rebuild');
-- end
