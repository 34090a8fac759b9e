import { expect, test } from "vitest";
import { createPrincipalsWorld } from "./testing/create-principals-world.ts";

test("a person sees themself and their agents, and nobody else's (A24)", async () => {
  const world = createPrincipalsWorld();
  world.seed("other-bot", "user", { kind: "agent", ownerId: "prn_ada" });
  const idsFor = async (handle: string) =>
    (await world.module.listOwn(world.as(handle))).map(({ principalId }) => principalId);
  expect(await idsFor("cem")).toEqual(["cem", "bot"]);
  expect(await idsFor("ada")).toEqual(["ada", "other-bot"]);
  expect(await idsFor("bot")).toEqual(["bot"]);
});
