/**
 * Decisions per second of processor time, so that other work on the machine counts less. Run with Node 24:
 * `node bench/decide.bench.ts`. The world is 1,000 servers with 50 tools and 10,000 principals; each call is another
 * principal, server and tool, so that no processor cache flatters.
 */
import {
  capabilityKey,
  compileRules,
  createSnapshot,
  decide,
  isVisible,
  type AccessRequest,
  type PolicySnapshot,
  type RuleSource,
  type ServerPolicy,
  type Switches,
} from "../src/index.ts";

const SERVERS = 1_000;
const TOOLS = 50;
const PRINCIPALS = 10_000;
const CALLS = 65_536;
const SECONDS = 1.5;

function createServers(servers: number, tools: number): Map<string, ServerPolicy> {
  const capabilities = new Map(
    Array.from({ length: tools }, (_, n) => {
      const tool = { kind: "tool", name: `tool_${n}`, enabled: true, dangerLevel: 0, definitionHash: "h" } as const;
      return [capabilityKey(tool.kind, tool.name), tool] as const;
    }),
  );
  const ids = Array.from({ length: servers }, (_, n) => `server-${n}`);
  return new Map(ids.map((serverId) => [serverId, { serverId, enabled: true, publicAccess: false, capabilities }]));
}

function createGrants(principals: number, servers: ReadonlyMap<string, ServerPolicy>): Map<string, Switches> {
  const all = new Map([...servers.keys()].map((id) => [id, true] as const));
  return new Map(
    Array.from({ length: principals }, (_, n) => [`agent-${n}`, { servers: all, capabilities: new Map() }]),
  );
}

/** About servers, tools, principals and roles in turn; every second one has a condition. */
function createRules(count: number): RuleSource[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `rule-${n}`,
    priority: n % 100,
    match: [
      { servers: [`server-${n}*`] },
      { capabilities: [`*_${n % 50}`], servers: [`server-*${n % 10}`] },
      { principals: [`agent-${n}*`] },
      { servers: [`server-${n}`], roles: ["user"] },
    ][n % 4] as RuleSource["match"],
    ...(n % 8 < 4 && { when: "has(args.amount) && args.amount > 1000" }),
    effect: n % 3 === 0 ? "deny" : "allow",
  }));
}

function createCalls(servers: number, tools: number, principals: number): AccessRequest[] {
  return Array.from({ length: CALLS }, (_, n) => ({
    principal: { id: `agent-${(n * 7919) % principals}`, kind: "agent", role: "user", handle: "Agent", active: true },
    client: { key: "desk", name: "Desk", version: "1" },
    serverId: `server-${(n * 104_729) % servers}`,
    capability: { kind: "tool", name: `tool_${(n * 31) % tools}` },
    args: { amount: n % 500, note: "a note", tags: ["a", "b"] },
    request: { method: "tools/call", time: 1_790_000_000_000, era: "modern" },
  }));
}

function measure(calls: readonly AccessRequest[], work: (call: AccessRequest) => unknown): number {
  for (const call of calls) work(call);
  const before = process.cpuUsage();
  let rounds = 0;
  let microseconds = 0;
  while (microseconds < SECONDS * 1e6) {
    for (const call of calls) work(call);
    rounds++;
    const { user, system } = process.cpuUsage(before);
    microseconds = user + system;
  }
  return (rounds * calls.length) / (microseconds / 1e6);
}

function report(label: string, perSecond: number): void {
  const microseconds = (1e6 / perSecond).toFixed(2);
  console.log(
    `${label.padEnd(62)} ${Math.round(perSecond).toLocaleString("en").padStart(12)} /s ${microseconds.padStart(7)} us`,
  );
}

function world(servers: number, tools: number, principals: number, rules: RuleSource[]): PolicySnapshot {
  const offered = createServers(servers, tools);
  const grants = createGrants(principals, offered);
  return createSnapshot({ version: "1", servers: offered, grants, clients: new Map(), rules: compileRules(rules) });
}

const calls = createCalls(SERVERS, TOOLS, PRINCIPALS);
for (const count of [0, 50, 500]) {
  const snapshot = world(SERVERS, TOOLS, PRINCIPALS, createRules(count));
  report(
    `decide, ${SERVERS} servers x ${TOOLS} tools x ${PRINCIPALS} principals, ${count} rules`,
    measure(calls, (call) => decide(call, snapshot)),
  );
}

const small = world(10, 5, 10, createRules(500));
report(
  "decide, 10 servers x 5 tools x 10 principals, 500 rules",
  measure(createCalls(10, 5, 10), (call) => decide(call, small)),
);

const conditions = Array.from(
  { length: 10 },
  (_, n): RuleSource => ({
    id: `c${n}`,
    priority: n,
    match: {},
    when: `args.amount > ${1000 + n}`,
    effect: "deny",
  }),
);
const judged = world(SERVERS, TOOLS, PRINCIPALS, conditions);
report(
  "decide, 10 conditions on the arguments evaluated per call",
  measure(calls, (call) => decide(call, judged)),
);

const listed = world(SERVERS, TOOLS, PRINCIPALS, createRules(500));
report(
  "isVisible, 500 rules",
  measure(calls, (call) => isVisible(call, listed)),
);

const cold = createRules(500);
const started = performance.now();
const fresh = compileRules(cold);
console.log(
  `\ncompileRules, 500 rules: ${(performance.now() - started).toFixed(1)} ms (${fresh.ordered.length} rules)`,
);
