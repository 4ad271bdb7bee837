// Sends documents with the bulk helper of the official Elasticsearch client, and prints what the helper says of it.
// Use: node elasticsearch-bulk.mjs URL COUNT [TOKEN]; run `npm ci` beside this file first, or set NODE_PATH.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { Client } = require("@elastic/elasticsearch");
const [url, count, token] = process.argv.slice(2);
const client = new Client({ node: url, compression: true, auth: token ? { bearer: token } : undefined });

const info = await client.info();
const documents = Array.from({ length: Number(count) }, (_, i) => ({
  "@timestamp": new Date(1772442000000 + i).toISOString(),
  message: `message ${i}`,
}));
let dropped = 0;
const result = await client.helpers.bulk({
  datasource: documents,
  onDocument: () => ({ create: { _index: "logs-clients.js-default" } }),
  onDrop: () => dropped++,
  flushBytes: 100_000,
  retries: 0,
});
console.log(JSON.stringify({ version: info.version.number, dropped, ...result }));
await client.close();
