import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWire, type Wire } from "./admin-kit.ts";

let wire: Wire;
beforeAll(async () => {
  wire = await createWire();
});
afterAll(() => wire.running.stop());

const replace = (whitelist: string[]) => wire.data(wire.admin, "UPDATE_IP_WHITELIST", { whitelist });
const add = (...ips: string[]) => wire.data(wire.admin, "ADD_IP_WHITELIST", { ips });
const remove = (...ips: string[]) => wire.data(wire.admin, "DELETE_IP_WHITELIST", { ips });
const special = (operation: string) => wire.data(wire.admin, "SPECIAL_IP_WHITELIST_OPERATION", { operation });
const read = async () => (await wire.data(wire.admin, "GET_IP_WHITELIST")).whitelist as string[];
const sorted = async () => (await read()).toSorted();
const HERE = "127.0.0.1";

beforeEach(() => replace([]));

describe("the address list", () => {
  test("an empty one reads as every address, count 1 (contract 7.2)", async () => {
    expect(await wire.data(wire.admin, "GET_IP_WHITELIST")).toEqual({ whitelist: ["0.0.0.0/0"], count: 1 });
    expect(await replace([])).toMatchObject({ whitelist: ["0.0.0.0/0"] });
  });

  test("is replaced as a whole and is in force at once, on every wire", async () => {
    expect(await replace([HERE, "10.0.0.0/8"])).toMatchObject({
      whitelist: expect.arrayContaining([HERE, "10.0.0.0/8"]),
    });
    expect((await wire.api.network.rules.query()).rules.map(({ range }) => range).sort()).toEqual(["10.0.0.0/8", HERE]);
    expect(await sorted()).toEqual(["10.0.0.0/8", HERE]);
  });

  test("adding skips what is there, removing what is not; both count", async () => {
    expect(await add(HERE, "10.0.0.1")).toMatchObject({ addedCount: 2, skippedCount: 0 });
    const again = await add("10.0.0.1", "10.0.0.2", "10.0.0.2");
    expect(again).toMatchObject({ addedCount: 1, skippedCount: 2, addedIds: [expect.any(Number)] });
    expect(await remove("10.0.0.1", "10.9.9.9")).toMatchObject({ deletedCount: 1 });
    expect(await remove("10.9.9.9")).toMatchObject({ deletedCount: 0 });
    expect(await sorted()).toEqual(["10.0.0.2", HERE]);
  });

  test("IPv6 may be listed too", async () => {
    await add(HERE, "2001:db8::/32");
    expect(await read()).toContain("2001:db8::/32");
  });

  test.each(["10.0.0.256", "010.0.0.1", "10.0.0.0/33", "10.0.0", "example.org", "", "10.0.0.1 10.0.0.2"])(
    "%j is 5102, and nothing of the call is stored",
    async (bad) => {
      expect(await wire.refusal(wire.admin, "ADD_IP_WHITELIST", { ips: [HERE, bad] })).toBe("500 5102");
      expect(await wire.refusal(wire.admin, "UPDATE_IP_WHITELIST", { whitelist: [HERE, bad] })).toBe("500 5102");
      expect(await read()).toEqual(["0.0.0.0/0"]);
    },
  );

  test("0.0.0.0/0 lets every address in, whatever stands beside it, IPv6 included", async () => {
    await replace(["192.0.2.1", "0.0.0.0/0"]);
    expect(await sorted()).toEqual(["0.0.0.0/0", "192.0.2.1"]);
    expect((await wire.api.network.rules.query()).rules.map(({ range }) => range)).toContain("::/0");
    expect(await remove("0.0.0.0/0").catch((error: Error) => error.message)).toContain("5102");
  });

  test("allow-all and deny-all answer {}; deny-all does nothing where nothing else is listed", async () => {
    expect(await special("deny-all")).toEqual({});
    expect(await special("allow-all")).toEqual({});
    expect(await special("allow-all")).toEqual({});
    expect(await special("deny-all")).toEqual({});
    expect(await read()).toEqual(["0.0.0.0/0"]);
    await add(HERE);
    expect(await special("deny-all")).toEqual({});
    expect(await read()).toEqual([HERE]);
    expect(await wire.refusal(wire.admin, "SPECIAL_IP_WHITELIST_OPERATION", { operation: "open" })).toBe("500 1001");
  });

  test("nobody shuts themself out by mistake; saying that it is meant does", async () => {
    expect(await wire.refusal(wire.admin, "UPDATE_IP_WHITELIST", { whitelist: ["192.0.2.1"] })).toBe("500 5102");
    expect(await wire.refusal(wire.admin, "ADD_IP_WHITELIST", { ips: [] })).toBe("500 1001");
    expect(
      (await wire.ask(wire.admin, "UPDATE_IP_WHITELIST", { whitelist: ["192.0.2.1"], lockMeOut: true })).status,
    ).toBe(200);
    expect((await wire.ask(wire.admin, "GET_IP_WHITELIST")).status).toBe(403);
  });
});
