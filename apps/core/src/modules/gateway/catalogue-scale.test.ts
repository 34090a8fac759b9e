import { expect, it } from "vitest";
import { compileRules } from "@peta/policy";
import { TestClock } from "../../adapters/clock.ts";
import { buildSnapshot } from "../permissions/build-snapshot.ts";
import type { Principal } from "../principals/principal.ts";
import type { CataloguedServer } from "../servers/server.ts";
import { clientOf } from "./discovery-view.ts";
import { createResolver } from "./resolve-name.ts";
import { createServerIndexes } from "./server-index.ts";
import { createToolSearch } from "./tool-search.ts";
import { createViews } from "./views.ts";

const SERVERS = 1_000;
const TOOLS = 50;
const NOUNS = ["invoice", "ticket", "contact", "branch", "image", "payment", "event", "report", "node", "backup"];
const VERBS = ["create", "list", "delete", "update", "export"];

const toolOf = (server: number, position: number, name?: string) => {
  const what = `${VERBS[position % VERBS.length]}_${NOUNS[(server + position) % NOUNS.length]}`;
  const given = name ?? `${what}_${position}`;
  return {
    kind: "tool" as const,
    name: given,
    definition: { name: given, description: `Works on ${what} of system ${server}.`, inputSchema: { type: "object" } },
    definitionHash: `${server}/${position}`,
    position,
    enabled: true,
    dangerLevel: 0 as const,
  };
};
const serverOf = (n: number, names: readonly (string | undefined)[]): CataloguedServer => {
  const serverId = `s${String(n).padStart(4, "0")}`;
  return {
    server: {
      settings: {},
      id: serverId,
      workspaceId: "ws",
      serverId,
      enabled: true,
      publicAccess: true,
    } as CataloguedServer["server"],
    capabilities: names.map((name, position) => toolOf(n, position, name)),
  };
};
const principal = { id: "prn_1", workspaceId: "ws", handle: "bot", role: "user", status: "active" } as Principal;
const client = clientOf({ ...principal, expiresAt: null }, null);
const setUp = (servers: CataloguedServer[]) => {
  const clock = new TestClock();
  const indexOf = createServerIndexes();
  const views = createViews({ clock, indexOf });
  const stored = { servers, grants: [], clientSwitches: [], rules: compileRules([]), policySetVersion: 1 };
  const snapshot = buildSnapshot("ws", "1", stored);
  return { snapshot, view: () => views(snapshot, client), resolver: createResolver({ indexOf, views }), indexOf };
};
const every = Array.from({ length: TOOLS }, () => undefined);
const timed = <T>(run: () => T): [T, number] => {
  const startedAt = performance.now();
  return [run(), performance.now() - startedAt];
};

it("a thousand servers with fifty tools each: names are unambiguous and stand still, lists and searches are quick (A32)", () => {
  const servers = Array.from({ length: SERVERS }, (_, n) => serverOf(n, every));
  const { snapshot, view, resolver, indexOf } = setUp(servers);
  const { entries } = view().list("tool");
  expect(entries).toHaveLength(SERVERS * TOOLS);
  expect(new Set(entries.map(({ wireName }) => wireName)).size).toBe(SERVERS * TOOLS);
  const backwards = setUp([...servers].reverse())
    .view()
    .list("tool");
  expect(backwards.fingerprint()).toBe(view().list("tool").fingerprint());

  const [, listMs] = timed(() => view().pageJson("tool", 49_000, 1_000));
  const [, againMs] = timed(() => view().pageJson("tool", 49_000, 1_000));
  const [, nameMs] = timed(() => {
    for (const { wireName, serverId } of entries.slice(0, 1_000))
      expect(resolver.byName(snapshot, client, "tool", wireName)?.named.serverId).toBe(serverId);
  });
  const search = createToolSearch(indexOf);
  const find = (query: string) => search(view().list("tool"), snapshot.servers, { query, limit: 10 });
  find("warm");
  const [found, searchMs] = timed(() => find("update the invoice of system 7"));
  expect(found.matches[0]?.serverId).toBe("s0007");
  // Wide, for slow machines: what is measured is that nothing is made anew for each question.
  expect({ listMs: listMs < 500, againMs: againMs < 50, nameMs: nameMs < 500, searchMs: searchMs < 1_000 }).toEqual({
    listMs: true,
    againMs: true,
    nameMs: true,
    searchMs: true,
  });
});

it.each([
  ["full width", "ｐａｙ"],
  ["a ligature", "conﬁrm"],
  ["a composed letter", "café"],
])(
  "look-alikes of one server in %s: the second is not exposed, those of another server are its own (A32)",
  (_what, name) => {
    const twin = name.normalize("NFKC") === name ? name.normalize("NFD") : name.normalize("NFKC");
    const { view, resolver, snapshot } = setUp([serverOf(1, [name, twin]), serverOf(2, [twin])]);
    expect(
      view()
        .list("tool")
        .entries.map(({ serverId, capability }) => [serverId, capability.name]),
    ).toEqual([
      ["s0001", name],
      ["s0002", twin],
    ]);
    expect(resolver.byName(snapshot, client, "tool", `s0001::${twin}`)).toBeNull();
    expect(resolver.byName(snapshot, client, "tool", `s0002::${twin}`)?.named.serverId).toBe("s0002");
  },
);

it("letters of another alphabet that look the same have other names for models, and each calls its own tool (A32)", () => {
  const { view, resolver, snapshot } = setUp([serverOf(1, ["pay", "pаy"])]);
  const [latin, cyrillic] = view().list("tool").entries;
  expect(latin?.wireName).toBe("s0001__pay");
  expect(cyrillic?.wireName).toMatch(/^s0001__p_y_[0-9a-f]{8}$/);
  expect(resolver.byName(snapshot, client, "tool", "s0001__pay")?.nameAtServer).toBe("pay");
});
