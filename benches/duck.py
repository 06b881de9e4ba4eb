"""Loads a journal into DuckDB as its users would: read_json in parallel, then SQL. Prints the seconds
it took and how many facets are filed, which must be as many as in SQLite.

    duck.py EVENTS DATABASE
"""

import glob
import sys
import time

import duckdb

events, database = sys.argv[1:3]
connection = duckdb.connect(database)
connection.execute("SET threads = 2; SET preserve_insertion_order = false")
begun = time.perf_counter()
files = sorted(glob.glob(f"{events}/*.jsonl"))
connection.execute(
    """
    CREATE TABLE event AS
    SELECT CAST(sequence AS BIGINT) AS seq, CAST(id AS UUID) AS id, type, CAST(time AS TIMESTAMP) AS time,
        subject, data
    FROM read_json(?, format = 'newline_delimited', columns = {id: 'VARCHAR', type: 'VARCHAR',
        time: 'VARCHAR', sequence: 'VARCHAR', subject: 'VARCHAR', data: 'JSON'})
    """,
    [files],
)
# dates as the generator writes them: a day, a month, an interval, each perhaps marked
connection.execute(
    """
    CREATE MACRO first_day(date) AS CASE
        WHEN length(rtrim(split_part(date, '/', 1), '~?%')) = 7
        THEN CAST(left(date, 7) || '-01' AS DATE) ELSE CAST(left(date, 10) AS DATE) END;
    CREATE MACRO last_day_of(date) AS CASE
        WHEN contains(date, '/') THEN CAST(left(split_part(date, '/', 2), 10) AS DATE)
        WHEN length(rtrim(date, '~?%')) = 7 THEN last_day(CAST(left(date, 7) || '-01' AS DATE))
        ELSE CAST(left(date, 10) AS DATE) END;
    CREATE TABLE correction AS
    SELECT seq, subject AS key, change ->> 'field' AS field, change ->> 'new' AS value
    FROM (SELECT seq, subject, unnest(CAST(data -> 'changes' AS JSON[])) AS change
        FROM event WHERE type = 'annals.development.corrected');
    CREATE TABLE development AS
    WITH recorded AS (SELECT seq, subject AS key, data FROM event WHERE type = 'annals.development.recorded'),
    redated AS (SELECT key, arg_max(value, seq) AS date FROM correction WHERE field = 'date' GROUP BY key),
    renamed AS (SELECT key, arg_max(value, seq) AS title FROM correction WHERE field = 'title' GROUP BY key),
    moved AS (SELECT subject AS key, arg_max(data ->> 'to', seq) AS status FROM event
        WHERE type = 'annals.status.changed' GROUP BY subject),
    gone AS (SELECT DISTINCT subject AS key FROM event
        WHERE type IN ('annals.development.retracted', 'annals.development.marked-duplicate')),
    promised AS (SELECT DISTINCT subject AS key FROM event WHERE type = 'annals.commitment.made')
    SELECT row_number() OVER (ORDER BY seq) AS n, seq, key, coalesce(redated.date, data ->> 'date') AS date,
        first_day(coalesce(redated.date, data ->> 'date')) AS earliest,
        last_day_of(coalesce(redated.date, data ->> 'date')) AS latest,
        coalesce(renamed.title, data ->> 'title') AS title, data ->> 'kind' AS kind,
        coalesce(moved.status, data ->> 'status') AS status, gone.key IS NULL AS stands,
        promised.key IS NOT NULL OR json_exists(data, '$.commitments[0]') AS promises,
        json_exists(data, '$.legal') AS legal,
        CAST(data -> '$.topics[*]' AS VARCHAR[]) AS topics, data -> '$.parties[*].actor' AS parties
    FROM recorded LEFT JOIN redated USING (key) LEFT JOIN renamed USING (key) LEFT JOIN moved USING (key)
        LEFT JOIN gone USING (key) LEFT JOIN promised USING (key);
    CREATE TABLE actor AS
    WITH RECURSIVE merger AS (SELECT data ->> 'from' AS id, data ->> 'into' AS into_id FROM event
        WHERE type = 'annals.actors.merged'),
    standing(id, stands_for) AS (
        SELECT subject, subject FROM event WHERE type = 'annals.actor.registered'
        UNION ALL SELECT standing.id, merger.into_id FROM standing JOIN merger ON merger.id = standing.stands_for)
    SELECT standing.id, standing.stands_for, registered.data ->> 'side' AS side
    FROM standing JOIN event registered ON registered.type = 'annals.actor.registered' AND registered.subject = standing.stands_for
    WHERE NOT EXISTS (SELECT 1 FROM merger WHERE merger.id = standing.stands_for);
    CREATE TABLE party AS
    SELECT DISTINCT n, stands_for AS actor, side FROM (SELECT n, unnest(parties) ->> '$' AS id FROM development) JOIN actor USING (id);
    CREATE TABLE side AS SELECT DISTINCT n, side FROM party;
    CREATE TABLE filed AS
    SELECT facet, value, earliest, latest, n FROM (
        SELECT n, 'all' AS facet, '' AS value FROM development
        UNION ALL SELECT n, 'kind', kind FROM development
        UNION ALL SELECT n, 'status', status FROM development
        UNION ALL SELECT n, 'topic', unnest(topics) FROM development
        UNION ALL SELECT n, 'promise', '' FROM development WHERE promises
        UNION ALL SELECT n, 'legal', '' FROM development WHERE legal
        UNION ALL SELECT n, 'actor', actor FROM party
        UNION ALL SELECT n, 'side', side FROM side
        UNION ALL SELECT a.n, 'relation', a.side || '-' || b.side FROM side a JOIN side b ON a.n = b.n AND a.side < b.side
            WHERE a.side <> 'INT' AND b.side <> 'INT')
    JOIN development USING (n) WHERE stands ORDER BY facet, value, earliest, latest, n;
    """
)
connection.execute("CHECKPOINT")
taken = time.perf_counter() - begun
count = connection.execute("SELECT count(*) FROM filed").fetchone()[0]
print(f"{taken:.3f} {count}")
