// Sends documents and queries them with the official Elasticsearch client, and prints what it answers.
// Use: node elasticsearch-search.mjs URL PACKAGE [TOKEN]; the package (@elastic/elasticsearch, elasticsearch-9) is found by NODE_PATH.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const [url, name, token] = process.argv.slice(2);
const { Client, errors } = require(name);
const client = new Client({ node: url, auth: token ? { bearer: token } : undefined, maxRetries: 0 });
const index = "logs-clients.search-default";

const info = await client.info();
const documents = ["login", "logout", "login"].map((action, i) => ({
  "@timestamp": new Date(1772442000000 + 1000 * i).toISOString(),
  event: { category: "authentication", action },
  user: { name: `u${i}` },
}));
const bulk = await client.helpers.bulk({
  datasource: documents,
  onDocument: () => ({ create: { _index: index } }),
  retries: 0,
});
const esql = await client.esql.query({
  query: `FROM logs-clients.* | STATS n = COUNT(*) BY event.action | SORT event.action`,
});
const eql = await client.eql.search({
  index: "logs-clients.*",
  query: 'authentication where event.action == "login"',
  size: 10,
});
const sequence = await client.eql.search({
  index,
  query: 'sequence [any where event.action == "login"] [any where event.action == "logout"]',
});

async function refusal(call) {
  try {
    await call();
    return null;
  } catch (error) {
    if (!(error instanceof errors.ResponseError)) throw error;
    return { status: error.statusCode, type: error.body.error.type, reason: error.body.error.reason };
  }
}

console.log(
  JSON.stringify({
    version: info.version.number,
    successful: bulk.successful,
    failed: bulk.failed,
    columns: esql.columns,
    values: esql.values,
    total: eql.hits.total,
    users: eql.hits.events.map((e) => e._source.user.name),
    indices: eql.hits.events.map((e) => e._index),
    sequences: sequence.hits.sequences.map((s) => s.events.map((e) => e._source.user.name)),
    wrongQuery: await refusal(() => client.esql.query({ query: "FROM logs-clients.* | WHERE" })),
    unknownIndex: await refusal(() => client.eql.search({ index: "logs-nowhere-default", query: "any where true" })),
    filter: await refusal(() => client.eql.search({ index, query: "any where true", filter: { match_all: {} } })),
  }),
);
await client.close();
