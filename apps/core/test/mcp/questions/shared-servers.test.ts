import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AskedClient, createWorld, type Era, EVERYTHING, PAGES, serverIdOf, type World } from "./world.ts";

const STDIO = serverIdOf("stdio", "legacy");
const HTTP = serverIdOf("http", "legacy");

let world: World;
beforeAll(async () => {
  world = await createWorld([STDIO, HTTP]);
});
afterAll(() => world.stop());

interface Person {
  name: string;
  client: AskedClient;
}

/** People of several principals, some with two clients, of both eras. */
const gather = (): Promise<Person[]> => {
  const people: [Era, string, string][] = [
    ["legacy", "ann", "Ann"],
    ["legacy", "ann", "Anna"],
    ["legacy", "bob", "Bob"],
    ["modern", "cid", "Cid"],
  ];
  return Promise.all(
    people.map(async ([era, agent, name]) => ({ name, client: await world.connect(era, agent, name) })),
  );
};

/** What a call has to bring, and what its client may have been shown. */
const mine = ({ name }: Person, tag: string): string => `${tag}: name accept {"name":"${name} for Name for ${tag}?"}`;

it("a server that nobody knows yet answers two clients at once with their own answers or with a refusal", async () => {
  const [ann, , bob] = await gather();
  if (!ann || !bob) throw new Error("nobody came");
  const ask = (person: Person, tag: string): Promise<string> =>
    person.client.call(`${STDIO}__ask-on-the-line`, { tag, pauseMs: 50 });
  const first = await Promise.all([ask(ann, "a1"), ask(bob, "b1")]);
  expect([mine(ann, "a1"), "a1: name refused -32601"]).toContain(first[0]);
  expect([mine(bob, "b1"), "b1: name refused -32601"]).toContain(first[1]);
  // It is known now.
  await expect.poll(() => ask(ann, "a2"), { timeout: 10_000 }).toBe(mine(ann, "a2"));
  expect(await Promise.all([ask(ann, "a3"), ask(bob, "b3")])).toEqual([mine(ann, "a3"), mine(bob, "b3")]);
});

it("A21: many clients that are asked at once over one server never have each other's questions or answers", async () => {
  const people = await gather();
  // A first round makes sure that both servers are known to ask.
  for (const server of [STDIO, HTTP])
    await expect.poll(() => people[0]?.client.call(`${server}__ask-on-the-line`, { tag: "warm" })).toContain("Ann");
  const rounds = Array.from({ length: 3 }, (_, round) =>
    people.flatMap((person) =>
      [STDIO, HTTP].map(async (server) => {
        const tag = `${person.name}-${round}-${server}`;
        const tool = round % 2 === 0 ? "ask-on-the-line" : "ask-name";
        const pauseMs = (round * 7 + person.name.length * 3) % 11;
        // A modern client's calls have a connection each, as many as there is room for.
        const answer = await person.client.call(`${server}__${tool}`, { tag, pauseMs });
        return { person, tag, answer };
      }),
    ),
  );
  for (const { person, tag, answer } of (await Promise.all(rounds.flat())).flat())
    expect(answer).toBe(mine(person, tag));
  for (const { name, client } of people)
    for (const { params } of client.asked) expect(String(params.message)).toMatch(new RegExp(`for (?:${name}-|warm)`));
}, 30_000);

interface Counts {
  cancelled: number;
  told: string[];
  pid: number;
}
const countsOf = async (client: AskedClient, server = STDIO): Promise<Counts> =>
  JSON.parse(await client.call(`${server}__counts`, { tag: "c" })) as Counts;
const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("connections of a server that asks", () => {
  it("A51: a session has its own, which declares what the session declares and ends with it", async () => {
    const first = await world.connect("legacy", "ann", "Ann");
    // Until it has asked, everybody shares one.
    await first.call(`${STDIO}__ask-name`, { tag: "warm" });
    await expect.poll(async () => (await world.owner.servers.get.query({ serverId: STDIO })).asks).toBe(true);
    const ann = await world.connect("legacy", "ann", "Ann", { elicitation: { form: {} } });
    expect(JSON.parse(await ann.call(`${STDIO}__declared`, { tag: "d" }))).toEqual({
      elicitation: { form: {} },
      ...PAGES,
    });
    const { pid } = await countsOf(ann);
    expect((await countsOf(first)).pid).not.toBe(pid);
    expect(isRunning(pid)).toBe(true);
    await ann.close();
    await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false);
    await first.close();
  });

  it("clients that declare nothing share one that declares nothing, so that the server need not ask in vain", async () => {
    const clients = await Promise.all([
      world.connect("legacy", "bob", "Bob", {}),
      world.connect("legacy", "cid", "Cid", {}),
      world.connect("modern", "bob", "Bob", {}),
    ]);
    const pids = await Promise.all(
      clients.map(async (client) => {
        expect(JSON.parse(await client.call(`${STDIO}__declared`, { tag: "d" }))).toEqual(PAGES);
        return (await countsOf(client)).pid;
      }),
    );
    expect(new Set(pids).size).toBe(1);
  });

  it("a call that is cancelled while its client is asked is cancelled at the server", async () => {
    const ann = await world.connect("legacy", "ann", "Ann");
    const controller = new AbortController();
    const call = ann.call(`${HTTP}__ask-and-hang`, { tag: "h" }, controller.signal);
    call.catch(() => {});
    await expect.poll(() => ann.asked.length).toBe(1);
    controller.abort();
    await expect(call).rejects.toThrow();
    await expect
      .poll(
        async () => (JSON.parse(await ann.call(`${HTTP}__counts`, { tag: "c" })) as { cancelled: number }).cancelled,
      )
      .toBeGreaterThan(0);
  });

  it("hears that the roots of its client have changed, and the client that an address was visited", async () => {
    await world.owner.servers.update.mutate({
      serverId: STDIO,
      settings: { questions: ["sampling", "elicitation", "roots"] },
    });
    const ann = await world.connect("legacy", "ann", "Ann");
    expect(await ann.call(`${STDIO}__list-roots`, { tag: "r" })).toBe('r: roots [{"uri":"file:///of/Ann"}]');
    await ann.rootsChanged();
    await expect.poll(async () => (await countsOf(ann)).told).toContain("notifications/roots/list_changed");
    await ann.call(`${STDIO}__ask-url`, { tag: "u" });
    await expect.poll(() => ann.told).toContain("notifications/elicitation/complete");
  });

  it("an administrator may have everybody share one: then what nobody owns is refused, and calls go on", async () => {
    await world.owner.servers.update.mutate({ serverId: STDIO, settings: { connection: "shared" } });
    const [ann, bob] = await Promise.all([
      world.connect("legacy", "ann", "Ann"),
      world.connect("legacy", "bob", "Bob"),
    ]);
    await Promise.all([ann, bob].map((client) => client.call(`${STDIO}__counts`, { tag: "c" })));
    for (const client of [ann, bob])
      expect(await client.call(`${STDIO}__ask-name`, { tag: "s" })).toBe("s: name refused -32601");
    expect([...ann.asked, ...bob.asked]).toEqual([]);
  });
});

describe("the reference server of the protocol", () => {
  const require = createRequire(import.meta.url);
  const PROGRAM = require.resolve("@modelcontextprotocol/server-everything/dist/index.js", {
    paths: [`${import.meta.dirname}/../../../../..`],
  });

  it.each(["legacy", "modern"] as const)("samples and elicits through Core, %s client", async (era) => {
    expect(existsSync(PROGRAM)).toBe(true);
    if (era === "legacy")
      await world.owner.servers.add.mutate({
        serverId: "everything",
        launch: { transport: "stdio", command: process.execPath, args: [PROGRAM, "stdio"], env: {} },
        publicAccess: true,
      });
    const client = await world.connect(era, "ann", "Ann", EVERYTHING);
    const sampled = await client.call("everything__trigger-sampling-request", { prompt: "hi", maxTokens: 5 });
    expect(sampled).toContain("Ann samples");
    expect(await client.call("everything__trigger-elicitation-request")).toContain(
      "provided the requested information",
    );
    expect(client.asked.map(({ method }) => method)).toEqual(["sampling/createMessage", "elicitation/create"]);
  });
});
