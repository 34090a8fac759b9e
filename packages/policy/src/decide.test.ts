import { describe, expect, it } from "vitest";
import type { World } from "../test/world.ts";
import { call, capability, clientSwitches, rule, server, snapshot, switches } from "../test/world.ts";
import { decide, isVisible } from "./index.ts";
import type { AccessRequest, DangerLevel, Effect, ReasonCode } from "./index.ts";

type Case = {
  name: string;
  code: ReasonCode;
  effect: Effect;
  by: string[];
  says: string;
  world?: World;
  request?: Partial<AccessRequest>;
};

const READ = "files:tool:read";
const DESK = "prn_1:desk";
const closed = [server({ publicAccess: false })];
const atLevel = (dangerLevel: DangerLevel) => [server({}, [capability({ dangerLevel })])];
const principal = call().principal;

const cases: Case[] = [
  {
    name: "an inactive principal",
    code: "principal.inactive",
    effect: "deny",
    by: ["layer:administrator"],
    says: '"ann" is not active, so every call is denied.',
    request: { principal: { ...principal, active: false } },
  },
  {
    name: "an anonymous principal on a server that is open to everybody who has signed in, whatever is granted to its id (A10)",
    code: "principal.anonymous",
    effect: "deny",
    by: ["layer:administrator"],
    says: 'The tool "read" of the server "files" is not open to callers without a sign-in.',
    world: { grants: { prn_1: switches({ files: true }) } },
    request: { principal: { ...principal, kind: "anonymous" } },
  },
  {
    name: "an unknown tool (A32)",
    code: "capability.unknown",
    effect: "deny",
    by: ["layer:server"],
    says: 'The tool "erase" of the server "files" is not known.',
    request: { capability: { kind: "tool", name: "erase" } },
  },
  {
    name: "a known name of another kind",
    code: "capability.unknown",
    effect: "deny",
    by: ["layer:server"],
    says: 'The prompt "read" of the server "files" is not known.',
    request: { capability: { kind: "prompt", name: "read" } },
  },
  {
    name: "an unknown server",
    code: "capability.unknown",
    effect: "deny",
    by: ["layer:server"],
    says: 'The tool "read" of the server "mail" is not known.',
    request: { serverId: "mail" },
  },
  {
    name: "a server that is switched off",
    code: "server.disabled",
    effect: "deny",
    by: ["layer:server"],
    says: 'The server "files" is switched off.',
    world: { servers: [server({ enabled: false })], grants: { prn_1: switches({ files: true }) } },
  },
  {
    name: "a capability that is switched off",
    code: "capability.disabled",
    effect: "deny",
    by: ["layer:server"],
    says: 'The tool "read" of the server "files" is switched off.',
    world: {
      servers: [server({}, [capability({ enabled: false })])],
      grants: { prn_1: switches({}, { [READ]: true }) },
    },
  },
  {
    name: "a server that is neither granted nor public",
    code: "administrator.not_granted",
    effect: "deny",
    by: ["layer:administrator"],
    says: '"ann" has no permission for the server "files", and it is not open to everybody.',
    world: { servers: closed },
  },
  {
    name: "a public server that an administrator switched off for this principal",
    code: "administrator.server_off",
    effect: "deny",
    by: ["layer:administrator"],
    says: 'An administrator has switched the server "files" off for "ann".',
    world: { grants: { prn_1: switches({ files: false }) } },
  },
  {
    name: "a capability that is off on a server that is on",
    code: "administrator.capability_off",
    effect: "deny",
    by: ["layer:administrator"],
    says: 'The tool "read" of the server "files" is switched off for "ann" by an administrator.',
    world: { grants: { prn_1: switches({ files: true }, { [READ]: false }) } },
  },
  {
    name: "a server that the user switched off for the client, its capability left on",
    code: "user.server_off",
    effect: "deny",
    by: ["layer:user"],
    says: 'The server "files" is switched off for this client of "ann".',
    world: { clients: { [DESK]: clientSwitches(switches({ files: false }, { [READ]: true })) } },
  },
  {
    name: "a capability that the user switched off for the client",
    code: "user.capability_off",
    effect: "deny",
    by: ["layer:user"],
    says: 'The tool "read" of the server "files" is switched off for this client of "ann".',
    world: { clients: { [DESK]: clientSwitches(switches({ files: true }, { [READ]: false })) } },
  },
  {
    name: "danger level 0",
    code: "danger.silent",
    effect: "allow",
    by: ["danger:0"],
    says: "The permissions let this call through, and no rule is about it.",
  },
  {
    name: "danger level 1",
    code: "danger.notify",
    effect: "allow",
    by: ["danger:1"],
    says: "The permissions let this call through; its danger level asks to notify the person.",
    world: { servers: atLevel(1) },
  },
  {
    name: "danger level 2",
    code: "danger.approval",
    effect: "require_approval",
    by: ["danger:2"],
    says: "The danger level of this capability asks for a person's approval.",
    world: { servers: atLevel(2) },
  },
  {
    name: "danger level 3",
    code: "danger.step_up",
    effect: "require_approval_with_step_up",
    by: ["danger:3"],
    says: "The danger level of this capability asks for a person's approval, confirmed with their password.",
    world: { servers: atLevel(3) },
  },
  {
    name: "a level that the user raised for the client",
    code: "danger.approval",
    effect: "require_approval",
    by: ["danger:2"],
    says: "The danger level of this capability asks for a person's approval.",
    world: { clients: { [DESK]: clientSwitches(switches(), { [READ]: 2 }) } },
  },
  {
    name: "a level that an administrator raised for the principal",
    code: "danger.approval",
    effect: "require_approval",
    by: ["danger:2"],
    says: "The danger level of this capability asks for a person's approval.",
    world: { grants: { prn_1: clientSwitches(switches(), { [READ]: 2 }) } },
  },
  {
    name: "a level that an administrator tried to lower for the principal",
    code: "danger.step_up",
    effect: "require_approval_with_step_up",
    by: ["danger:3"],
    says: "The danger level of this capability asks for a person's approval, confirmed with their password.",
    world: { servers: atLevel(3), grants: { prn_1: clientSwitches(switches(), { [READ]: 1 }) } },
  },
  {
    name: "a level that the user tried to lower",
    code: "danger.approval",
    effect: "require_approval",
    by: ["danger:2"],
    says: "The danger level of this capability asks for a person's approval.",
    world: { servers: atLevel(2), clients: { [DESK]: clientSwitches(switches(), { [READ]: 0 }) } },
  },
  {
    name: "a rule that allows",
    code: "rule.allowed",
    effect: "allow",
    by: ["r1"],
    says: 'The rule "r1" allows this call.',
    world: { rules: [rule({ effect: "allow" })] },
  },
  {
    name: "a rule that allows what the danger level holds for approval",
    code: "danger.approval",
    effect: "require_approval",
    by: ["r1", "danger:2"],
    says: "The danger level of this capability asks for a person's approval.",
    world: { servers: atLevel(2), rules: [rule({ effect: "allow" })] },
  },
  {
    name: "a rule that denies, with its description as the reason",
    code: "rule.denied",
    effect: "deny",
    by: ["r1"],
    says: 'The rule "r1" denies this call: Nobody reads on Mondays.',
    world: { rules: [rule({ description: "Nobody reads on Mondays." })] },
  },
  {
    name: "a rule that asks for approval",
    code: "rule.approval",
    effect: "require_approval",
    by: ["r1"],
    says: 'The rule "r1" asks for a person\'s approval.',
    world: { rules: [rule({ effect: "approve" })] },
  },
  {
    name: "a rule that asks for approval with step-up",
    code: "rule.step_up",
    effect: "require_approval_with_step_up",
    by: ["r1"],
    says: 'The rule "r1" asks for a person\'s approval, confirmed with their password.',
    world: { servers: atLevel(2), rules: [rule({ effect: "approve_with_step_up" })] },
  },
  {
    name: "a rule that cannot be evaluated",
    code: "policy.evaluation_error",
    effect: "deny",
    by: ["r1"],
    says: 'The rule "r1" could not be evaluated for this call (no_such_key), so the call is denied.',
    world: { rules: [rule({ effect: "allow", when: "args.amount > 1" })] },
  },
];

describe("decide", () => {
  it.each(cases)("answers $code for $name", ({ code, effect, by, says, world, request }) => {
    const decision = decide(call(request), snapshot(world));
    expect(decision).toMatchObject({ effect, determinedBy: by, reason: { code, message: says }, policyVersion: "7" });
  });

  it("prefers the capability's switch to the server's, and the server's to the default", () => {
    const grants = { prn_1: switches({ files: false }, { [READ]: true }) };
    expect(decide(call(), snapshot({ grants })).effect).toBe("allow");
    expect(decide(call(), snapshot({ servers: closed, grants: { prn_1: switches({ files: true }) } })).effect).toBe(
      "allow",
    );
  });

  it("keeps one client's and one principal's switches away from the others", () => {
    const now = snapshot({
      grants: { prn_2: switches({ files: false }) },
      clients: { [DESK]: clientSwitches(switches({ files: false })) },
    });
    expect(decide(call(), now).effect).toBe("deny");
    expect(decide(call({ client: { key: "code", name: "Code", version: "2" } }), now).effect).toBe("allow");
    expect(decide(call({ client: undefined }), now).effect).toBe("allow");
  });

  describe("for an anonymous principal", () => {
    const anybody = call({ principal: { ...principal, kind: "anonymous" } });
    const chosen = (dangerLevel: DangerLevel = 0) => [
      server({ publicAccess: false }, [capability({ dangerLevel, anonymous: true })]),
    ];

    it("opens what is chosen for it, at danger level 0 and 1 only", () => {
      const effects = ([0, 1, 2, 3] as const).map((level) => {
        const now = snapshot({ servers: chosen(level) });
        return [decide(anybody, now).effect, isVisible(anybody, now)];
      });
      expect(effects).toEqual([
        ["allow", true],
        ["allow", true],
        ["deny", false],
        ["deny", false],
      ]);
      expect(decide(call(), snapshot({ servers: chosen() })).reason.code).toBe("administrator.not_granted");
    });

    it("denies what a rule wants an approval for, and hides it where the rule always holds", () => {
      for (const effect of ["approve", "approve_with_step_up"] as const) {
        const always = snapshot({ servers: chosen(), rules: [rule({ effect })] });
        expect(decide(anybody, always)).toMatchObject({
          effect: "deny",
          determinedBy: ["r1"],
          reason: { code: "principal.anonymous", message: expect.stringContaining("nobody approves") as string },
        });
        expect(isVisible(anybody, always)).toBe(false);
        const sometimes = snapshot({ servers: chosen(), rules: [rule({ effect, when: "args.amount > 5" })] });
        expect([isVisible(anybody, sometimes), decide({ ...anybody, args: { amount: 9 } }, sometimes).effect]).toEqual([
          true,
          "deny",
        ]);
        expect(decide({ ...anybody, args: { amount: 1 } }, sometimes).effect).toBe("allow");
      }
    });
  });

  it("asks equal priorities in the order deny, step-up, approve, allow, then by id", () => {
    const effects = ["allow", "approve", "approve_with_step_up", "deny"] as const;
    const rules = effects.map((effect) => rule({ id: `say-${effect.replaceAll("_", "-")}`, effect }));
    const spoken = [4, 3, 2, 1].map(
      (count) => decide(call(), snapshot({ rules: rules.slice(0, count) })).determinedBy[0],
    );
    expect(spoken).toEqual(["say-deny", "say-approve-with-step-up", "say-approve", "say-allow"]);
    const twins = [rule({ id: "b" }), rule({ id: "a" })];
    expect(decide(call(), snapshot({ rules: twins })).determinedBy).toEqual(["a"]);
  });

  it.each([
    ["servers", { servers: ["mail"] }, { servers: ["f*s"] }],
    ["capabilities", { capabilities: ["write"] }, { capabilities: ["re*"] }],
    ["kinds", { kinds: ["prompt" as const] }, { kinds: ["tool" as const] }],
    ["principals", { principals: ["bob"] }, { principals: ["a*"] }],
    ["roles", { roles: ["admin"] }, { roles: ["admin", "user"] }],
  ])("asks only rules whose match.%s holds", (_name, other, own) => {
    expect(decide(call(), snapshot({ rules: [rule({ match: other })] })).effect).toBe("allow");
    expect(decide(call(), snapshot({ rules: [rule({ match: own })] })).effect).toBe("deny");
    expect(decide(call(), snapshot({ rules: [rule({ match: { ...own, ...other } })] })).effect).toBe("allow");
  });

  it("hands on the obligations of the deciding rule, and notifies at danger level 1 and above", () => {
    const obligations = { requireReason: true, redactArguments: ["card.number"], redactResult: ["token"] };
    const rules = [
      rule({ effect: "approve", obligations }),
      rule({ id: "r0", priority: 1, obligations: { redactResult: ["x"] } }),
    ];
    expect(decide(call(), snapshot({ rules })).obligations).toEqual({ notify: false, ...obligations });
    expect(decide(call(), snapshot({ rules, servers: atLevel(1) })).obligations.notify).toBe(true);
    expect(decide(call(), snapshot({ rules: [rule({ obligations: { notify: true } })] })).obligations.notify).toBe(
      true,
    );
    expect(decide(call(), snapshot({ rules: [rule()], servers: atLevel(3) })).obligations.notify).toBe(false);
  });

  it("redacts the arguments of a call that a layer denies, by every rule about it", () => {
    const redact = (path: string) => ({ redactArguments: [path, "card"] });
    const rules = [
      rule({ id: "a", effect: "allow", when: "args.x == 1", obligations: redact("pin") }),
      rule({ id: "b", effect: "allow", obligations: redact("iban"), match: { servers: ["files"] } }),
      rule({ id: "c", effect: "allow", obligations: redact("other"), match: { servers: ["mail"] } }),
      rule({ id: "d", effect: "allow", obligations: redact("draft"), enforcement: "observe" }),
    ];
    const decision = decide(call(), snapshot({ rules, grants: { prn_1: switches({ files: false }) } }));
    expect(decision.obligations.redactArguments).toEqual(["pin", "card", "iban"]);
  });

  it("records what observed rules above the deciding one would have said, errors as denials", () => {
    const rules = [
      rule({ id: "o1", priority: 9, enforcement: "observe", effect: "allow" }),
      rule({ id: "o2", priority: 8, enforcement: "observe", when: "args.nothing == 1" }),
      rule({ id: "o3", priority: 7, enforcement: "observe", when: "false" }),
      rule({ id: "r1", priority: 5, effect: "allow" }),
      rule({ id: "o4", priority: 1, enforcement: "observe" }),
    ];
    const { effect, determinedBy, observed } = decide(call(), snapshot({ rules }));
    expect({ effect, determinedBy }).toEqual({ effect: "allow", determinedBy: ["r1"] });
    expect(observed).toEqual([
      { ruleId: "o1", effect: "allow" },
      { ruleId: "o2", effect: "deny" },
    ]);
  });

  it("gives each caller its own decision, so that changing one changes no other", () => {
    const now = snapshot({ rules: [rule({ obligations: { redactArguments: ["a"] } })] });
    decide(call(), now).obligations.redactArguments.push("b");
    decide(call(), now).determinedBy.pop();
    expect(decide(call(), now)).toMatchObject({ determinedBy: ["r1"], obligations: { redactArguments: ["a"] } });
  });
});
