-- What the statistics ask. Fictitious bodies (demo) are never counted among the sector's.

-- name: statistics_counties  which counties are there, and what are they called?
SELECT DISTINCT m.county_code, COALESCE(c.name, o.name, m.county_code)
FROM organisation m
LEFT JOIN organisation c ON c.level = 'county' AND c.county_code = m.county_code AND c.deleted_at IS NULL
    AND c.state = 'active'
LEFT JOIN organisation o ON o.level = 'municipality' AND o.code = m.county_code || '01' AND c.id IS NULL
WHERE m.level = 'municipality' AND m.county_code IS NOT NULL AND m.demo = 0 AND m.deleted_at IS NULL
    AND m.state = 'active'
ORDER BY 1;

-- name: statistics_sector  how many of the registered bodies did it, by level, county and size?
SELECT f.year, f.indicator, o.level, o.county_code,
    CASE WHEN o.population < 5000 THEN 0 WHEN o.population < 20000 THEN 1 WHEN o.population >= 20000 THEN 2 ELSE 3 END,
    SUM(f.value), COUNT(*), MAX(f.demo)
FROM yearly_fact f
JOIN organisation o ON o.id = f.organisation_id
WHERE o.in_use = 0 AND o.demo = 0 AND o.deleted_at IS NULL AND o.level IN ('state', 'county', 'municipality')
GROUP BY 1, 2, 3, 4, 5;

-- name: statistics_in_use  which bodies govern their security here, and since when?
SELECT o.id, o.level, o.county_code,
    CASE WHEN o.population < 5000 THEN 0 WHEN o.population < 20000 THEN 1 WHEN o.population >= 20000 THEN 2 ELSE 3 END,
    (SELECT MIN(e.at) FROM event e WHERE e.organisation_id = o.id)
FROM organisation o
WHERE o.in_use = 1 AND o.demo = 0 AND o.deleted_at IS NULL AND o.level IN ('state', 'county', 'municipality')
ORDER BY o.id;

-- name: statistics_in_use_earlier  what did those bodies do in years before they came here?
SELECT f.organisation_id, f.year, f.indicator, f.value, f.demo
FROM yearly_fact f
JOIN organisation o ON o.id = f.organisation_id
WHERE o.in_use = 1 AND o.demo = 0 AND o.deleted_at IS NULL
ORDER BY f.organisation_id;

-- name: statistics_published  which figures did the source publish?
SELECT f.level, f.year, i.position, f.value_tenths, f.symbol, c.n
FROM published_figure f
JOIN indicator i ON i.code = f.series
LEFT JOIN figure_count c ON c.urn = i.urn AND c.level = f.level AND c.year = f.year
WHERE f.source = :source;

-- name: statistics_published_from  from which file, read when, did the figures come last?
SELECT at, origin, hash
FROM (
    SELECT l.loaded_at AS at, l.origin AS origin, l.hash AS hash
    FROM published_load l
    WHERE l.source = :source
    UNION ALL
    SELECT s.read_at, s.urn, s.hash
    FROM library_source s
    WHERE EXISTS (SELECT 1 FROM indicator i JOIN published_figure f ON f.series = i.code
        WHERE i.urn = s.urn AND f.source = :source)
) origins
ORDER BY at DESC
LIMIT 1;

-- name: statistics_demo_bodies  which real bodies shall have demonstration figures?
SELECT id, level, population
FROM organisation
WHERE demo = 0 AND in_use = 0 AND deleted_at IS NULL AND state = 'active'
    AND level IN ('state', 'county', 'municipality')
ORDER BY id;

-- name: statistics_demo_add  one made-up fact
INSERT INTO yearly_fact (organisation_id, year, indicator, value, source, demo)
VALUES (:body, :year, :indicator, :value, 'demo', 1)
ON CONFLICT (organisation_id, year, indicator) DO NOTHING;
