import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createNetworkWorld, type NetworkWorld } from "./create-network-world.ts";

const ELSEWHERE = "198.51.100.7";

let world: NetworkWorld;
beforeAll(async () => {
  world = await createNetworkWorld();
  await world.owner.network.addRule.mutate({ range: "127.0.0.1" });
  await world.owner.network.addRule.mutate({ range: "203.0.113.0/24" });
});
afterAll(() => world.running.stop());

interface Path {
  method: "GET" | "POST";
  path: string;
  body?: string;
  type?: string;
}

/** One path or more of every wire. */
const PATHS: Record<string, Path> = {
  "/mcp": { method: "POST", path: "/mcp", body: "{}" },
  "/trpc": { method: "GET", path: "/trpc/consoleSessions.me" },
  "/admin": { method: "POST", path: "/admin", body: '{"action":3001}' },
  "/user": { method: "POST", path: "/user", body: '{"action":1001}' },
  "/socket.io": { method: "GET", path: "/socket.io/?EIO=4&transport=polling" },
  "/oauth/authorize": { method: "GET", path: "/oauth/authorize?client_id=x" },
  "/oauth/token": {
    method: "POST",
    path: "/oauth/token",
    body: "grant_type=refresh_token",
    type: "application/x-www-form-urlencoded",
  },
  "/oauth/register": { method: "POST", path: "/oauth/register", body: "{}" },
  "the alias /register": { method: "POST", path: "/register", body: "{}" },
  "the metadata": { method: "GET", path: "/.well-known/oauth-authorization-server" },
};

const ask = ({ method, path, body, type = "application/json" }: Path, address: string, token?: string) =>
  fetch(`${world.running.url}${path}`, {
    method,
    redirect: "manual",
    headers: {
      "x-forwarded-for": address,
      ...(body !== undefined && { "content-type": type }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body }),
  });

describe("an address that no rule names", () => {
  test.each(Object.entries(PATHS))("is refused on %s, with a token and without", async (_name, path) => {
    for (const token of [undefined, world.ownerToken]) {
      const refused = await ask(path, ELSEWHERE, token);
      expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining(ELSEWHERE)]);
      const admitted = await ask(path, "203.0.113.9", token);
      expect([path.path, admitted.status]).not.toEqual([path.path, 403]);
      expect([path.path, admitted.status]).not.toEqual([path.path, 404]);
      await admitted.text();
    }
  });
});

test("on the wires that know who asks, the answer tells the rate", async () => {
  for (const name of ["/mcp", "/trpc", "/admin", "/user"]) {
    const response = await ask(PATHS[name] as Path, "203.0.113.9", world.ownerToken);
    expect([name, response.headers.get("ratelimit-limit")]).toEqual([name, "6000"]);
    await response.text();
  }
});
