import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ServerDefinitionInput } from "@peta/contract";
import { type Api, createTestCore, refusal, type TestCore } from "../create-test-core.ts";
import { ACCOUNT_SERVER } from "../user-values/world.ts";

const SECRET = "key-of-the-template-canary";

const definition: ServerDefinitionInput = {
  displayName: "Account",
  launch: { transport: "stdio", command: process.execPath, args: [ACCOUNT_SERVER] },
  fields: [
    {
      key: "apiKey",
      label: "API key",
      secret: true,
      pattern: "key-[a-z-]+",
      placement: { in: "env", name: "API_KEY" },
    },
    { key: "region", label: "Region", defaultValue: "eu", required: false, placement: { in: "env", name: "REGION" } },
    { key: "folder", label: "Folder", required: false, placement: { in: "argument", flag: "--folder" } },
  ],
};

let running: TestCore;
let owner: Api;
beforeAll(async () => {
  running = await createTestCore();
  ({ api: owner } = await running.setUp());
});
afterAll(() => running.stop());

const save = (change: Partial<ServerDefinitionInput>) =>
  owner.templates.save.mutate({ templateId: "account", definition: { ...definition, ...change } });
const addFrom = (values: Record<string, string>, serverId = "account") =>
  owner.templates.addServer.mutate({ from: { templateId: "account" }, serverId, values });

describe("templates", () => {
  test("come with Peta, and the workspace's own stand in their place", async () => {
    const bundled = await owner.templates.list.query();
    expect(bundled.map(({ templateId, source }) => `${templateId} ${source}`)).toContain("filesystem bundled");
    await owner.templates.save.mutate({ templateId: "memory", definition });
    expect(await owner.templates.get.query({ templateId: "memory" })).toMatchObject({ source: "workspace" });
    await owner.templates.remove.mutate({ templateId: "memory" });
    expect(await owner.templates.get.query({ templateId: "memory" })).toMatchObject({ source: "bundled" });
    for (const missing of [
      () => owner.templates.remove.mutate({ templateId: "memory" }),
      () => owner.templates.get.query({ templateId: "none" }),
      () => owner.templates.addServer.mutate({ from: { templateId: "none" }, serverId: "x" }),
    ])
      expect(await refusal(missing())).toBe("template.not_found");
  });

  test.each<[string, Partial<ServerDefinitionInput>, RegExp]>([
    [
      "a credential of its own",
      { launch: { ...definition.launch, env: { API_TOKEN: "x" } } as never, fields: [] },
      /looks like a credential/,
    ],
    [
      "a place that makes other code run (A46)",
      { fields: [{ key: "x", label: "X", placement: { in: "env", name: "NODE_OPTIONS" } }] },
      /NODE_OPTIONS/,
    ],
    [
      "a place that decides what is found",
      { fields: [{ key: "x", label: "X", placement: { in: "env", name: "PATH" } }] },
      /PATH/,
    ],
    [
      "the program as a field (A46)",
      {
        launch: { transport: "stdio", command: "npx" },
        fields: [{ key: "x", label: "X", placement: { in: "argument" } }],
      },
      /runs what its arguments name/,
    ],
    [
      "a secret among the arguments",
      { fields: [{ key: "x", label: "X", secret: true, placement: { in: "argument" } }] },
      /goes into an argument/,
    ],
    [
      "a pattern that could hang Core (A34)",
      { fields: [{ key: "x", label: "X", pattern: "(a+)+", placement: { in: "env", name: "X" } }] },
      /pattern of "x"/,
    ],
    [
      "a header of a program",
      { fields: [{ key: "x", label: "X", placement: { in: "header", name: "X" } }] },
      /goes into a header/,
    ],
    ["a shell", { launch: { transport: "stdio", command: "sh", args: ["-c", "x"] }, fields: [] }, /shell/],
  ])("cannot hold %s", async (_what, change, says) => {
    const saving = save(change);
    await expect(saving).rejects.toThrow(says);
    expect(await refusal(saving)).toBe("server.launch_refused");
  });

  test("become servers: each value in its place, whatever stands in it (A46)", async () => {
    await save({});
    const added = await addFrom({ apiKey: SECRET, folder: 'in"box, $(x) {{y}}' });
    expect(added).toMatchObject({ displayName: "Account", status: "online", userFields: null });
    const called = await owner.gateway.callTool.mutate({ name: "account::environment", arguments: {} });
    const { content } = called as { content: { text: string }[] };
    expect(JSON.parse(content[0]?.text ?? "")).toMatchObject({
      env: { API_KEY: SECRET, REGION: "eu" },
      args: ["--folder", 'in"box, $(x) {{y}}'],
    });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["is missing", {}, /"API key" \(apiKey\) is missing/],
    ["does not fit its pattern", { apiKey: "other-value-canary" }, /does not look like key-/],
    ["is of no field", { apiKey: SECRET, other: "x" }, /no field "other"/],
  ])("refuse a value that %s, and repeat none", async (_what, values, says) => {
    const adding = addFrom(values, "second");
    await expect(adding).rejects.toThrow(says);
    await expect(adding).rejects.not.toThrow(/canary/);
    expect(await refusal(adding)).toBe("server.values_invalid");
  });

  test("may leave fields to each user", async () => {
    const [apiKey, ...others] = definition.fields ?? [];
    await save({ fields: [{ ...apiKey, filledBy: "user" } as never, ...others] });
    expect(await addFrom({}, "per-user")).toMatchObject({ userFields: [{ key: "apiKey" }], instances: { running: 0 } });
  });
});

test("what an import has found is reviewed, filled and added", async () => {
  const text = JSON.stringify({
    mcpServers: { mine: { command: process.execPath, args: [ACCOUNT_SERVER], env: { API_KEY: "${ACCOUNT_KEY}" } } },
  });
  const { candidates } = await owner.servers.previewImport.mutate({ text });
  const [found] = candidates;
  expect(await owner.servers.list.query()).not.toContainEqual(expect.objectContaining({ serverId: "mine" }));
  if (!found?.definition) throw new Error("nothing was found");
  const added = await owner.templates.addServer.mutate({
    from: { definition: found.definition },
    serverId: found.serverId,
    values: { apiKey: SECRET },
  });
  expect(added).toMatchObject({ serverId: "mine", status: "online" });
});

test("no value that was filled in is shown, recorded or logged (A28)", async () => {
  const seen = JSON.stringify([
    // Its resources are the server's own words, and this one tells its key in them.
    (await owner.servers.get.query({ serverId: "account" })).launch,
    await owner.templates.list.query(),
    (await owner.audit.list.query({ limit: 100 })).rows,
    running.logged(),
  ]);
  expect(seen).toContain("account");
  expect(seen).not.toContain(SECRET);
});
