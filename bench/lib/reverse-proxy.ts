/**
 * The baseline: a reverse proxy that copies bytes. No authentication, no policy, no audit, nothing parsed.
 * Arguments: port, target port. Prints `ready` when it listens.
 */
import { Agent, createServer, request as connect } from "node:http";

const [port = "0", targetPort = "0"] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const server = createServer((request, response) => {
  const { method, url: path, headers } = request;
  const onward = connect({ host: "127.0.0.1", port: Number(targetPort), method, path, headers, agent }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.writeHead(502).end());
  request.pipe(onward);
});
server.keepAliveTimeout = 120_000;
server.listen(Number(port), "127.0.0.1", () => console.log(`ready ${JSON.stringify(server.address())}`));
