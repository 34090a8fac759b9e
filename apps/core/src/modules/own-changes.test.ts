import { expect, test } from "vitest";
import type { CoreEvent } from "./events.ts";
import { createOwnChanges } from "./own-changes.ts";

const W = { workspaceId: "wsp_1" };
const mine = () => createOwnChanges(() => Promise.resolve(new Set(["prn_me", "prn_agent"])));

const ownEvents: [CoreEvent, string][] = [
  [{ type: "approval.changed", ...W, approvalId: "apr_1", principalId: "prn_agent" }, "approvals"],
  [{ type: "clients.changed", ...W, principalId: "prn_me" }, "clients"],
  [{ type: "mcp_sessions.changed", ...W, principalId: "prn_agent" }, "clients"],
  [{ type: "server_values.changed", ...W, serverId: "notes", principalId: "prn_me" }, "servers"],
  [{ type: "principals.changed", ...W, principalId: "prn_agent" }, "principals"],
];

test("a person is told what concerns them and their agents", async () => {
  for (const [event, topic] of ownEvents) expect([event.type, await mine()(event)]).toEqual([event.type, topic]);
});

test("A24: nothing is told of anybody else", async () => {
  for (const [event] of ownEvents)
    expect([event.type, await mine()({ ...event, principalId: "prn_other" } as CoreEvent)]).toEqual([event.type, null]);
});

test("A24: what only administrators may read is never announced to others", async () => {
  const events: CoreEvent[] = [
    { type: "audit.recorded", ...W },
    { type: "token.revoked", ...W, tokenHash: "h" },
    { type: "console_sessions.changed", ...W },
    { type: "server.status_changed", ...W, serverId: "notes" },
    { type: "network.changed", ...W },
    { type: "oauth_clients.changed", ...W },
    { type: "workspaces.changed", ...W },
    { type: "call.notified", ...W, principalId: "prn_me", serverId: "notes", capabilityName: "add" },
  ];
  for (const event of events) expect([event.type, await mine()(event)]).toEqual([event.type, null]);
});

test("new permissions are announced once they can be read, and only to whom they concern", async () => {
  const replaced: CoreEvent = { type: "snapshot.replaced", ...W, version: "2" };
  const topicOf = mine();
  expect(await topicOf({ type: "permissions.changed", ...W, principalId: "prn_other" })).toBeNull();
  expect(await topicOf(replaced)).toBeNull();
  expect(await topicOf({ type: "permissions.changed", ...W, principalId: "prn_agent" })).toBeNull();
  expect(await topicOf(replaced)).toBe("permissions");
  expect(await topicOf(replaced)).toBeNull();
  for (const event of [
    { type: "permissions.changed", ...W },
    { type: "policy.changed", ...W },
    { type: "servers.changed", ...W, serverId: "notes" },
  ] satisfies CoreEvent[]) {
    await topicOf(event);
    expect([event.type, await topicOf(replaced)]).toEqual([event.type, "permissions"]);
  }
});

test("an agent that is given to somebody is theirs from then on", async () => {
  let ids = new Set(["prn_me"]);
  const topicOf = createOwnChanges(() => Promise.resolve(ids));
  const asked: CoreEvent = { type: "approval.changed", ...W, approvalId: "apr_1", principalId: "prn_new" };
  expect(await topicOf(asked)).toBeNull();
  ids = new Set(["prn_me", "prn_new"]);
  expect(await topicOf({ type: "principals.changed", ...W, principalId: "prn_new" })).toBe("principals");
  expect(await topicOf(asked)).toBe("approvals");
});
