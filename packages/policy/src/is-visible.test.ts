import { describe, expect, it } from "vitest";
import { call, clientSwitches, rule, server, snapshot, switches } from "../test/world.ts";
import { isVisible } from "./index.ts";
import type { RuleSource } from "./index.ts";

const listed = call({ args: undefined, request: { method: "tools/list", time: 0, era: "modern" } });
const shows = (...rules: RuleSource[]) => isVisible(listed, snapshot({ rules }));

describe("isVisible", () => {
  it("shows what may be called and hides what a layer denies", () => {
    expect(isVisible(listed, snapshot())).toBe(true);
    expect(isVisible(listed, snapshot({ servers: [server({ enabled: false })] }))).toBe(false);
    expect(isVisible(listed, snapshot({ grants: { prn_1: switches({ files: false }) } }))).toBe(false);
    expect(isVisible(listed, snapshot({ clients: { "prn_1:desk": clientSwitches(switches({ files: false })) } }))).toBe(
      false,
    );
  });

  it("hides what a rule denies whatever the call", () => {
    expect(shows(rule())).toBe(false);
    expect(shows(rule({ when: "principal.role == 'user'" }))).toBe(false);
    expect(shows(rule({ when: "principal.role == 'admin'" }))).toBe(true);
    expect(shows(rule({ when: "client.name.substring(9) == ''" }))).toBe(false);
  });

  it("shows what waits for approval, and what only an observed rule denies", () => {
    expect(shows(rule({ effect: "approve_with_step_up" }))).toBe(true);
    expect(shows(rule({ enforcement: "observe" }))).toBe(true);
  });

  it.each(["args.amount > 100", "request.time.getHours() < 8", "request.ip == ''", "session.id == 'x'", "has(args.x)"])(
    "leaves it to the call whether %s holds",
    (when) => {
      expect(shows(rule({ when }))).toBe(true);
      expect(shows(rule({ when, effect: "allow" }), rule({ id: "r2", priority: 1 }))).toBe(true);
    },
  );

  it("hides what is denied either way, by a condition on the call or by what stands below it", () => {
    expect(shows(rule({ when: "args.amount > 100" }), rule({ id: "r2", priority: 1 }))).toBe(false);
  });

  it("does not let a rule below the deciding one hide anything", () => {
    expect(shows(rule({ effect: "allow" }), rule({ id: "r2", priority: 1 }))).toBe(true);
  });
});
