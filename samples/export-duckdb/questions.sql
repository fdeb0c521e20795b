-- Posts and languages by day.
SELECT day, count(*) AS posts, count(DISTINCT lang) AS languages
FROM read_parquet('posts.parquet/*/*.parquet', hive_partitioning = true)
GROUP BY day ORDER BY day;

-- The top ten, from the posts themselves.
SELECT '#' || tag AS tag, count(*) AS posts
FROM (SELECT unnest(tags) AS tag FROM 'posts.parquet/*/*.parquet')
GROUP BY tag ORDER BY posts DESC, tag LIMIT 10;

-- The same from the counts, with the spelling that is used most: as `tweetstream query` has it.
WITH spelt AS (
  SELECT tag, spelling, sum(count) AS uses, min(first) AS earliest
  FROM 'counts.parquet/*/*.parquet' WHERE tag IS NOT NULL GROUP BY tag, spelling)
SELECT '#' || first(spelling ORDER BY uses DESC, earliest) AS tag, sum(uses) AS posts
FROM spelt GROUP BY spelt.tag ORDER BY posts DESC, spelt.tag LIMIT 10;

-- Tags that are used together.
SELECT one, other, count(*) AS posts
FROM (SELECT tags, unnest(tags) AS one FROM 'posts.parquet/*/*.parquet'), unnest(tags) AS together(other)
WHERE one < other GROUP BY one, other ORDER BY posts DESC, one, other LIMIT 10;

-- The most frequent tag by hour, beside all posts of the hour.
WITH best AS (SELECT tag FROM 'counts.parquet/*/*.parquet' WHERE tag IS NOT NULL GROUP BY tag ORDER BY sum(count) DESC, tag LIMIT 1),
  posts AS (SELECT time_bucket(INTERVAL 1 hour, start) AS hour, sum(posts) AS posts FROM (SELECT DISTINCT start, posts FROM 'counts.parquet/*/*.parquet') GROUP BY hour),
  uses AS (SELECT time_bucket(INTERVAL 1 hour, start) AS hour, sum(count) AS uses FROM 'counts.parquet/*/*.parquet' WHERE tag = (SELECT tag FROM best) GROUP BY hour)
SELECT hour, (SELECT tag FROM best) AS tag, coalesce(uses, 0) AS uses, posts
FROM posts LEFT JOIN uses USING (hour) ORDER BY hour;
