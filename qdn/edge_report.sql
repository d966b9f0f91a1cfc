-- Hit ratio, volume, bytes, origin load, errors, latency and cost of the edge, by path and day (UTC).
--
-- One text for two engines: Athena over the table `edge_logs` (constructs_lib/edge_log_table.py) and DuckDB over a view
-- of that name on the laptop's logs (qdn/report.py). So it uses what both have: percentiles are taken by rank with
-- CUME_DIST, which is exact. Every field is a string, '-' where there is nothing.
--
-- Parameters, in this order: the prices of qdn/prices.py, then the first day as yyyymmdd.
--
-- A hit is an answer without asking the origin. Errors are in no hit ratio, as in CloudFront's own cache hit rate. What
-- the API's origin costs besides its requests is the function's time at 1 GiB, for which the origin's latency stands.
WITH prices AS (
    SELECT
        CAST(? AS DOUBLE) AS edge_request,
        CAST(? AS DOUBLE) AS edge_gib,
        CAST(? AS DOUBLE) AS edge_function,
        CAST(? AS DOUBLE) AS s3_get,
        CAST(? AS DOUBLE) AS api_request,
        CAST(? AS DOUBLE) AS lambda_request,
        CAST(? AS DOUBLE) AS lambda_gib_second
),

requests AS (
    SELECT
        "date" AS day_utc,
        "cache-behavior-path-pattern" AS path,
        "x-edge-result-type" AS result,
        CAST("sc-status" AS INTEGER) AS status,
        CAST("sc-bytes" AS BIGINT) AS size,
        CAST("time-taken" AS DOUBLE) AS seconds,
        CASE
            WHEN "x-edge-result-type" IN ('Miss', 'RefreshHit') OR TRY_CAST("origin-lbl" AS DOUBLE) > 0 THEN 1
            ELSE 0
        END AS asked,
        COALESCE(TRY_CAST("origin-lbl" AS DOUBLE), 0) AS origin_seconds
    FROM edge_logs
    WHERE "year" * 10000 + "month" * 100 + "day" >= CAST(? AS INTEGER)
),

ranked AS (
    SELECT
        requests.*,
        CUME_DIST() OVER (PARTITION BY day_utc, path ORDER BY seconds) AS share
    FROM requests
),

counted AS (
    SELECT
        day_utc,
        path,
        COUNT(*) AS requests,
        SUM(CASE WHEN result = 'Hit' THEN 1 ELSE 0 END) AS hits,
        SUM(CASE WHEN result = 'RefreshHit' THEN 1 ELSE 0 END) AS refreshes,
        SUM(CASE WHEN result = 'Miss' THEN 1 ELSE 0 END) AS misses,
        SUM(size) AS bytes,
        SUM(asked) AS origin_requests,
        SUM(origin_seconds) AS origin_seconds,
        SUM(CASE WHEN status BETWEEN 400 AND 499 THEN 1 ELSE 0 END) AS client_errors,
        SUM(CASE WHEN status >= 500 THEN 1 ELSE 0 END) AS server_errors,
        MIN(CASE WHEN share >= 0.50 THEN seconds END) AS p50_seconds,
        MIN(CASE WHEN share >= 0.95 THEN seconds END) AS p95_seconds
    FROM ranked
    GROUP BY day_utc, path
)

SELECT
    day_utc,
    path,
    requests,
    hits,
    refreshes,
    misses,
    CAST(hits AS DOUBLE) / NULLIF(hits + refreshes + misses, 0) AS hit_ratio,
    bytes,
    origin_requests,
    client_errors,
    server_errors,
    p50_seconds,
    p95_seconds,
    requests * edge_request
    + bytes / 1073741824.0 * edge_gib
    + CASE WHEN path IN ('/track/*', '/book/*', '*') THEN requests * edge_function ELSE 0 END
    + CASE
        WHEN path = '/api/*'
            THEN origin_requests * (api_request + lambda_request) + origin_seconds * lambda_gib_second
        ELSE origin_requests * s3_get
    END AS cost_usd
FROM counted
CROSS JOIN prices
ORDER BY day_utc, path
