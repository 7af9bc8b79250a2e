"""Every experiment below a folder in one table: DuckDB over the files of its runs, as they are.

    python3 examples/runs.py runs
"""

import sys

import duckdb

table = duckdb.execute(
    """
    WITH measured AS (
      SELECT parse_path(filename)[-3] AS experiment, parse_path(filename)[-2] AS run, step, metric, value
      FROM read_csv($place || '/**/metrics.csv', filename = true, types = {'value': 'DOUBLE', 'error': 'DOUBLE'})
    ), manifest AS (
      SELECT parse_path(filename)[-2] AS run, optimizer
      FROM read_json($place || '/**/manifest.json', filename = true, columns = {'optimizer': 'VARCHAR'})
    ), ended AS (
      SELECT experiment, run, metric, arg_max(value, step) AS value FROM measured GROUP BY ALL
    )
    SELECT experiment, optimizer, metric, count(*) AS runs, avg(value) AS mean
    FROM ended JOIN manifest USING (run) GROUP BY ALL ORDER BY metric, experiment, optimizer
    """,
    {"place": sys.argv[1]},
).fetchall()
for experiment, optimizer, metric, runs, mean in table:
    print(f"{experiment}, {optimizer}, {metric}: {mean:.6g} over {runs} runs")
