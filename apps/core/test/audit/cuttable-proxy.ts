import { createConnection, createServer, type Socket } from "node:net";

/** A TCP proxy in front of a database that a test can cut, as a crash or a broken network does. */
export async function createCuttableProxy(databaseUrl: string) {
  let target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  let loseAnswers = false;
  let isHanging = false;
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const upstream = createConnection({ host: target.hostname, port: Number(target.port) });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (data) => {
      if (!isHanging) upstream.write(data);
    });
    upstream.on("data", (data) => {
      if (!loseAnswers) return void client.write(data);
      // The database did what it was asked to do; nobody learns of it.
      isCut = true;
      destroyAll();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return {
    url: url.href,
    cut(): void {
      isCut = true;
      destroyAll();
    },
    /** Lets the next request through to the database, and cuts the connection instead of bringing its answer back. */
    loseNextAnswer(): void {
      loseAnswers = true;
    },
    /** Sends new connections to another server. */
    retarget(otherUrl: string): void {
      target = new URL(otherUrl);
    },
    /** Connections stay, and nothing that is asked gets an answer. */
    hang(): void {
      isHanging = true;
    },
    restore(): void {
      if (isHanging) destroyAll();
      isHanging = false;
      isCut = false;
      loseAnswers = false;
    },
    async close(): Promise<void> {
      isCut = true;
      destroyAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
