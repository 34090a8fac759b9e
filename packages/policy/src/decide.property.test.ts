import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CONDITIONS,
  callArbitrary,
  clientsArbitrary,
  everyClientArbitrary,
  grantsArbitrary,
  oneCallArbitrary,
  ruleArbitrary,
  rulesArbitrary,
  serversArbitrary,
  worldArbitrary,
} from "../test/arbitraries.ts";
import { clientSwitches, rule, snapshot, switches } from "../test/world.ts";
import type { Effect } from "./index.ts";
import { capabilityKey, clientSwitchKey, decide, explain, isVisible, switchKey } from "./index.ts";

const RANK: Record<Effect, number> = { allow: 0, require_approval: 1, require_approval_with_step_up: 2, deny: 3 };
const RUNS = { numRuns: 300 };

/** Holds the property on many worlds and calls. */
const forAll = <Ts extends [unknown, ...unknown[]]>(
  ...args: [...{ [K in keyof Ts]: fc.Arbitrary<Ts[K]> }, (...values: Ts) => void]
) => fc.assert(fc.property(...(args as unknown as [fc.Arbitrary<unknown>, (value: unknown) => void])), RUNS);

describe("the laws of a decision", () => {
  it("an unknown tool is denied, whatever the switches and rules say", () => {
    forAll(
      worldArbitrary,
      callArbitrary,
      fc.constantFrom("nothing", "__proto__", "constructor"),
      (world, call, name) => {
        const unknown = {
          ...call,
          capability: { ...call.capability, name },
          principal: { ...call.principal, active: true },
        };
        expect(decide(unknown, snapshot(world))).toMatchObject({
          effect: "deny",
          reason: { code: "capability.unknown" },
        });
        expect(isVisible(unknown, snapshot(world))).toBe(false);
      },
    );
  });

  it("an unknown server is denied, whatever the switches and rules say", () => {
    forAll(worldArbitrary, callArbitrary, (world, call) => {
      expect(decide({ ...call, serverId: "nowhere" }, snapshot(world)).effect).toBe("deny");
    });
  });

  it("each layer can only narrow: a call passes only where no layer denies", () => {
    forAll(worldArbitrary, callArbitrary, (world, call) => {
      const { decision, layers } = explain(call, snapshot({ ...world, rules: [] }));
      expect(decision.effect === "deny").toBe(Object.values(layers).includes("deny"));
    });
  });

  it("each layer can only narrow: a layer's denial stands whatever the other layers and the rules say", () => {
    forAll(worldArbitrary, worldArbitrary, callArbitrary, (one, other, call) => {
      const { layers } = explain(call, snapshot(one));
      if (layers.server === "deny")
        expect(decide(call, snapshot({ ...other, servers: one.servers })).effect).toBe("deny");
      if (layers.user === "deny") {
        const { clients, everyClient } = one;
        expect(decide(call, snapshot({ ...other, clients, everyClient })).effect).toBe("deny");
      }
      if (layers.administrator === "deny") {
        const { servers, grants, clients, everyClient } = one;
        // Who has not signed in is judged by the danger level, which the user's layer may have raised.
        const level = call.principal.kind === "anonymous" ? { clients, everyClient } : {};
        expect(decide(call, snapshot({ ...other, servers, grants, ...level })).effect).toBe("deny");
      }
    });
  });

  it("each layer can only narrow: an off of the operator or the user denies, an on elsewhere does not help", () => {
    forAll(worldArbitrary, callArbitrary, (world, call) => {
      const { serverId, capability, principal } = call;
      const withClient = { ...call, client: call.client ?? { key: "desk", name: "Desk", version: "1" } };
      const key = switchKey(serverId, capability.kind, capability.name);
      const on = {
        [clientSwitchKey(principal.id, withClient.client.key)]: clientSwitches(
          switches({ [serverId]: true }, { [key]: false }),
        ),
      };
      const off = {
        [clientSwitchKey(principal.id, withClient.client.key)]: clientSwitches(
          switches({ [serverId]: false }, { [key]: true }),
        ),
      };
      for (const clients of [on, off]) {
        expect(decide(withClient, snapshot({ ...world, clients })).effect).toBe("deny");
        const everyClient = { [principal.id]: Object.values(clients)[0] ?? clientSwitches(switches()) };
        expect(decide(call, snapshot({ ...world, everyClient })).effect).toBe("deny");
      }
      const servers = world.servers.map((one) => ({ ...one, enabled: false }));
      expect(decide(call, snapshot({ ...world, servers })).effect).toBe("deny");
    });
  });

  it("a user's layer never widens, and never lowers a danger level", () => {
    forAll(
      worldArbitrary,
      clientsArbitrary,
      everyClientArbitrary,
      callArbitrary,
      (world, clients, everyClient, call) => {
        const nobodySaid = snapshot({ ...world, clients: {}, everyClient: {} });
        const somebodySaid = snapshot({ ...world, clients, everyClient });
        const without = decide(call, nobodySaid);
        const withLayer = decide(call, somebodySaid);
        expect(RANK[withLayer.effect]).toBeGreaterThanOrEqual(RANK[without.effect]);
        expect(withLayer.dangerLevel).toBeGreaterThanOrEqual(without.dangerLevel);
        if (!isVisible(call, nobodySaid)) expect(isVisible(call, somebodySaid)).toBe(false);
      },
    );
  });

  it("what is said for one client and what is said for every client both narrow: neither takes anything back of the other", () => {
    forAll(
      worldArbitrary,
      clientsArbitrary,
      everyClientArbitrary,
      callArbitrary,
      (world, clients, everyClient, call) => {
        const said = (parts: object) => decide(call, snapshot({ ...world, clients: {}, everyClient: {}, ...parts }));
        const both = said({ clients, everyClient });
        for (const one of [said({ clients }), said({ everyClient })]) {
          expect(RANK[both.effect]).toBeGreaterThanOrEqual(RANK[one.effect]);
          expect(both.dangerLevel).toBeGreaterThanOrEqual(one.dangerLevel);
        }
        const shown = (parts: object) =>
          isVisible(call, snapshot({ ...world, clients: {}, everyClient: {}, ...parts }));
        if (!shown({ clients }) || !shown({ everyClient })) expect(shown({ clients, everyClient })).toBe(false);
      },
    );
  });

  it("what is said for every client holds for each as if it were said for that one, and for a caller without a client", () => {
    forAll(worldArbitrary, everyClientArbitrary, callArbitrary, (world, everyClient, call) => {
      const { principal, client } = call;
      const forAllClients = decide(call, snapshot({ ...world, clients: {}, everyClient }));
      const key = client === undefined ? "desk" : client.key;
      const said = everyClient[principal.id];
      const forThisOne = decide(
        { ...call, client: client ?? { key, name: "", version: "" } },
        snapshot({
          ...world,
          clients: said ? { [clientSwitchKey(principal.id, key)]: said } : {},
          everyClient: {},
        }),
      );
      // A rule may look at the client, so only the layers are compared where there is none.
      if (client !== undefined) {
        expect({ ...forAllClients, reason: forAllClients.reason.code }).toEqual({
          ...forThisOne,
          reason: forThisOne.reason.code,
        });
      }
      expect(forAllClients.determinedBy.includes("layer:user")).toBe(forThisOne.determinedBy.includes("layer:user"));
      expect(forAllClients.dangerLevel).toBe(forThisOne.dangerLevel);
    });
  });

  it("rules never turn a layer's denial into anything else, and never lower what the danger level asks for", () => {
    forAll(worldArbitrary, callArbitrary, (world, call) => {
      const bare = decide(call, snapshot({ ...world, rules: [] }));
      expect(RANK[decide(call, snapshot(world)).effect]).toBeGreaterThanOrEqual(RANK[bare.effect]);
    });
  });

  it("an inactive principal is denied everything", () => {
    forAll(worldArbitrary, callArbitrary, (world, call) => {
      const inactive = { ...call, principal: { ...call.principal, active: false } };
      expect(decide(inactive, snapshot(world)).effect).toBe("deny");
      expect(isVisible(inactive, snapshot(world))).toBe(false);
    });
  });

  it("an anonymous principal is decided without any grant, passes only what is chosen for it, and asks nobody", () => {
    forAll(worldArbitrary, callArbitrary, (world, call) => {
      const anonymous = { ...call, principal: { ...call.principal, kind: "anonymous" as const } };
      const decision = decide(anonymous, snapshot(world));
      expect(decision).toEqual(decide(anonymous, snapshot({ ...world, grants: {} })));
      const { kind, name } = call.capability;
      const server = world.servers.find(({ serverId }) => serverId === call.serverId);
      const isChosen = server?.capabilities.get(capabilityKey(kind, name))?.anonymous === true;
      expect(isChosen ? ["allow", "deny"] : ["deny"]).toContain(decision.effect);
    });
  });
});

describe("the laws of rules", () => {
  it("priority decides: the rule with the highest one speaks, if it holds", () => {
    const effects = fc.constantFrom("allow", "deny", "approve", "approve_with_step_up");
    forAll(worldArbitrary, callArbitrary, effects, (world, call, effect) => {
      const first = rule({ id: "first", priority: 99, effect: effect as "deny" });
      const { determinedBy } = decide(call, snapshot({ ...world, rules: [...world.rules, first] }));
      fc.pre(!determinedBy[0]?.startsWith("layer:"));
      expect(determinedBy[0]).toBe("first");
    });
  });

  it("priority decides, stored order does not", () => {
    const shuffled = rulesArbitrary.chain((rules) =>
      fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length })),
    );
    forAll(worldArbitrary, callArbitrary, shuffled, (world, call, [rules, others]) => {
      expect(decide(call, snapshot({ ...world, rules: others }))).toEqual(decide(call, snapshot({ ...world, rules })));
      expect(explain(call, snapshot({ ...world, rules: others }))).toEqual(
        explain(call, snapshot({ ...world, rules })),
      );
    });
  });

  it("a rule below the deciding one changes nothing", () => {
    forAll(worldArbitrary, callArbitrary, ruleArbitrary, (world, call, added) => {
      const before = decide(call, snapshot(world));
      const deciding = world.rules.find(({ id }) => id === before.determinedBy[0]);
      fc.pre(deciding !== undefined);
      const below = { ...added, id: "below", priority: (deciding?.priority ?? 0) - 1 };
      expect(decide(call, snapshot({ ...world, rules: [...world.rules, below] }))).toEqual(before);
      const above = world.rules.filter(({ priority }) => priority >= (deciding?.priority ?? 0));
      expect(decide(call, snapshot({ ...world, rules: above }))).toEqual(before);
    });
  });

  it("an evaluation error denies, and its reason carries nothing of the arguments", () => {
    const failing = fc.constantFrom(
      "1 / 0 == 1",
      "args[args.secret] == 1",
      "int(args.secret) == 1",
      "args.secret",
      "args.secret < 5",
    );
    forAll(serversArbitrary, grantsArbitrary, callArbitrary, failing, (servers, grants, call, when) => {
      const rules = [rule({ id: "broken", priority: 99, effect: "allow", when }), rule({ effect: "allow" })];
      const decision = decide({ ...call, args: { secret: "hunter2" } }, snapshot({ servers, grants, rules }));
      expect(decision.effect).toBe("deny");
      if (decision.determinedBy[0]?.startsWith("layer:")) return;
      expect(decision.determinedBy).toEqual(["broken"]);
      expect(decision.reason.code).toBe("policy.evaluation_error");
      expect(JSON.stringify(decision)).not.toContain("hunter2");
    });
  });

  it("observe rules change no decision", () => {
    forAll(worldArbitrary, callArbitrary, (world, call) => {
      const enforced = world.rules.filter(({ enforcement }) => enforcement !== "observe");
      const decision = decide(call, snapshot(world));
      expect({ ...decision, observed: [] }).toEqual(decide(call, snapshot({ ...world, rules: enforced })));
      expect(isVisible(call, snapshot(world))).toBe(isVisible(call, snapshot({ ...world, rules: enforced })));
    });
  });

  it("what an observed rule would have said is what it says once it is enforced", () => {
    forAll(worldArbitrary, callArbitrary, (world, call) => {
      const [seen] = decide(call, snapshot(world)).observed;
      fc.pre(seen !== undefined);
      const rules = world.rules.map((one) =>
        one.id === seen?.ruleId ? { ...one, enforcement: "enforce" as const } : one,
      );
      expect(decide(call, snapshot({ ...world, rules })).effect).toBe(seen?.effect);
    });
  });
});

describe("the laws of lists and memory", () => {
  it("what is hidden from the list is denied on every call", () => {
    forAll(
      worldArbitrary,
      callArbitrary,
      fc.array(oneCallArbitrary, { minLength: 3, maxLength: 6 }),
      (world, call, calls) => {
        const now = snapshot(world);
        const { args: _, ...listed } = call;
        fc.pre(!isVisible(listed, now));
        for (const once of calls) expect(decide({ ...call, ...once }, now).effect).toBe("deny");
      },
    );
  });

  it("a list depends on principal, client and capability only", () => {
    forAll(worldArbitrary, callArbitrary, oneCallArbitrary, (world, call, once) => {
      expect(isVisible({ ...call, ...once }, snapshot(world))).toBe(isVisible(call, snapshot(world)));
    });
  });

  it("a snapshot that has decided before decides as a fresh one", () => {
    forAll(worldArbitrary, fc.array(callArbitrary, { minLength: 1, maxLength: 12 }), (world, calls) => {
      const used = snapshot(world);
      for (const call of calls) isVisible(call, used);
      for (const call of calls) expect(decide(call, used)).toEqual(decide(call, snapshot(world)));
      for (const call of calls) expect(decide(call, used)).toEqual(decide(call, snapshot(world)));
    });
  });

  it("explain tells the decision that decide makes, and names the rule that made it", () => {
    forAll(worldArbitrary, callArbitrary, (world, call) => {
      const { decision, rules } = explain(call, snapshot(world));
      expect(decision).toEqual(decide(call, snapshot(world)));
      const deciding = rules.filter(({ outcome }) => outcome === "decided").map(({ ruleId }) => ruleId);
      const named = decision.determinedBy.filter((id) => world.rules.some((one) => one.id === id));
      expect(deciding).toEqual(named);
      const observed = rules.filter(({ outcome }) => outcome === "observed").map(({ ruleId }) => ruleId);
      expect(observed).toEqual(decision.observed.map(({ ruleId }) => ruleId));
    });
  });

  it("no arguments make a decision throw or change them", () => {
    const rules = CONDITIONS.map((when, index) =>
      rule({ id: `c${index}`, when, effect: "allow", enforcement: "observe" }),
    );
    const now = snapshot({ rules });
    forAll(
      callArbitrary,
      fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withDate: true })),
      (call, args) => {
        const before = structuredClone(Object.keys(args));
        decide({ ...call, serverId: "files", capability: { kind: "tool", name: "read" }, args }, now);
        expect(Object.keys(args)).toEqual(before);
      },
    );
  });
});
