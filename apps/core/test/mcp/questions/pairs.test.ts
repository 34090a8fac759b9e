import { UrlElicitationRequiredError } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type Era, PAGES, serverIdOf, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

const PAIRS = (["legacy", "modern"] as const).flatMap((client) =>
  (["legacy", "modern"] as const).flatMap((server) =>
    (["http", "stdio"] as const).map((transport) => [client, server, transport] as const),
  ),
);

describe.each(PAIRS)("a %s client and a %s server over %s", (clientEra: Era, serverEra: Era, transport) => {
  const tool = (name: string): string => `${serverIdOf(transport, serverEra)}__${name}`;

  it("a form is shown to the client that calls, and its answer reaches the call", async () => {
    const client = await world.connect(clientEra, "ann", "Ann");
    expect(await client.call(tool("ask-name"), { tag: "t" })).toBe('t: name accept {"name":"Ann for Name for t?"}');
    expect(client.asked).toHaveLength(1);
    expect(client.asked[0]).toMatchObject({ method: "elicitation/create", params: { message: "Name for t?" } });
  });

  it("the client samples, and answers several questions and several rounds of one call", async () => {
    const client = await world.connect(clientEra, "ann", "Ann");
    expect(await client.call(tool("sample"), { tag: "s" })).toContain("Ann samples");
    const both = await client.call(tool("ask-both"), { tag: "b" });
    expect(both).toContain("Ann for Name for b?");
    expect(both).toContain("Ann samples");
    expect(await client.call(tool("ask-twice"), { tag: "x" })).toContain("Ann for Name for x-2?");
  });

  it("roots are the client's, but are no business of a program on Core's machine", async () => {
    const client = await world.connect(clientEra, "ann", "Ann");
    const answer = client.call(tool("list-roots"), { tag: "r" });
    if (transport === "http") expect(await answer).toBe('r: roots [{"uri":"file:///of/Ann"}]');
    else if (serverEra === "legacy") expect(await answer).toBe("r: roots refused -32601");
    // It asks for what it was not told that the client has.
    else await expect(answer).rejects.toThrow();
    expect(client.asked.filter(({ method }) => method === "roots/list")).toHaveLength(transport === "http" ? 1 : 0);
  });

  it("A42: the address of a URL elicitation is shown whole, a form for a secret and a script are not shown", async () => {
    const client = await world.connect(clientEra, "ann", "Ann");
    expect(await client.call(tool("ask-url"), { tag: "u" })).toContain("u: url accept");
    expect(client.asked.at(-1)).toMatchObject({ params: { mode: "url", url: "https://id.example/u?a=1&b=%20" } });
    for (const name of ["ask-secret", "ask-script"]) {
      const refused = await client.call(tool(name), { tag: "q" }).catch((error: Error) => error.message);
      expect(refused).toMatch(/refused -32602|cancel|a secret|web address/);
    }
    expect(client.asked).toHaveLength(1);
  });

  it("a client that declares nothing is asked nothing, and the server is told so", async () => {
    const client = await world.connect(clientEra, "ann", "Ann", {});
    expect(JSON.parse(await client.call(tool("declared"), { tag: "d" }))).toEqual(serverEra === "legacy" ? PAGES : {});
    const answer = client.call(tool("ask-name"), { tag: "n" });
    // On the line that such clients share, nobody can tell whose call it is that cannot go on.
    const isToldToServer = serverEra === "legacy" && (clientEra === "legacy" || transport === "stdio");
    if (isToldToServer) expect(await answer).toBe("n: name refused -32601");
    else await expect(answer).rejects.toMatchObject(clientEra === "modern" ? { code: -32021 } : { code: -32603 });
    expect(client.asked).toEqual([]);
  });
});

describe.each(["http", "stdio"])("an address that a legacy server over %s needs opened first (-32042)", (transport) => {
  const NEED_URL = `${serverIdOf(transport, "legacy")}__need-url`;

  it("is the error that a legacy client of the official library knows, and it hears when somebody was there", async () => {
    const client = await world.connect("legacy", "ann", "Ann");
    const call = (): Promise<string> => client.call(NEED_URL, { tag: "needed" });
    // From now on it has a connection of its own, with whatever a visit to the address leaves there (docs/adr/0014).
    await client.call(`${serverIdOf(transport, "legacy")}__ask-name`, { tag: "first" });
    const refused: unknown = await call().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UrlElicitationRequiredError);
    expect((refused as UrlElicitationRequiredError).elicitations).toMatchObject([
      { mode: "url", url: "https://id.example/needed?a=1&b=%20", elicitationId: "id-needed" },
    ]);
    await expect.poll(() => client.told).toContain("notifications/elicitation/complete");
    expect(await call()).toContain("needed");
  });

  it("is a question for a modern client, which its call goes on after", async () => {
    const client = await world.connect("modern", "ann", "Ann");
    expect(await client.call(NEED_URL, { tag: "asked" })).toContain("asked");
    expect(client.asked).toMatchObject([{ method: "elicitation/create", params: { mode: "url" } }]);
  });
});
