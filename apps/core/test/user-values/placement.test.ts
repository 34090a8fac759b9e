import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { LaunchInput, UserField } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, createApi, createTestCore, refusal, type TestCore } from "../create-test-core.ts";
import { ACCOUNT_SERVER } from "./world.ts";

/** A real MCP server over HTTP whose tool answers with the headers that came; an unknown bearer gets 401. */
async function startHeaderServer() {
  const read = async (req: IncomingMessage): Promise<{ id?: number; method?: string }> => {
    let body = "";
    for await (const chunk of req) body += String(chunk);
    return body === "" ? {} : (JSON.parse(body) as { id?: number; method?: string });
  };
  const answer = (method: string | undefined, headers: IncomingHttpHeaders): object => {
    if (method === "initialize")
      return { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "h", version: "1" } };
    if (method === "tools/list") return { tools: [{ name: "headers", inputSchema: { type: "object" } }] };
    return { content: [{ type: "text", text: JSON.stringify(headers) }] };
  };
  const server = createServer((req, res) => {
    void read(req).then(({ id, method }) => {
      if (!req.headers.authorization?.startsWith("Bearer key-")) return res.writeHead(401).end();
      if (id === undefined) return res.writeHead(202).end();
      const body =
        method === "server/discover"
          ? { error: { code: -32601, message: "no" } }
          : { result: answer(method, req.headers) };
      return res
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ jsonrpc: "2.0", id, ...body }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, close: () => server.close() };
}

let running: TestCore;
let owner: Api;
let http: Awaited<ReturnType<typeof startHeaderServer>>;
beforeAll(async () => {
  running = await createTestCore();
  ({ api: owner } = await running.setUp());
  http = await startHeaderServer();
});
afterAll(async () => {
  await running.stop();
  http.close();
});

const field = (key: string, placement: UserField["placement"], more: Partial<UserField> = {}) => ({
  key,
  label: key,
  placement,
  ...more,
});

describe("headers of an HTTP server", () => {
  test("A27: each user's calls carry that user's headers, behind the shared ones, and nobody else's", async () => {
    await owner.servers.add.mutate({
      serverId: "remote",
      launch: { transport: "http", url: http.url, headers: { "X-Team": "shared" } },
      publicAccess: true,
      userFields: [
        field("token", { in: "header", name: "Authorization", prefix: "Bearer " }, { secret: true }),
        field("tenant", { in: "header", name: "X-Tenant" }, { required: false }),
      ],
    });
    const users = await Promise.all(
      ["uma", "ugo"].map(async (principalId) => {
        await owner.principals.add.mutate({ principalId, kind: "person", role: "user" });
        const api = createApi(running.url, (await owner.tokens.create.mutate({ principalId })).token);
        const values = { token: `key-${principalId}`, ...(principalId === "uma" && { tenant: "umas" }) };
        const view = await api.userServers.configure.mutate({ serverId: "remote", values });
        expect(view).toMatchObject({ status: "online", storedSecrets: ["token"] });
        return { principalId, api };
      }),
    );
    const seen = await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        const { principalId, api } = users[n % 2] as (typeof users)[number];
        const { content } = await api.gateway.callTool.mutate({ name: "remote::headers" });
        const [first] = content as { text: string }[];
        return { principalId, headers: JSON.parse(first?.text ?? "{}") as IncomingHttpHeaders };
      }),
    );
    for (const { principalId, headers } of seen) {
      expect(headers).toMatchObject({ authorization: `Bearer key-${principalId}`, "x-team": "shared" });
      expect(headers["x-tenant"]).toBe(principalId === "uma" ? "umas" : undefined);
    }
    const [{ api }] = users as [(typeof users)[number]];
    const wrong = api.userServers.configure.mutate({ serverId: "remote", values: { token: "nobody" } });
    expect(await refusal(wrong)).toBe("server.unreachable");
    const broken = api.userServers.configure.mutate({ serverId: "remote", values: { token: "key-\r\nx-evil: 1" } });
    expect(await refusal(broken)).toBe("server.values_invalid");
  });
});

const stdio = (more: Partial<Extract<LaunchInput, { transport: "stdio" }>> = {}): LaunchInput => ({
  transport: "stdio",
  command: process.execPath,
  args: [ACCOUNT_SERVER],
  ...more,
});
const remote = (headers: Record<string, string> = {}): LaunchInput => ({
  transport: "http",
  url: "https://host.example/mcp",
  headers,
});

describe("where a value must not go", () => {
  test.each([
    ["A46: a variable that makes the program run other code", stdio(), field("a", { in: "env", name: "LD_PRELOAD" })],
    ["A46: a variable of the interpreter", stdio(), field("a", { in: "env", name: "NODE_OPTIONS" })],
    ["A46: which programs are found", stdio(), field("a", { in: "env", name: "PATH" })],
    ["A46: where settings are read from", stdio(), field("a", { in: "env", name: "HOME" })],
    ["A46: which packages are installed", stdio(), field("a", { in: "env", name: "npm_config_registry" })],
    ["A46: whom the program talks to", stdio(), field("a", { in: "env", name: "HTTPS_PROXY" })],
    ["beside a shared value", stdio({ env: { KEY: "x" } }), field("a", { in: "env", name: "KEY" })],
    ["a header of a program", stdio(), field("a", { in: "header", name: "X-Key" })],
    ["the environment of a URL", remote(), field("a", { in: "env", name: "KEY" })],
    ["an argument of a URL", remote(), field("a", { in: "argument", flag: "--key" })],
    ["a header of the protocol", remote(), field("a", { in: "header", name: "Mcp-Session-Id" })],
    ["a header of the connection", remote(), field("a", { in: "header", name: "Host" })],
    ["an address that is not the caller's", remote(), field("a", { in: "header", name: "X-Forwarded-For" })],
    [
      "over Core's own credential",
      remote({ authorization: "Bearer shared" }),
      field("a", { in: "header", name: "Authorization" }),
    ],
    ["A46: the script itself", stdio({ args: [] }), field("a", { in: "argument" })],
    ["A46: the package itself", stdio({ command: "npx", args: ["-y"] }), field("a", { in: "argument" })],
    ["A46: the image itself", stdio({ command: "docker", args: ["run"] }), field("a", { in: "argument" })],
  ])("%s", async (_why, launch, userField) => {
    const add = owner.servers.add.mutate({ serverId: "refused", launch, userFields: [userField] });
    expect(await refusal(add)).toBe("server.launch_refused");
    expect((await owner.servers.list.query()).map(({ serverId }) => serverId)).not.toContain("refused");
  });

  test("two fields in one place, two of one key, a choice without choices", async () => {
    const add = (userFields: ReturnType<typeof field>[]) =>
      owner.servers.add.mutate({ serverId: "refused", launch: stdio(), userFields });
    const inA = { in: "env" as const, name: "A" };
    expect(await refusal(add([field("a", inA), field("b", inA)]))).toBe("server.launch_refused");
    expect(await refusal(add([field("a", inA), field("a", { in: "env", name: "B" })]))).toBe("input.invalid");
    expect(await refusal(add([field("a", inA, { type: "choice" })]))).toBe("input.invalid");
    expect(await refusal(add([]))).toBe("input.invalid");
  });

  test("A46: a launch configuration that the fields do not fit any more is refused, and nothing changes", async () => {
    await owner.servers.add.mutate({
      serverId: "later",
      launch: stdio(),
      userFields: [field("a", { in: "argument", flag: "--a" })],
    });
    const toUrl = owner.servers.update.mutate({ serverId: "later", launch: remote() });
    expect(await refusal(toUrl)).toBe("server.launch_refused");
    expect((await owner.servers.get.query({ serverId: "later" })).transport).toBe("stdio");
  });

  test("A46, A47: a value in an argument is one argument, no option, and no way to Core's own keys", async () => {
    await owner.servers.add.mutate({
      serverId: "bare",
      launch: stdio(),
      publicAccess: true,
      userFields: [field("dir", { in: "argument" })],
    });
    const configure = (dir: string) =>
      owner.userServers.configure.mutate({ serverId: "bare", values: { dir }, test: false });
    for (const dir of ["--eval=process.exit()", running.dataDir, `${running.dataDir}/..`]) {
      expect(await refusal(configure(dir))).toBe("server.values_invalid");
      await expect(configure(dir)).rejects.toThrow(/^(?!.*(?:eval|peta-core)).*$/s);
    }
    expect(await configure("a b; rm -rf / $(id)")).toMatchObject({ values: { dir: "a b; rm -rf / $(id)" } });
  });
});
