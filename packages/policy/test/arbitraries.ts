import * as fc from "fast-check";
import { clientSwitchKey, switchKey } from "../src/index.ts";
import type { AccessRequest, CapabilityKind, DangerLevel, RuleSource, ServerPolicy } from "../src/index.ts";
import type { World } from "./world.ts";
import { call, capability, clientSwitches, server, switches } from "./world.ts";

// Few names, so that switches, rules and calls often meet.
const SERVERS = ["files", "mail"];
const NAMES = ["read", "write", "pay"];
const KINDS: readonly CapabilityKind[] = ["tool", "prompt"];
const HANDLES = { prn_1: "ann", prn_2: "bot" } as const;
const PRINCIPALS = ["prn_1", "prn_2"] as const;
const CLIENTS = ["desk", "code"];
const KEYS = SERVERS.flatMap((id) => KINDS.flatMap((kind) => NAMES.map((name) => switchKey(id, kind, name))));

/** Some always hold, some never, some fail, some depend on the call. */
export const CONDITIONS = [
  "true",
  "false",
  "args.amount > 100",
  "has(args.amount) && args.amount >= 5.5",
  "args.list.exists(x, x == 2)",
  "args.text.matches('^a+$')",
  "principal.role == 'admin'",
  "principal.id.startsWith('a') && server.publicAccess",
  "tool.dangerLevel >= 2",
  "tool.dangerLevel < 2",
  "client.key == 'desk'",
  "client.name.substring(9) == ''",
  "request.time.getHours() < 12",
  "request.era == 'legacy' || session.id == ''",
  "1 / 0 == 1",
];

const dangerLevel = fc.constantFrom<DangerLevel>(0, 1, 2, 3);
const mostlyTrue = fc.integer({ min: 0, max: 5 }).map((n) => n > 0);
const someOf = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

const capabilities = fc.tuple(
  ...KINDS.flatMap((kind) =>
    NAMES.map((name) =>
      fc.option(
        fc
          .record({ enabled: mostlyTrue, dangerLevel, anonymous: fc.boolean() })
          .map((said) => capability({ kind, name, ...said })),
        {
          nil: undefined,
          freq: 5,
        },
      ),
    ),
  ),
);

const serverPolicy = (serverId: string): fc.Arbitrary<ServerPolicy> =>
  fc.record({ enabled: mostlyTrue, publicAccess: fc.boolean(), offered: capabilities }).map(({ offered, ...said }) =>
    server(
      { serverId, ...said },
      offered.filter((one) => one !== undefined),
    ),
  );

const onOff = (keys: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...keys), mostlyTrue, { maxKeys: 4, noNullPrototype: true });
const switchesOf = fc
  .record({ servers: onOff(SERVERS), capabilities: onOff(KEYS) })
  .map((s) => switches(s.servers, s.capabilities));
const clientSwitchesOf = fc
  .tuple(switchesOf, fc.dictionary(fc.constantFrom(...KEYS), dangerLevel, { maxKeys: 4, noNullPrototype: true }))
  .map(([said, levels]) => clientSwitches(said, levels));

const clientKeys = PRINCIPALS.flatMap((id) => CLIENTS.map((key) => clientSwitchKey(id, key)));

export const serversArbitrary = fc.tuple(...SERVERS.map(serverPolicy));
export const grantsArbitrary = fc.dictionary(fc.constantFrom(...PRINCIPALS), switchesOf, { noNullPrototype: true });
export const clientsArbitrary = fc.dictionary(fc.constantFrom(...clientKeys), clientSwitchesOf, {
  noNullPrototype: true,
});

export const everyClientArbitrary = fc.dictionary(fc.constantFrom(...PRINCIPALS), clientSwitchesOf, {
  noNullPrototype: true,
});

export const ruleArbitrary: fc.Arbitrary<RuleSource> = fc.record({
  id: fc.integer({ min: 0, max: 999_999 }).map((n) => `r${n}`),
  priority: fc.integer({ min: 1, max: 4 }),
  match: fc.record({
    servers: optional(someOf(["files", "m*", "*"])),
    capabilities: optional(someOf(["read", "*e", "p*y", "*"])),
    kinds: optional(someOf(KINDS)),
    principals: optional(someOf(["ann", "b*"])),
    roles: optional(someOf(["user", "admin"])),
  }),
  when: optional(fc.constantFrom(...CONDITIONS)),
  effect: fc.constantFrom("allow", "deny", "approve", "approve_with_step_up"),
  obligations: optional(fc.record({ notify: fc.boolean(), redactArguments: fc.constant(["card.number"]) })),
  enforcement: fc.constantFrom("enforce", "enforce", "observe"),
});

export const rulesArbitrary = fc.uniqueArray(ruleArbitrary, { maxLength: 8, selector: ({ id }) => id });

export const worldArbitrary: fc.Arbitrary<Required<World>> = fc.record({
  servers: serversArbitrary,
  grants: grantsArbitrary,
  clients: clientsArbitrary,
  everyClient: everyClientArbitrary,
  rules: rulesArbitrary,
});

/** What differs from one call of the same principal, client and capability to the next. */
export const oneCallArbitrary: fc.Arbitrary<Pick<AccessRequest, "args" | "request" | "session">> = fc.record({
  args: fc.oneof(
    fc.record(
      {
        amount: fc.oneof(fc.constantFrom<unknown>(5, 101, 5.5, "101", null), fc.double()),
        list: fc.array(fc.integer({ min: 0, max: 3 })),
        text: fc.constantFrom("aaa", "b", ""),
        constructor: fc.constant("x"),
      },
      { requiredKeys: [] },
    ),
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.constant(JSON.parse('{"__proto__":{"amount":500},"toString":1}') as Record<string, unknown>),
  ),
  request: fc.record({
    method: fc.constantFrom("tools/call", "tools/list"),
    time: fc.integer({ min: 0, max: 86_400_000 }),
    ip: optional(fc.constant("192.0.2.1")),
    era: fc.constantFrom("legacy", "modern", null),
  }),
  session: optional(fc.constant({ id: "s1" })),
});

export const callArbitrary: fc.Arbitrary<AccessRequest> = fc
  .record({
    principal: fc.record({
      id: fc.constantFrom(...PRINCIPALS),
      kind: fc.constantFrom("person", "person", "agent", "anonymous"),
      role: fc.constantFrom("user", "admin"),
      active: mostlyTrue,
    }),
    client: optional(
      fc.record({ key: fc.constantFrom(...CLIENTS), name: fc.constant("Desk"), version: fc.constant("1") }),
    ),
    serverId: fc.constantFrom(...SERVERS),
    capability: fc.record({ kind: fc.constantFrom(...KINDS), name: fc.constantFrom(...NAMES) }),
    once: oneCallArbitrary,
  })
  .map(({ once, principal, ...who }) =>
    call({ ...who, ...once, principal: { ...principal, handle: HANDLES[principal.id] } }),
  );
