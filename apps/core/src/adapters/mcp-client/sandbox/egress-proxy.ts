import { rmSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import net, { type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Duplex } from "node:stream";
import { CoreError } from "../../../errors.ts";
import type { Log } from "../../../modules/log.ts";
import { isProcessAlive } from "../../is-process-alive.ts";
import { createAddressGuard } from "../http/guard-address.ts";
import { createHostList } from "./allowed-hosts.ts";

// Not imported: see surfaces/http/node-http.ts.
const http = process.getBuiltinModule("node:http");

/** The one way out of a sandbox: a proxy of Core's own, on a socket that only this sandbox is given. */
export interface Egress {
  /** Directory that holds the socket; nothing else is in it. */
  directory: string;
  close(): void;
}

const DIRECTORY = "peta-egress-";
export const EGRESS_SOCKET = "proxy.sock";
const MAX_CONNECTIONS = 128;
const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 5 * 60_000;

/** This machine: a listed name must not come to mean it. Whoever wants that lists the address itself. */
const LOOPBACK = [
  ["127.0.0.0", 8, "ipv4"],
  ["::1", 128, "ipv6"],
] as const;

/**
 * Opens the proxy of one sandbox: CONNECT and plain HTTP to listed hosts, and to nothing else. Names are resolved here, and
 * every address is looked at when it is dialled (A40, A47).
 */
export async function openEgress(serverId: string, allowedHosts: readonly string[], log: Log): Promise<Egress> {
  const isAllowed = createHostList(allowedHosts);
  const guard = createAddressGuard(undefined, {
    alsoRefused: LOOPBACK,
    errorFor: (host) => new CoreError("server.launch_refused", `${host} is an address that no listed host may have.`),
  });
  const open = new Set<Duplex>();
  const keep = <T extends Duplex>(stream: T): T => {
    open.add(stream);
    stream.once("close", () => open.delete(stream)).on("error", () => stream.destroy());
    return stream;
  };
  const refuse = (host: string, port: number): void =>
    log.warn(
      { serverId, host: host.slice(0, 255), port },
      "a server in a sandbox was refused a host that is not on its list",
    );

  const dial = (host: string, port: number): Socket => {
    const socket = net.connect({ host, port, lookup: guard.lookup, timeout: CONNECT_TIMEOUT_MS });
    socket.once("connect", () => socket.setTimeout(IDLE_TIMEOUT_MS));
    socket.once("timeout", () => socket.destroy(new Error("timeout")));
    return keep(socket);
  };

  const server = http.createServer({ headersTimeout: CONNECT_TIMEOUT_MS }, (request, response) => {
    const url = URL.canParse(request.url ?? "") ? new URL(request.url ?? "") : null;
    const port = Number(url?.port || 80);
    if (url?.protocol !== "http:" || !isAllowed(hostOf(url), port)) {
      if (url) refuse(url.hostname, port);
      response.writeHead(403).end("This host is not on the list of the server's sandbox.\n");
      return;
    }
    const onward = http.request(
      {
        method: request.method,
        host: hostOf(url),
        port,
        path: url.pathname + url.search,
        headers: { ...carried(request.headers), host: url.host },
        createConnection: () => dial(hostOf(url), port),
      },
      (answer) => {
        try {
          response.writeHead(answer.statusCode ?? 502, carried(answer.headers));
          answer.pipe(response);
        } catch {
          // A status that Node reads and does not write.
          onward.destroy();
          response.destroy();
        }
      },
    );
    onward.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    response.once("close", () => onward.destroy());
    request.pipe(onward);
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on("connection", keep);
  server.on("clientError", (_error, socket) => socket.destroy());
  server.on("connect", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    keep(socket);
    const [, host = "", port = ""] = /^\[?([^\]/@\s]+?)\]?:(\d{1,5})$/.exec(request.url ?? "") ?? [];
    if (!isAllowed(host, Number(port))) {
      refuse(host, Number(port));
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const onward = dial(host, Number(port));
    let isOpen = false;
    onward.once("connect", () => {
      isOpen = true;
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.once("close", () => {
      // Some clients ask for ever where a proxy says nothing.
      if (!isOpen) socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
      else socket.destroy();
    });
    socket.once("close", () => onward.destroy());
  });

  await sweep();
  const directory = await mkdtemp(path.join(tmpdir(), `${DIRECTORY}${process.pid}-`));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path.join(directory, EGRESS_SOCKET), resolve);
  });
  return {
    directory,
    close() {
      server.close();
      for (const stream of open) stream.destroy();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** They speak of one connection (RFC 9110, section 7.6.1); Node throws when it is to send `trailer` with some of them. */
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade"];

const carried = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));

/** Directories of a Core that was killed. One of another account cannot be removed, and stays. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(name.startsWith(DIRECTORY) && /-(\d+)-[^-]*$/.exec(name)?.[1]);
    if (pid > 0 && !isProcessAlive(pid))
      await rm(path.join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");
