/**
 * Runs inside of a sandbox without a network, before the server's program: `node forward-egress.mts SOCKET PROGRAM ...`.
 * Listens on the sandbox's own loopback, hands every connection to Core's proxy behind the socket, and starts the program
 * with the variables by which programs find a proxy. It ends when the program does.
 */
import { spawn } from "node:child_process";
import net, { type AddressInfo } from "node:net";
import { constants } from "node:os";

const [socketPath = "", program = "", ...args] = process.argv.slice(2);

const listener = net.createServer((inner) => {
  const outer = net.connect(socketPath);
  inner.pipe(outer).pipe(inner);
  for (const [one, other] of [
    [inner, outer],
    [outer, inner],
  ] as const)
    one.on("error", () => other.destroy()).on("close", () => other.destroy());
});

listener.listen(0, "127.0.0.1", () => {
  const proxy = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const env = {
    ...process.env,
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    http_proxy: proxy,
    https_proxy: proxy,
    NODE_USE_ENV_PROXY: "1",
  };
  const child = spawn(program, args, { stdio: "inherit", env });
  // The whole group hears it: the program decides when it ends.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  child.once("error", () => process.exit(127));
  child.once("exit", (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
});
