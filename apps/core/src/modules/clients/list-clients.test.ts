import { createSnapshot, compileRules } from "@peta/policy";
import { expect, test } from "vitest";
import type { Caller, Principal } from "../principals/principal.ts";
import type { ClientRecord } from "./client-store.ts";
import type { KnownCredential } from "./known-credentials.ts";
import { createListClients } from "./list-clients.ts";

const principal = { id: "prn_1", workspaceId: "wsp_1", handle: "uma" } as Principal;
const caller = { principal } as Caller;
const seen = (clientKey: string, name: string | null, lastSeenAt: number): ClientRecord => ({
  workspaceId: "wsp_1",
  principalId: "prn_1",
  clientKey,
  name,
  version: name === null ? null : "1",
  firstSeenAt: 0,
  lastSeenAt,
});

const list = (records: ClientRecord[], credentials: KnownCredential[]) =>
  createListClients({
    store: { listOf: async () => records, keep: async () => [] },
    sightings: { flush: async () => {}, lastSeenAt: (_principalId, clientKey) => (clientKey === "tok_1" ? 9_000 : 0) },
    sessions: { count: () => 0 },
    listCredentials: async () => credentials,
    findRelated: async () => ({ principal, relation: "self" }),
    policy: () =>
      createSnapshot({
        version: "1",
        servers: new Map(),
        grants: new Map(),
        clients: new Map(),
        rules: compileRules([]),
      }),
  })(caller, {});

test("an OAuth client has its registered name, whatever it says of itself; what memory knows newer is shown first", async () => {
  const clients = await list(
    [seen("oauth:abc", "I am the bank", 5_000), seen("tok_1", "Claude", 1_000)],
    [
      { clientKey: "oauth:abc", source: "oauth", name: "Registered name" },
      { clientKey: "tok_1", source: "token", name: "Laptop" },
    ],
  );
  expect(clients.map(({ name, source }) => [name, source])).toEqual([
    ["Claude", "token"],
    ["Registered name", "oauth"],
  ]);
  expect(clients[0]?.lastSeenAt).toBe(new Date(9_000).toISOString());
});

test("a client whose credential is gone is not listed, nor a credential that nobody has used", async () => {
  const credentials: KnownCredential[] = [
    { clientKey: "tok_1", source: "token", name: "Laptop" },
    { clientKey: "tok_unused", source: "token", name: "Never used" },
  ];
  const clients = await list([seen("tok_1", null, 1), seen("tok_revoked", "Old", 2)], credentials);
  expect(clients.map(({ clientKey, name }) => [clientKey, name])).toEqual([["tok_1", "Laptop"]]);
});
