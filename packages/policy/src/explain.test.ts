import { describe, expect, it } from "vitest";
import { call, clientSwitches, rule, server, snapshot, switches } from "../test/world.ts";
import { explain } from "./index.ts";

describe("explain", () => {
  it("tells what became of every rule, in the order they speak", () => {
    const rules = [
      rule({ id: "low", priority: 1 }),
      rule({ id: "other", priority: 9, match: { servers: ["mail"] } }),
      rule({ id: "big", priority: 8, when: "args.amount > 100" }),
      rule({ id: "draft", priority: 7, enforcement: "observe", when: "args.nothing == 1" }),
      rule({ id: "ask", priority: 6, effect: "approve", when: "principal.role == 'user'" }),
    ];
    const { decision, rules: told } = explain(call({ args: { amount: 5 } }), snapshot({ rules }));
    expect(decision.determinedBy).toEqual(["ask"]);
    expect(told.map(({ ruleId, matched, when, outcome, why }) => [ruleId, matched, when, outcome, why])).toEqual([
      ["other", false, "none", "passed_over", "It is about other calls."],
      ["big", true, "false", "passed_over", "Its condition does not hold."],
      [
        "draft",
        true,
        "error",
        "observed",
        "Its condition failed (no_such_key), which denies. It only observes, so it decides nothing.",
      ],
      ["ask", true, "true", "decided", "It holds. It is the first one, so it decides."],
      ["low", true, "none", "not_reached", 'The rule "ask" speaks first.'],
    ]);
    expect(told.map(({ isAboutOneCall }) => isAboutOneCall)).toEqual([false, true, true, false, false]);
  });

  it("tells each layer's verdict by itself", () => {
    const off = switches({ files: false });
    const on = switches({ files: true }, { "files:tool:read": true });
    const judge = (world: Parameters<typeof snapshot>[0]) => explain(call(), snapshot(world)).layers;
    expect(judge({})).toEqual({ server: "pass", administrator: "not_said", user: "not_said" });
    expect(judge({ grants: { prn_1: on }, clients: { "prn_1:desk": clientSwitches(on) } })).toEqual({
      server: "pass",
      administrator: "pass",
      user: "pass",
    });
    expect(
      judge({
        servers: [server({ enabled: false })],
        grants: { prn_1: off },
        clients: { "prn_1:desk": clientSwitches(off) },
      }),
    ).toEqual({ server: "deny", administrator: "deny", user: "deny" });
    expect(judge({ servers: [server({ publicAccess: false })] }).administrator).toBe("deny");
  });

  it("evaluates no condition where the layers deny already", () => {
    const rules = [rule({ when: "args.x == 1" })];
    const { decision, rules: told } = explain(
      call(),
      snapshot({ rules, grants: { prn_1: switches({ files: false }) } }),
    );
    expect(decision.determinedBy).toEqual(["layer:administrator"]);
    expect(told).toMatchObject([
      { when: "not_evaluated", outcome: "not_reached", why: "The layers deny the call already." },
    ]);
  });
});
