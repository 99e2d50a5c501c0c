-- What has been read in from library files, and what only such files hold: figures and questions.
CREATE TABLE library_source (
    urn TEXT PRIMARY KEY,
    type TEXT NOT NULL,                -- framework, legal-basis, indicator, question-set, organisation-register
    edition INTEGER NOT NULL,          -- the file's version
    published_on TEXT,
    provider TEXT,
    licence TEXT,
    attribution TEXT,                  -- to be shown wherever the content is shown
    title_nb TEXT,
    title_nn TEXT,
    title_en TEXT,
    description_nb TEXT,
    description_nn TEXT,
    description_en TEXT,
    hash TEXT NOT NULL,                -- SHA-256 of the file: the same file is read once
    read_at INTEGER NOT NULL
) STRICT;

-- Figures that somebody else has published, and what they measure.
CREATE TABLE indicator (
    code TEXT PRIMARY KEY,             -- measures-new
    urn TEXT NOT NULL REFERENCES library_source (urn),
    position INTEGER NOT NULL,
    unit TEXT NOT NULL,                -- percent, count
    source_code TEXT,                  -- in the publisher's table, null until checked
    name_nb TEXT,
    name_nn TEXT,
    name_en TEXT,
    definition_nb TEXT,
    definition_nn TEXT,
    definition_en TEXT,
    requirements TEXT,                 -- codes, parted by spaces
    facts TEXT                         -- what Samstyr computes it from, JSON as it came
) STRICT;
CREATE TABLE figure_level (
    urn TEXT NOT NULL REFERENCES library_source (urn),
    code TEXT NOT NULL,                -- state, county_municipality, municipality
    name_nb TEXT,
    name_nn TEXT,
    name_en TEXT,
    is_ranked INTEGER NOT NULL,        -- 0: must never be ranked
    note_nb TEXT,
    note_nn TEXT,
    note_en TEXT,
    PRIMARY KEY (urn, code)
) STRICT;
CREATE TABLE figure_count (
    urn TEXT NOT NULL REFERENCES library_source (urn),
    level TEXT NOT NULL,
    year INTEGER NOT NULL,
    n INTEGER NOT NULL,                -- how many bodies answered
    basis TEXT NOT NULL,               -- published, derived
    PRIMARY KEY (urn, level, year)
) STRICT;
CREATE TABLE figure_symbol (
    urn TEXT NOT NULL REFERENCES library_source (urn),
    symbol TEXT NOT NULL,
    reading TEXT NOT NULL,             -- no_figure, nil, not_applicable, missing, withheld, provisional
    text_nb TEXT,
    text_nn TEXT,
    text_en TEXT,
    PRIMARY KEY (urn, symbol)
) STRICT;
CREATE TABLE published_figure (
    series TEXT NOT NULL REFERENCES indicator (code),
    level TEXT NOT NULL,
    year INTEGER NOT NULL,
    value_tenths INTEGER,              -- tenths of the unit; null where there is no figure, never 0
    symbol TEXT,                       -- what stands in its place
    source TEXT NOT NULL,              -- "SSB 12042"
    PRIMARY KEY (series, level, year)
) STRICT;

-- Questions for a self-check.
CREATE TABLE question_set (
    urn TEXT PRIMARY KEY REFERENCES library_source (urn),
    framework_urn TEXT NOT NULL
) STRICT;
CREATE TABLE question (
    urn TEXT NOT NULL REFERENCES question_set (urn),
    code TEXT NOT NULL,                -- SC-1
    position INTEGER NOT NULL,
    question_nb TEXT,
    question_nn TEXT,
    question_en TEXT,
    yes_means_nb TEXT,
    yes_means_nn TEXT,
    yes_means_en TEXT,
    why_nb TEXT,
    why_nn TEXT,
    why_en TEXT,
    requirements TEXT,                 -- codes, parted by spaces
    legal_bases TEXT,
    indicators TEXT,
    sources TEXT,                      -- provider and title, one a line
    PRIMARY KEY (urn, code)
) STRICT;
CREATE TABLE question_answer (
    urn TEXT NOT NULL REFERENCES question_set (urn),
    code TEXT NOT NULL,                -- yes, partly, no, unknown
    position INTEGER NOT NULL,
    name_nb TEXT,
    name_nn TEXT,
    name_en TEXT,
    PRIMARY KEY (urn, code)
) STRICT;
