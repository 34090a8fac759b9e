import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Device, until } from "./connect.ts";
import { createSocketWorld, type SocketWorld } from "./create-socket-world.ts";

let world: SocketWorld;
let ann: Device;
let topics: string[];
beforeAll(async () => {
  world = await createSocketWorld();
  ann = await world.device(world.ann.token);
  ann.socket.on("changed", (changed) => topics.push(...changed.topics));
});
afterAll(() => world?.stop());
beforeEach(() => {
  topics = [];
});
const told = (topic: string) =>
  until(
    () => (topics.includes(topic) ? true : undefined),
    2_000,
    () => `${topic} was not told: ${topics.join(", ")}`,
  );

test("the person behind an agent is told of its permissions, clients and agents, and asks again", async () => {
  await world.owner.permissions.set.mutate({ principalId: "bot", serverId: "notes", enabled: false });
  expect(await told("permissions")).toBe(true);
  await world.owner.permissions.set.mutate({ principalId: "bot", serverId: "notes", enabled: true });
  await world.owner.principals.add.mutate({ principalId: "bot-two", kind: "agent", ownerId: "ann" });
  expect(await told("principals")).toBe(true);
  topics = [];
  await world.bot.api.gateway.callTool.mutate({ name: "notes::list_notes", arguments: {} });
  expect(await told("clients")).toBe(true);
});

test("of what is somebody else's nothing is told, not even that it happened (A24)", async () => {
  await world.owner.principals.add.mutate({ principalId: "stranger", kind: "agent" });
  await world.owner.permissions.set.mutate({ principalId: "stranger", serverId: "notes", enabled: true });
  await world.owner.permissions.set.mutate({ principalId: "stranger", serverId: "notes", enabled: false });
  // Told in order: once this is here, the others would be.
  await world.owner.principals.add.mutate({ principalId: "bot-three", kind: "agent", ownerId: "ann" });
  await told("principals");
  expect(new Set(topics)).toEqual(new Set(["principals"]));
});
