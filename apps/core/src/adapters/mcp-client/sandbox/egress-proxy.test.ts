import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "../../log.ts";
import { type Egress, EGRESS_SOCKET, openEgress } from "./egress-proxy.ts";

/** A listed host that answers whatever the test says. */
let answer = "";
let heard = "";
const site = net.createServer((socket: Socket) => {
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
    socket.end(answer);
  });
});
let egress: Egress;
let host: string;
beforeAll(async () => {
  await once(site.listen(0, "127.0.0.1"), "listening");
  host = `127.0.0.1:${(site.address() as AddressInfo).port}`;
  egress = await openEgress("s", [host], createLog({ level: "silent" }, { write: () => {} }));
});
afterAll(() => {
  egress.close();
  site.close();
});

/** What a program in the sandbox gets when it sends these bytes. */
async function send(head: string): Promise<string> {
  heard = "";
  const socket = net.connect(path.join(egress.directory, EGRESS_SOCKET));
  let got = "";
  socket.on("error", () => {}).on("data", (chunk) => (got += chunk.toString("latin1")));
  socket.write(head.replaceAll("HOST", host));
  await once(socket, "close");
  return got;
}
const GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const GET = "GET http://HOST/ HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n";

test.each([
  ["a header of trailers", `${GET}Trailer: x\r\n\r\n`, GOOD],
  ["an upgrade", `${GET.replace("close", "close, upgrade")}Upgrade: websocket\r\n\r\n`, GOOD],
  ["an answer with a status that there is not", `${GET}\r\n`, "HTTP/1.1 099 No\r\nContent-Length: 0\r\n\r\n"],
  ["an answer with a header of trailers", `${GET}\r\n`, GOOD.replace("\r\n", "\r\nTrailer: x\r\n")],
  ["an answer that is none", `${GET}\r\n`, "\0\0"],
])("%s ends no more than its own request: the next one is served (A47)", async (_what, request, answered) => {
  answer = answered;
  await send(request);
  answer = GOOD;
  expect(await send(`${GET}\r\n`)).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*ok$/);
});

test("what speaks of one connection is not carried over", async () => {
  answer = GOOD;
  expect(await send(`${GET}Proxy-Connection: x\r\nTE: trailers\r\nX-Own: 1\r\n\r\n`)).toMatch(/ok$/);
  expect(heard).toMatch(/x-own: 1/i);
  expect(heard).not.toMatch(/proxy-connection|^te:/im);
});
