// node clickhouse.mjs FILE THREADS: the endpoint-enumeration aggregation over an audit log with ClickHouse's embedded engine; prints rows and seconds.
import { query } from 'chdb';

const [file, threads = '1'] = process.argv.slice(2);

const columns = [
  'stage LowCardinality(String)',
  'verb LowCardinality(String)',
  'requestURI String',
  'userAgent String',
  'sourceIPs Array(String)',
  'user Tuple(username String, groups Array(String))',
  'objectRef Tuple(resource String, namespace String)',
  'responseStatus Tuple(code Int32, message String)',
  'annotations Map(String, String)',
].join(', ');

const sql = `
  SELECT user.username AS who, arrayJoin(sourceIPs) AS address, count() AS events,
    uniqExactIf(annotations['authorization.k8s.io/decision'], annotations['authorization.k8s.io/decision'] != '') AS decisions,
    uniqExact(verb) AS verb_count, uniqExact(requestURI) AS uris,
    uniqExactIf(objectRef.resource, objectRef.resource != '') AS resource_count,
    groupUniqArrayIf(responseStatus.message, responseStatus.message != '') AS messages, groupUniqArray(verb) AS verbs,
    groupUniqArray(responseStatus.code) AS codes, groupUniqArray(objectRef.resource) AS resources,
    groupUniqArray(objectRef.namespace) AS namespaces, groupUniqArray(user.username) AS users,
    groupUniqArrayArray(user.groups) AS user_groups, groupUniqArray(requestURI) AS request_uris, groupUniqArray(userAgent) AS agents
  FROM file('${file.replaceAll("'", "\\'")}', 'JSONEachRow', '${columns}')
  WHERE stage = 'ResponseComplete' AND verb IN ('get', 'list', 'watch', 'create', 'update', 'patch')
  GROUP BY who, address
  HAVING decisions = 2 AND uris > 5 AND resource_count > 3 AND events < 75
  SETTINGS max_threads = ${Number(threads)}, input_format_skip_unknown_fields = 1,
    input_format_json_defaults_for_missing_elements_in_named_tuple = 1, input_format_json_ignore_unknown_keys_in_named_tuple = 1`;

const start = process.hrtime.bigint();
const text = query(sql, 'JSONCompactEachRow');
const rows = text.split('\n').filter((line) => line.length > 0).length;
console.log(`${rows} rows ${(Number(process.hrtime.bigint() - start) / 1e9).toFixed(3)} s`);
