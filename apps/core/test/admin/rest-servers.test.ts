import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FixtureApi, startApi } from "../../src/adapters/mcp-client/fixtures/rest-api.ts";
import { createWire, encrypt, type Wire } from "./admin-kit.ts";

const CANARY = "canary-of-the-old-api";

let wire: Wire;
let api: FixtureApi;
beforeAll(async () => {
  api = await startApi(({ url, headers }) => ({ body: { data: [{ url, key: headers["x-key"] ?? null }] } }));
  wire = await createWire();
});
afterAll(async () => {
  await wire.running.stop();
  await api.close();
});

const sealed = (config: object) => encrypt(JSON.stringify(config), wire.owner);
const auth = { type: "header", header: "X-Key", value: CANARY };
const template = (tool: object = {}, more: object = {}) =>
  JSON.stringify({
    apis: [
      {
        name: "Old",
        baseUrl: api.url,
        timeout: 5,
        headers: { "X-Fixed": 1 },
        tools: [
          {
            name: "find",
            description: "Finds.",
            endpoint: "/things/:id",
            method: "get",
            parameters: [
              { name: "id", type: "string", required: true, location: "path" },
              { name: "q", type: "string", location: "query" },
            ],
            response: { type: "json", jsonPath: "$.data" },
            ...tool,
          },
        ],
        ...more,
      },
    ],
  });
const server = (data: object) => ({ serverId: "old", category: 3, launchConfig: sealed({ auth }), ...data });

describe("a REST API of the former product (category 3)", () => {
  test("is registered from its template and its sealed auth, and called", async () => {
    const created = await wire.data(
      wire.owner,
      "CREATE_SERVER",
      server({ configTemplate: template(), publicAccess: true }),
    );
    expect(created.server).toMatchObject({ serverId: "old", category: 3, transportType: null, launchConfig: "{}" });
    const { definition } = await wire.api.servers.restDefinition.query({ serverId: "old" });
    expect(definition).toMatchObject({
      title: "Old",
      budget: { timeoutMs: 5_000 },
      tools: [{ name: "find", method: "GET" }],
    });
    const answer = await wire.api.gateway.callTool.mutate({ name: "old::find", arguments: { id: "7", q: "a b" } });
    expect(JSON.stringify(answer)).toContain("/v1/things/7?q=a%20b");
    expect(api.last().headers).toMatchObject({ "x-key": CANARY, "x-fixed": "1" });
    expect(JSON.stringify([created, answer]) + wire.running.logged()).not.toContain(CANARY);
  });

  test("a new template comes with its auth, or not at all", async () => {
    const configTemplate = template({ name: "look" });
    const { body } = await wire.ask(wire.owner, "UPDATE_SERVER", { serverId: "old", configTemplate });
    expect((body.error as { message: string }).message).toContain("needs its launchConfig too");
    await wire.data(wire.owner, "UPDATE_SERVER", { serverId: "old", configTemplate, launchConfig: sealed({ auth }) });
    expect((await wire.api.servers.restDefinition.query({ serverId: "old" })).tools).toMatchObject([{ name: "look" }]);
  });

  test("users sign in with a credential of their own", async () => {
    const configTemplate = template({}, { auth: { type: "bearer", value: "YOUR_TOKEN" } });
    const own = server({
      serverId: "own",
      configTemplate,
      allowUserInput: true,
      launchConfig: sealed({ auth: null, x: 1 }),
    });
    await wire.data(wire.owner, "CREATE_SERVER", own);
    const { userFields } = await wire.api.servers.get.query({ serverId: "own" });
    expect(userFields).toMatchObject([
      { secret: true, placement: { in: "header", name: "Authorization", prefix: "Bearer " } },
    ]);
  });

  test.each<[string, () => object, string]>([
    ["without a template", () => ({}), "configTemplate"],
    ["with no API in it", () => ({ configTemplate: '{"apis":[]}' }), "one API at least"],
    ["with two", () => ({ configTemplate: '{"apis":[{},{}]}' }), "more than one"],
    [
      "with a place that does not fit",
      () => ({ configTemplate: template({ endpoint: 3 }) }),
      "apis.0.tools.0.endpoint",
    ],
    [
      "whose answer is a template",
      () => ({ configTemplate: template({ response: { template: "{{x}}" } }) }),
      "jsonPath",
    ],
    [
      "whose jsonPath is an expression",
      () => ({ configTemplate: template({ response: { jsonPath: "$..x" } }) }),
      "names no place",
    ],
    [
      "with an auth that is none",
      () => ({ configTemplate: template(), launchConfig: sealed({ auth: { type: "magic" } }) }),
      "query_param",
    ],
    [
      "at a metadata address (A40)",
      () => ({ configTemplate: template({}, { baseUrl: "http://169.254.169.254" }) }),
      "metadata address",
    ],
  ])("%s it is refused, and says why", async (_what, data, says) => {
    const { body } = await wire.ask(wire.owner, "CREATE_SERVER", server({ serverId: "bad", ...data() }));
    expect((body.error as { message: string }).message).toContain(says);
    expect(JSON.stringify(body) + wire.running.logged()).not.toContain(CANARY);
    expect((await wire.api.servers.list.query()).map(({ serverId }) => serverId)).not.toContain("bad");
  });
});
