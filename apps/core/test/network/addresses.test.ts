import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { compose } from "../../src/compose.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/adapters/log.ts";
import { createApi, OWNER, refusal } from "../create-test-core.ts";
import { legacyHeaders, openSession, rpc, send } from "../mcp/raw-client.ts";
import { BEHIND_PROXY, createNetworkWorld, type NetworkWorld, openStreams } from "./create-network-world.ts";

const OFFICE = "203.0.113.9";
const ELSEWHERE = "198.51.100.7";

let world: NetworkWorld;
beforeAll(async () => {
  world = await createNetworkWorld();
});
afterAll(() => world.running.stop());
afterEach(async () => {
  // In one step, so that no order of removals shuts the test out.
  const { network } = world.running.core.modules;
  const owner = await world.running.core.findOwner();
  if (owner)
    await network.replaceRules(
      {
        principal: owner,
        credential: { kind: "token", tokenId: "tok_test", tokenHash: "" },
        channel: "system",
        ipAddress: null,
      },
      [],
      { lockMeOut: true },
    );
});

const allow = (range: string, more: { note?: string; lockMeOut?: boolean } = {}) =>
  world.owner.network.addRule.mutate({ range, ...more });
const only = async (...ranges: string[]) => {
  await allow("127.0.0.1");
  for (const range of ranges) await allow(range);
};

describe("saving rules", () => {
  test("a range is kept in its canonical form, once, with who saved it", async () => {
    await allow("127.0.0.1");
    expect(await allow("192.0.2.7/24", { note: " the office " })).toMatchObject({
      range: "192.0.2.0/24",
      note: "the office",
      createdBy: "olga.owner",
    });
    await allow("192.0.2.99/24");
    await allow("2001:DB8:0::/32");
    const { rules, yourAddress, isEnforced } = await world.owner.network.rules.query();
    expect(rules.map(({ range }) => range)).toEqual(["127.0.0.1", "192.0.2.0/24", "2001:db8::/32"]);
    expect([yourAddress, isEnforced]).toEqual(["127.0.0.1", true]);
  });

  test.each(["10.0.0.0/33", "example.com", "fe80::1%eth0", "10.0.0.1-10.0.0.9", "010.0.0.1"])(
    "%s is refused with what to write instead",
    async (range) => expect(await refusal(allow(range, { lockMeOut: true }))).toBe("network.rule_invalid"),
  );

  test("rules that would shut out whoever saves them are refused, unless that is meant", async () => {
    expect(await refusal(allow("203.0.113.0/24"))).toBe("network.rule_invalid");
    expect((await world.owner.network.rules.query()).rules).toEqual([]);
    await allow("127.0.0.0/8");
    const office = await allow("203.0.113.0/24");
    const { rules } = await world.owner.network.rules.query();
    const own = rules.find(({ range }) => range === "127.0.0.0/8");
    expect(await refusal(world.owner.network.removeRule.mutate({ ruleId: own?.ruleId ?? "" }))).toBe(
      "network.rule_invalid",
    );
    await world.owner.network.removeRule.mutate({ ruleId: own?.ruleId ?? "", lockMeOut: true });
    expect(await refusal(world.owner.network.rules.query())).toBe("network.address_refused");
    const there = world.from(OFFICE);
    // The last rule may go from anywhere that may come: without rules everybody may.
    await there.network.removeRule.mutate({ ruleId: office.ruleId });
    expect((await world.owner.network.rules.query()).rules).toEqual([]);
  });

  test("a rule that is not there is not found", async () => {
    expect(await refusal(world.owner.network.removeRule.mutate({ ruleId: "ipr_nothing" }))).toBe(
      "network.rule_not_found",
    );
  });
});

describe("whoever comes from an address that no rule names", () => {
  test("is refused on /mcp before the token is looked at, and on /trpc, signed in or not", async () => {
    await only("203.0.113.0/24");
    const answers = [await world.post(ELSEWHERE), await world.post(ELSEWHERE, "no-token-at-all")];
    for (const { status, body } of answers) {
      expect(status).toBe(403);
      expect(body).toMatchObject({
        jsonrpc: "2.0",
        id: null,
        error: { code: -32000, data: { code: "network.address_refused" } },
      });
      expect(body.error?.message).toContain(ELSEWHERE);
    }
    expect((await world.post(OFFICE)).status).toBe(200);
    for (const token of [world.ownerToken, world.botToken, ""]) {
      expect(await refusal(world.from(ELSEWHERE, token).installation.publicStatus.query())).toBe(
        "network.address_refused",
      );
    }
    expect(
      await refusal(
        world.from(ELSEWHERE, "").consoleSessions.signIn.mutate({ ...OWNER, password: "a guess, no more" }),
      ),
    ).toBe("network.address_refused");
    expect((await world.from(OFFICE).consoleSessions.me.query()).principalId).toBe("olga.owner");
  });

  test("may not come by writing another address in front of its own (A2)", async () => {
    await only("203.0.113.0/24");
    expect((await world.post(`${OFFICE}, ${ELSEWHERE}`)).status).toBe(403);
    expect((await world.post(`${ELSEWHERE}, ${OFFICE}`)).status).toBe(200);
    expect((await world.post("::ffff:203.0.113.9")).status).toBe(200);
    expect((await world.post("unknown")).status).toBe(403);
  });

  test("still sees that the service is alive", async () => {
    await only("203.0.113.0/24");
    for (const path of ["/live", "/ready", "/health"]) {
      const response = await fetch(`${world.running.url}${path}`, { headers: { "x-forwarded-for": ELSEWHERE } });
      expect(response.status).toBe(200);
    }
  });

  test("is on record once a minute, with the address and who it was", async () => {
    await only("203.0.113.0/24", "198.51.100.77");
    for (let i = 0; i < 20; i++) await world.post("198.51.100.8");
    await refusal(world.from("198.51.100.9").servers.list.query());
    const of = async (address: string) => {
      const { rows } = await world.owner.audit.list.query({ action: "admit" });
      const details = await Promise.all(rows.map(({ auditId }) => world.owner.audit.get.query({ auditId })));
      return details.filter(({ ipAddress }) => ipAddress === address);
    };
    // Such a record is written behind the refusal.
    await expect.poll(() => of("198.51.100.9"), { timeout: 5_000 }).toHaveLength(1);
    expect(await of("198.51.100.8")).toMatchObject([{ outcome: "denied", errorCode: "network.address_refused" }]);
  });
});

describe("A7: a change of the rules", () => {
  test("ends every stream from an address that may no longer come within a second", async () => {
    const streams = Object.values(await openStreams(world, ELSEWHERE));
    const changedAt = performance.now();
    await allow("127.0.0.1");
    await Promise.all(streams.map(({ ended }) => ended));
    expect(performance.now() - changedAt).toBeLessThan(1_000);
  });

  test("leaves the streams of addresses that still may come open", async () => {
    await allow("127.0.0.0/8");
    await allow("203.0.113.0/24");
    await allow("198.51.100.0/24");
    const [away, stays] = [await openStreams(world, ELSEWHERE), await openStreams(world, OFFICE)];
    let ended = 0;
    for (const stream of Object.values(stays))
      void stream.ended.then(
        () => ended++,
        () => {},
      );
    const { rules } = await world.owner.network.rules.query();
    const ruleId = rules.find(({ range }) => range === "198.51.100.0/24")?.ruleId ?? "";
    await world.owner.network.removeRule.mutate({ ruleId });
    await Promise.all(Object.values(away).map((stream) => stream.ended));
    await sleep(100);
    expect(ended).toBe(0);
    for (const stream of Object.values(stays)) stream.abort();
  });

  test("refuses the next request of a session that is open", async () => {
    const sessionId = await openSession(world.mcp, world.botToken);
    const headers = { ...legacyHeaders(world.botToken, sessionId), "x-forwarded-for": ELSEWHERE };
    const ping = () => send(world.mcp, { headers, body: rpc("ping") });
    expect((await ping()).status).toBe(200);
    await allow("127.0.0.1");
    expect((await ping()).status).toBe(403);
  });
});

test("whoever locked themself out comes back with PETA_IGNORE_ADDRESS_RULES", async () => {
  await allow("192.0.2.1", { lockMeOut: true });
  expect(await refusal(world.owner.network.rules.query())).toBe("network.address_refused");
  const { dataDir, databaseUrl } = world.running;
  const warnings = readConfig({ PETA_IGNORE_ADDRESS_RULES: "true" }, dataDir).warnings;
  expect(warnings.join()).toContain("PETA_IGNORE_ADDRESS_RULES");
  const core = await compose({
    config: readConfig(
      { ...BEHIND_PROXY, PETA_DATA_DIR: dataDir, BACKEND_PORT: "0", PETA_IGNORE_ADDRESS_RULES: "true" },
      dataDir,
    ),
    databaseUrl,
    database: "embedded",
    log: createLog({ level: "silent" }, { write: () => {} }),
    version: "0.0.0-test",
    consoleDirectory: null,
  });
  try {
    const api = createApi(await core.listen(), world.ownerToken);
    const { rules, isEnforced } = await api.network.rules.query();
    expect([rules.length, isEnforced]).toEqual([1, false]);
    await api.network.removeRule.mutate({ ruleId: rules[0]?.ruleId ?? "" });
  } finally {
    await core.stop();
  }
});
