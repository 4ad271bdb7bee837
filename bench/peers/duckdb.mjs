// node duckdb.mjs FILE THREADS: the endpoint-enumeration aggregation over an audit log with DuckDB; prints rows and seconds.
import { DuckDBInstance } from '@duckdb/node-api';

const [file, threads = '1'] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(':memory:', { threads })).connect();

const columns = `{
  stage: 'VARCHAR', verb: 'VARCHAR', requestURI: 'VARCHAR', userAgent: 'VARCHAR', sourceIPs: 'VARCHAR[]',
  "user": 'STRUCT(username VARCHAR, "groups" VARCHAR[])',
  objectRef: 'STRUCT(resource VARCHAR, namespace VARCHAR)',
  responseStatus: 'STRUCT(code INTEGER, message VARCHAR)',
  annotations: 'STRUCT("authorization.k8s.io/decision" VARCHAR)'
}`;

const sql = `
  WITH events AS (
    SELECT *, "user".username AS who, UNNEST(sourceIPs) AS address
    FROM read_json('${file.replaceAll("'", "''")}', format = 'newline_delimited', columns = ${columns})
    WHERE stage = 'ResponseComplete' AND verb IN ('get', 'list', 'watch', 'create', 'update', 'patch')
  )
  SELECT who, address, COUNT(*) AS events,
    COUNT(DISTINCT annotations."authorization.k8s.io/decision") AS decisions,
    COUNT(DISTINCT verb) AS verb_count,
    COUNT(DISTINCT requestURI) AS uris,
    COUNT(DISTINCT objectRef.resource) AS resource_count,
    LIST(DISTINCT responseStatus.message) AS messages, LIST(DISTINCT verb) AS verbs, LIST(DISTINCT responseStatus.code) AS codes,
    LIST(DISTINCT objectRef.resource) AS resources, LIST(DISTINCT objectRef.namespace) AS namespaces, LIST(DISTINCT who) AS users,
    LIST_DISTINCT(FLATTEN(LIST(DISTINCT "user"."groups"))) AS user_groups, LIST(DISTINCT requestURI) AS request_uris,
    LIST(DISTINCT userAgent) AS agents
  FROM events
  GROUP BY who, address
  HAVING decisions = 2 AND uris > 5 AND resource_count > 3 AND events < 75`;

const start = process.hrtime.bigint();
const rows = (await connection.runAndReadAll(sql)).getRowObjects();
console.log(`${rows.length} rows ${(Number(process.hrtime.bigint() - start) / 1e9).toFixed(3)} s`);
