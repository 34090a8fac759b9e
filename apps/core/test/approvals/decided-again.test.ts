import { describe, expect, it } from "vitest";
import { PASSWORD } from "../../src/modules/approvals/twins/memory-approvals.ts";
import type { World } from "../mcp/create-harness.ts";
import { DELETE, pause, useApprovals } from "./approvals-over-mcp.ts";

const endpoint = useApprovals();

describe("A52: what is decided again when the call would run", () => {
  /** Holds a call, changes the world under it, then lets a person approve. */
  const underHeld = async (edit: (world: World) => void, params: Record<string, unknown> = DELETE) => {
    const call = endpoint.calls("legacy", await endpoint.start());
    const answer = call(params);
    await endpoint.asked();
    await pause();
    endpoint.harness.change(edit);
    return { answer, call };
  };

  it("a permission that was taken away: the call is unknown, whatever was approved", async () => {
    const { answer } = await underHeld((world) =>
      world.grants.push({ handle: "claude", target: "notes", enabled: false }),
    );
    await expect(endpoint.decide({ approve: true })).rejects.toMatchObject({ code: "permission.denied" });
    await endpoint.decide({ approve: false });
    expect((await answer).body.error).toMatchObject({ code: -32602 });
    expect(endpoint.harness.sent).toEqual([]);
  });

  it("A37: a definition that changed: the question is void and a new one is endpoint.asked, about the new definition", async () => {
    const { answer } = await underHeld((world) => {
      const tool = world.servers[0]?.capabilities.find(({ name }) => name === "delete");
      if (tool) tool.definition = { name: "delete", description: "Now pays.", inputSchema: { type: "object" } };
    });
    await endpoint.harness.recorded(({ action }) => action === "approval.expire");
    await expect.poll(endpoint.statuses).toEqual(["expired", "pending"]);
    const second = endpoint.harness.approvalStore.rows[1]?.id ?? "";
    expect((await endpoint.harness.approvals.get(endpoint.decider(), second)).definition).toMatchObject({
      description: "Now pays.",
    });
    await endpoint.decide({ approve: true }, second);
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
    expect(endpoint.statuses()).toEqual(["expired", "executed"]);
  });

  it("rules that changed: the old approval is void, and the call asks anew", async () => {
    const call = endpoint.calls("legacy", await endpoint.start());
    await endpoint.outwait(call());
    await endpoint.decide({ approve: true });
    endpoint.harness.change((world) => world.policySetVersion++);
    endpoint.harness.audit.length = 0;
    const again = endpoint.outwait(call(DELETE, 2));
    expect((await again).body.result).toMatchObject({ _meta: { approval: { status: "pending", policyVersion: "2" } } });
    expect(endpoint.statuses()).toEqual(["expired", "pending"]);
    expect(endpoint.harness.sent).toEqual([]);
  });

  it("a level that was raised: an approval without a password is refused, and asked anew with one", async () => {
    const call = endpoint.calls("legacy", await endpoint.start());
    await endpoint.outwait(call());
    await endpoint.decide({ approve: true });
    endpoint.harness.change((world) => {
      const tool = world.servers[0]?.capabilities.find(({ name }) => name === "delete");
      if (tool) tool.dangerLevel = 3;
    });
    endpoint.harness.audit.length = 0;
    const answer = call(DELETE, 2);
    await endpoint.asked();
    expect(endpoint.statuses()).toEqual(["expired", "pending"]);
    expect(endpoint.harness.approvalStore.rows[1]?.needsStepUp).toBe(true);
    await endpoint.decide({ approve: true, password: PASSWORD });
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
  });

  it("a level that was lowered under a held call: the repeated call asks nobody any more", async () => {
    const { answer, call } = await underHeld((world) => {
      for (const tool of world.servers[0]?.capabilities ?? []) tool.dangerLevel = 0;
    });
    expect((await call(DELETE, 2)).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
    await endpoint.decide({ approve: true });
    expect((await answer).body.result?.content).toEqual([{ type: "text", text: '{"id":"1"}' }]);
  });

  it("edited arguments that a rule has denied since: the call is denied and the approval void", async () => {
    const call = endpoint.calls("legacy", await endpoint.start());
    await endpoint.outwait(call());
    await endpoint.decide({ approve: true, arguments: { id: "7" } });
    endpoint.harness.change((world) =>
      world.rules.push({ id: "never-7", priority: 1, match: {}, when: 'args.id == "7"', effect: "deny" }),
    );
    const answer = await call(DELETE, 2);
    expect(answer.body.result).toMatchObject({ isError: true, _meta: { "peta/code": "permission.denied" } });
    expect(endpoint.statuses()).toEqual(["expired"]);
    expect(endpoint.harness.sent).toEqual([]);
  });
});
