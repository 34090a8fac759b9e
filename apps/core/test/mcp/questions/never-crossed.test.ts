import { afterAll, beforeAll, expect, it } from "vitest";
import { type AskedClient, createWorld, type Era, serverIdOf, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

const STDIO = serverIdOf("stdio", "legacy");
const HTTP = serverIdOf("http", "legacy");

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
    ["modern", "bob", "Bobby"],
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
  await expect.poll(() => ask(ann, "a2")).toBe(mine(ann, "a2"));
  expect(await Promise.all([ask(ann, "a3"), ask(bob, "b3")])).toEqual([mine(ann, "a3"), mine(bob, "b3")]);
});

it("A21: many clients that are asked at once over one server never have each other's questions or answers", async () => {
  const people = await gather();
  // A first round makes sure that both servers are known to ask.
  // oxlint-disable-next-line no-await-in-loop -- until it is known
  for (const server of [STDIO, HTTP])
    await expect.poll(() => people[0]?.client.call(`${server}__ask-on-the-line`, { tag: "warm" })).toContain("Ann");
  const rounds = Array.from({ length: 4 }, (_, round) =>
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
