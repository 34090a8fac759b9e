import { afterAll, beforeAll, expect, test } from "vitest";
import type { Caller } from "../src/modules/principals/principal.ts";
import type { TrpcDeps } from "../src/surfaces/trpc/deps.ts";
import { type Api, createTestCore, type TestCore } from "./create-test-core.ts";

let running: TestCore;
let owner: Api;
let user: Caller;
beforeAll(async () => {
  running = await createTestCore();
  ({ api: owner } = await running.setUp());
  await owner.principals.add.mutate({ principalId: "uma", kind: "person", role: "user" });
  const chief = await running.core.findOwner();
  if (!chief) throw new Error("nobody owns this installation");
  const principal = await running.core.modules.principals.findPrincipal(chief.workspaceId, "uma");
  user = {
    principal,
    credential: { kind: "token", tokenId: "tok_uma", tokenHash: "" },
    channel: "api",
    ipAddress: null,
  };
});
afterAll(() => running.stop());

/** What only administrators may do, asked of the modules themselves: a wire that forgets to check changes nothing. */
const OPERATIONS: Record<string, (modules: TrpcDeps, actor: Caller) => Promise<unknown>> = {
  "principal.list": ({ principals }, actor) => principals.list(actor),
  "principal.add": ({ principals }, actor) =>
    principals.add(actor, { principalId: "new-one", kind: "agent", role: "guest" }),
  "principal.update": ({ principals }, actor) => principals.update(actor, { principalId: "uma", role: "owner" }),
  "principal.remove": ({ principals }, actor) => principals.remove(actor, "olga.owner"),
  "token.list": ({ principals }, actor) => principals.listTokens(actor),
  "token.create": ({ principals }, actor) =>
    principals.createToken(actor, { principalId: "uma", expiresInSeconds: null }),
  "token.revoke": ({ principals }, actor) => principals.revokeToken(actor, "tok_any"),
  "permission.set": ({ permissions }, actor) =>
    permissions.setPermission(actor, { principalId: "uma", serverId: "notes", enabled: true }),
  "policy.get": ({ permissions }, actor) => permissions.getPolicySet(actor),
  "policy.save": ({ permissions }, actor) => permissions.savePolicySet(actor, { version: 0, rules: [] }),
  "audit.list": ({ audit }, actor) => audit.list(actor, {}),
  "audit.get": ({ audit }, actor) => audit.get(actor, "aud_any"),
  "audit.activity": ({ audit }, actor) => audit.activity(actor, { hours: 24 }),
  "audit.verify": ({ audit }, actor) => audit.verify(actor),
  "network.rules": ({ network }, actor) => network.rules(actor),
  "network.rule_add": ({ network }, actor) => network.addRule(actor, { range: "10.0.0.0/8", lockMeOut: true }),
  "network.rule_remove": ({ network }, actor) => network.removeRule(actor, { ruleId: "ipr_any", lockMeOut: true }),
  "network.rules_replace": ({ network }, actor) => network.replaceRules(actor, [], { lockMeOut: true }),
  "network.limits": ({ network }, actor) => network.limits(actor),
  "network.limits_set": ({ network }, actor) =>
    network.setLimits(actor, { principalRatePerMinute: null, workspaceRatePerMinute: null }),
  "network.principal_limit_set": ({ network }, actor) =>
    network.setPrincipalLimit(actor, { principalId: "uma", ratePerMinute: null }),
  "workspace.add": ({ workspaces }, actor) => workspaces.add(actor, { slug: "mine", name: "Mine", wantsToken: false }),
  "workspace.update": ({ workspaces }, actor) => workspaces.update(actor, { name: "Mine" }),
};

test.each(Object.entries(OPERATIONS))("A45, A61: %s is refused by its module, and on record", async (action, run) => {
  await expect(run(running.core.modules, user)).rejects.toMatchObject({ code: "auth.forbidden" });
  const { rows } = await owner.audit.list.query({ action, principalId: "uma" });
  expect(rows).toMatchObject([{ outcome: "denied", errorCode: "auth.forbidden" }]);
});
