import { afterEach, beforeEach } from "vitest";
import type { Admission, AdmittedRequest } from "../../src/modules/network/admission.ts";
import { createHarness, type Harness, type HarnessOptions, type World } from "./create-harness.ts";
import { INITIALIZE, LEGACY, MODERN, modernMeta, openStream, type RawAnswer, rpc, send } from "./raw-client.ts";

type Json = Record<string, unknown>;

export const STRANGERS_WORLD: Partial<World> = {
  servers: [
    {
      serverId: "weather",
      publicAccess: false,
      anonymousAccess: true,
      anonymousRateLimit: 20,
      capabilities: [
        { kind: "tool", name: "today", anonymous: true },
        { kind: "tool", name: "warn", anonymous: true, dangerLevel: 1 },
        { kind: "tool", name: "publish", anonymous: true, dangerLevel: 2 },
        { kind: "tool", name: "reset" },
        { kind: "resource", name: "note://all", anonymous: true },
        { kind: "prompt", name: "ask" },
      ],
    },
    { serverId: "payroll", capabilities: [{ kind: "tool", name: "list", anonymous: true }] },
    {
      serverId: "mail",
      anonymousAccess: true,
      userFields: [],
      capabilities: [{ kind: "tool", name: "send", anonymous: true }],
    },
  ],
};

export const PUBLIC_PATH = "/mcp/public";
const BASE = { "content-type": "application/json", accept: "application/json, text/event-stream" };

export interface From {
  path?: string;
  address?: string;
  session?: string | undefined;
  headers?: Record<string, string>;
}

export const headersOf = ({ address = "192.0.2.1", session, headers = {} }: From): Record<string, string> => ({
  ...BASE,
  "x-test-address": address,
  ...(session !== undefined && { "mcp-session-id": session, "mcp-protocol-version": LEGACY }),
  ...headers,
});

export const namesIn = ({ body }: RawAnswer, list = "tools"): string[] =>
  ((body.result?.[list] ?? []) as { name: string }[]).map(({ name }) => name);

/** A Core with something open at `/mcp/public`, anew for each test, and whoever comes there without a sign-in. */
export function useStrangers() {
  let core: Harness;
  /** Hears what the door is asked, as it is asked. */
  let admitted: AdmittedRequest[];
  const start = async (options: HarnessOptions = {}): Promise<void> => {
    admitted = [];
    const admission: Admission = {
      admitAddress: () => {},
      admitRequest(request) {
        admitted.push(request);
        return { limit: null, remaining: 0, resetSeconds: 0 };
      },
      isAddressAllowed: () => true,
    };
    core = await createHarness({ world: structuredClone(STRANGERS_WORLD), admission, ...options });
  };

  const post = (body: string | Buffer, from: From = {}): Promise<RawAnswer> =>
    send(core.url, { path: from.path ?? PUBLIC_PATH, headers: headersOf(from), body });
  const open = async (from: From = {}): Promise<string> =>
    String((await post(INITIALIZE, from)).headers["mcp-session-id"]);
  const callModern = (method: string, params: Json = {}, from: From = {}): Promise<RawAnswer> =>
    post(rpc(method, { ...params, _meta: modernMeta(params._meta as Json | undefined) }), {
      ...from,
      headers: {
        "mcp-protocol-version": MODERN,
        "mcp-method": method,
        ...(typeof params.name === "string" && { "mcp-name": params.name }),
        ...from.headers,
      },
    });
  const listen = (notifications: Json, meta: Json = {}) =>
    openStream(Object.assign(new URL(core.url), { pathname: PUBLIC_PATH }), {
      method: "POST",
      headers: { ...headersOf({}), "mcp-protocol-version": MODERN, "mcp-method": "subscriptions/listen" },
      body: rpc("subscriptions/listen", { notifications, _meta: modernMeta(meta) }),
    });
  /** The same request by a client of each era. */
  const ERAS = {
    legacy: async (method: string, params: Json = {}, from: From = {}) =>
      post(rpc(method, params), { ...from, session: from.session ?? (await open(from)) }),
    modern: callModern,
  };

  beforeEach(() => start());
  afterEach(() => core.close());
  return {
    get core() {
      return core;
    },
    get admitted() {
      return admitted;
    },
    start,
    post,
    open,
    callModern,
    listen,
    ERAS,
  };
}
