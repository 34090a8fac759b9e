/**
 * What the suite starts as "the client": `node command.cjs <control URL> <URL of the suite's server>`. It tells the
 * runner, which has Core connect to that server and drives Core. Ends with 0 when that went well. Not TypeScript, and
 * CommonJS: the suite starts it seventy times, and this way a start costs a third.
 */
const http = require("node:http");

const [control = "", serverUrl = ""] = process.argv.slice(2);
const { MCP_CONFORMANCE_SCENARIO: scenario = "", MCP_CONFORMANCE_CONTEXT: context = "{}" } = process.env;

const request = http.request(control, { method: "POST" }, (response) => {
  response.pipe(process.stderr);
  response.on("end", () => (process.exitCode = response.statusCode === 200 ? 0 : 1));
});
request.end(JSON.stringify({ scenario, serverUrl, context: JSON.parse(context) }));
