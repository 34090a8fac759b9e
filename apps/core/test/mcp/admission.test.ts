import http from "node:http";
import { afterEach, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import { type Admission, addressRefused, RateLimited } from "../../src/modules/network/index.ts";
import type { ServerOutcome } from "../../src/modules/servers/server-link.ts";
import { createHarness, type Harness, type SentRequest } from "./create-harness.ts";
import { callLegacy, legacyHeaders, openSession, rpc, send } from "./raw-client.ts";

let harness: Harness;
afterEach(() => harness.close());

/** Admission as a test sets it. */
function createDoor() {
  const door = {
    asked: [] as string[],
    isOpen: true,
    refuse: null as CoreError | null,
  };
  const admission: Admission = {
    admitAddress: () => void door.asked.push("address"),
    admitRequest({ wire }) {
      door.asked.push(`request ${wire}`);
      if (door.refuse) throw door.refuse;
      return { limit: 10, remaining: 4, resetSeconds: 7 };
    },
    isAddressAllowed: () => door.isOpen,
  };
  return { door, admission };
}

it("asks for the address before it looks at the token, and for the rate once it knows who calls", async () => {
  const { door, admission } = createDoor();
  harness = await createHarness({ admission });
  expect((await send(harness.url, { headers: legacyHeaders("nobody"), body: rpc("ping") })).status).toBe(401);
  expect(door.asked).toEqual(["address"]);
  await openSession(harness.url, harness.issue("ann"));
  expect(door.asked).toEqual(["address", "address", "request mcp"]);
});

it("tells the rate with every kind of answer", async () => {
  const { admission } = createDoor();
  harness = await createHarness({ admission });
  const token = harness.issue("ann");
  const sessionId = await openSession(harness.url, token);
  const headers = legacyHeaders(token, sessionId);
  const answers = [
    await callLegacy(harness.url, token, sessionId, "tools/list"),
    await callLegacy(harness.url, token, sessionId, "no/such/method"),
    await send(harness.url, { headers, body: '{"jsonrpc":"2.0","method":"notifications/initialized"}' }),
    await send(harness.url, { headers, body: "no JSON" }),
    await send(harness.url, { method: "DELETE", headers }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 202, 400, 204]);
  for (const answer of answers) expect(answer.headers["ratelimit-remaining"]).toBe("4");
});

it("records a refused rate or address no second time, and does not read the body", async () => {
  const { door, admission } = createDoor();
  harness = await createHarness({ admission });
  const token = harness.issue("ann");
  for (const [error, status] of [
    [new RateLimited("Slowly.", 5, 33), 429],
    [addressRefused("192.0.2.1"), 403],
    [new CoreError("database.unavailable", "Later."), 503],
  ] as const) {
    door.refuse = error;
    const answer = await send(harness.url, { headers: legacyHeaders(token), body: "no JSON" });
    expect([answer.status, answer.body.error?.data?.code]).toEqual([status, error.code]);
    if (status === 429) expect(answer.headers).toMatchObject({ "retry-after": "33", "ratelimit-limit": "5" });
    else expect(answer.headers["ratelimit-limit"]).toBeUndefined();
  }
  expect([harness.audit, harness.strangers]).toEqual([[], []]);
});

it("A7: cancels a call under way from an address that may no longer come, and its client gets no answer", async () => {
  const { door, admission } = createDoor();
  let arrived!: (request: SentRequest) => void;
  const underWay = new Promise<SentRequest>((resolve) => (arrived = resolve));
  harness = await createHarness({
    admission,
    answer: (request) => {
      arrived(request);
      return new Promise<ServerOutcome>((_resolve, reject) =>
        request.options.signal?.addEventListener("abort", () =>
          reject(new CoreError("request.cancelled", "Cancelled.")),
        ),
      );
    },
  });
  const token = harness.issue("ann");
  const sessionId = await openSession(harness.url, token);
  const answer = callLegacy(harness.url, token, sessionId, "tools/call", { name: "notes__add", arguments: {} });
  const { options } = await underWay;
  harness.surface.recheckAddresses("ws_test");
  expect(options.signal?.aborted).toBe(false);
  door.isOpen = false;
  harness.surface.recheckAddresses("ws_other");
  expect(options.signal?.aborted).toBe(false);
  harness.surface.recheckAddresses("ws_test");
  expect(options.signal?.aborted).toBe(true);
  expect((await answer).events).toEqual([]);
});

it("A7: a body that arrives after the rules changed is not let in", async () => {
  const { door, admission } = createDoor();
  harness = await createHarness({ admission });
  const token = harness.issue("ann");
  const sessionId = await openSession(harness.url, token);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const request = http.request(
      harness.url,
      { method: "POST", headers: legacyHeaders(token, sessionId) },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    request.on("error", reject);
    request.write('{"jsonrpc":"2.0",');
    setTimeout(() => {
      door.isOpen = false;
      harness.clock.advance(1_000);
      request.end('"id":1,"method":"tools/list"}');
    }, 50);
  });
  expect(status).toBe(403);
});
