import { expect, it } from "vitest";
import { createVault } from "../../../adapters/crypto/index.ts";
import type { GatewayClient } from "../gateway.ts";
import { createTaskIds, type TaskRef } from "./task-ids.ts";

const clientOf = (principalId: string, tokenId: string, workspaceId = "wsp_1"): GatewayClient => ({
  caller: {
    principal: { id: principalId, workspaceId } as GatewayClient["caller"]["principal"],
    credential: { kind: "token", tokenId, tokenHash: "h" },
    channel: "mcp",
    ipAddress: null,
  },
  era: "legacy",
  info: null,
  sessionId: null,
  names: "wire",
});
const ref = (more: Partial<TaskRef> = {}): TaskRef => ({
  era: "legacy",
  serverId: "notes",
  serverRowId: "srv_1",
  tool: "add",
  taskId: "own",
  args: { text: "milk" },
  approval: "none",
  until: 1_000,
  ...more,
});
const ids = createTaskIds({ vault: createVault(new Uint8Array(32)) });
const own = clientOf("prn_1", "tok_1");

it("seals what is needed to find a task again, for a while", () => {
  const id = ids.seal(own, ref());
  expect(ids.open(own, id, 0)).toEqual(ref());
  expect(ids.open(own, id, 1_000)).toBeNull();
  expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(ids.seal(own, ref())).not.toBe(id);
});

it("A24: opens for nobody else: another principal, another client of theirs, another workspace", () => {
  const id = ids.seal(own, ref());
  for (const other of [clientOf("prn_2", "tok_1"), clientOf("prn_1", "tok_2"), clientOf("prn_1", "tok_1", "wsp_2")])
    expect(ids.open(other, id, 0)).toBeNull();
});

it("A24: opens in one spelling only", () => {
  const id = ids.seal(own, ref());
  const at = Math.floor(id.length / 2);
  const flipped = `${id.slice(0, at)}${id[at] === "A" ? "B" : "A"}${id.slice(at + 1)}`;
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const lasts = alphabet
    .split("")
    .map((last) => id.slice(0, -1) + last)
    .filter((other) => other !== id);
  for (const odd of [flipped, ...lasts, `${id}=`, ` ${id}`, `${id}A`, id.slice(1), "", "x", 7, null, {}, undefined])
    expect(ids.open(own, odd, 0)).toBeNull();
});

it("leaves out arguments that would make the id long, and nothing else", () => {
  const long = ids.seal(own, ref({ args: { text: "x".repeat(2_000) } }));
  expect(long.length).toBeLessThan(1_000);
  expect(ids.open(own, long, 0)).toEqual(ref({ args: null }));
});
