import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { adminWire } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createActionTable } from "../../src/surfaces/legacy/admin/action-table.ts";
import type { AdminDeps } from "../../src/surfaces/legacy/admin/deps.ts";
import { adminPage } from "../../src/surfaces/legacy/admin/docs-page.ts";
import { createWire, type Wire } from "./admin-kit.ts";

/** Stands for modules that nobody calls: the table is looked at, not run. */
const nothing: unknown = new Proxy(() => nothing, { get: () => nothing });
const TABLE = createActionTable(nothing as AdminDeps);
const DOCUMENT = path.resolve(import.meta.dirname, "../../../../docs/api/admin.md");

/** The contract's own list of who may what. */
const OWNER_ONLY = [2001, 2004, 2005, 2010, 2012, 2016, 2017, 5004, 5005, 7001, 7002, 10_041, 10_042, 10_043];
const PUBLIC = [1010, 1016, 5001, 5002, 6002];
/** What follows in a later release. */
const LATER = [
  5004, 5005, 6001, 6002, 8001, 8002, 8003, 8004, 8005, 9301, 9302, 9310, 9311, 9312, 9313, 9314, 9320, 9330, 9331,
  10_040, 10_041, 10_042, 10_043, 11_001, 11_002, 11_010, 11_011, 11_012, 11_013, 11_014, 11_015,
];

let wire: Wire;
beforeAll(async () => {
  wire = await createWire();
});
afterAll(() => wire.running.stop());

describe("the table of action codes", () => {
  test("has every code of the contract once, 76 of them", () => {
    const codes = TABLE.map(({ code }) => code);
    expect(codes).toEqual(Object.values(adminWire.ADMIN_ACTION).toSorted((a, b) => a - b));
    expect(new Set(codes).size).toBe(76);
    for (const { code, name } of TABLE) expect(adminWire.ADMIN_ACTION[name]).toBe(code);
  });

  test("says who may ask as the contract says, and what is not available yet", () => {
    const codesOf = (holds: (action: (typeof TABLE)[number]) => boolean) =>
      TABLE.filter(holds).map(({ code }) => code as number);
    expect(codesOf(({ who }) => who === "owner")).toEqual(OWNER_ONLY);
    expect(codesOf(({ who }) => who === "public")).toEqual(PUBLIC);
    expect(codesOf(({ isReady }) => !isReady)).toEqual(LATER);
  });

  test("every example is one that its schema takes", () => {
    for (const { name, input, example } of TABLE)
      expect([name, input.safeParse(example).success]).toEqual([name, true]);
  });

  test("docs/api/admin.md says what the table says", () => {
    const page = adminPage(TABLE);
    if (process.env.UPDATE_DOCS === "1") writeFileSync(DOCUMENT, page);
    expect(readFileSync(DOCUMENT, "utf8")).toBe(page);
  });
});

describe("every action, asked with its example", () => {
  const isFailure = { success: false, error: { code: expect.any(Number), message: expect.stringMatching(/\S/) } };
  const atTheDoor = { success: false, message: expect.any(String), timestamp: expect.any(Number) };
  const numbers = new Set<number>(Object.values(adminWire.ADMIN_ERROR));
  const walk = TABLE.map((action) => [`${action.code} ${action.name}`, action] as const);

  const expectAnswer = ({ status, body }: { status: number; body: Record<string, unknown> }, isReady: boolean) => {
    if (status === 200) {
      expect(body).toEqual({ success: true, data: expect.any(Object) });
      expect(isReady).toBe(true);
    } else {
      expect({ status, body }).toMatchObject({ status: 500, body: isFailure });
      expect(numbers).toContain((body.error as { code: number }).code);
    }
  };

  test.each(walk)("%s: nobody", async (_name, { code, who, isReady, example }) => {
    const answer = await wire.send(null, { action: code, data: example });
    if (who === "public" && code !== adminWire.ADMIN_ACTION.CREATE_USER) expectAnswer(answer, isReady);
    else expect(answer).toMatchObject({ status: 401, body: atTheDoor });
  });

  test.each(walk)("%s: a user", async (_name, { code, example }) => {
    expect(await wire.send(wire.user, { action: code, data: example })).toMatchObject({ status: 403, body: atTheDoor });
  });

  test.each(walk)("%s: an Admin", async (_name, { code, who, isReady, example }) => {
    const answer = await wire.send(wire.admin, { action: code, data: example });
    if (who === "owner") expect(answer).toMatchObject({ status: 500, body: { error: { code: 1003 } } });
    else expectAnswer(answer, isReady);
  });

  test.each(walk)("%s: the Owner", async (_name, { code, isReady, example, name }) => {
    const answer = await wire.send(wire.owner, { action: code, data: example });
    expectAnswer(answer, isReady);
    if (isReady) return;
    expect(answer.body).toMatchObject({
      error: { code: 1001, message: expect.stringContaining(`${name} is not available yet. `) },
    });
  });
});
