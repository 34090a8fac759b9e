import { monitorEventLoopDelay } from "node:perf_hooks";
import type { RunningDesk } from "../desk/start-desk.ts";

const VERSION = "2026-07-28";
const ASK = {
  jsonrpc: "2.0",
  id: 1,
  method: "tools/list",
  params: {
    _meta: {
      "io.modelcontextprotocol/protocolVersion": VERSION,
      "io.modelcontextprotocol/clientInfo": { name: "watcher", version: "1.0.0" },
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  },
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** So long is looked for an ending, by far longer than it may take. */
const PATIENCE_MS = 10_000;

/** Asks again and again: the time at which the answer was yes, or infinity. */
async function when(isOver: () => boolean | Promise<boolean>, everyMs: number): Promise<number> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    if (await isOver()) return Date.now();
    await pause(everyMs);
  }
  return Number.POSITIVE_INFINITY;
}

/** HTTP status of one request to `/mcp` with a token. */
export async function askWith(coreUrl: string, token: string): Promise<number> {
  const response = await fetch(`${coreUrl}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": VERSION,
      "mcp-method": ASK.method,
    },
    body: JSON.stringify(ASK),
  });
  await response.text();
  return response.status;
}

/** Uses a token again and again: the time of the first answer that refuses it. */
export const whenRefused = (coreUrl: string, token: string): Promise<number> =>
  when(async () => (await askWith(coreUrl, token)) === 401, 20);

/** The time at which Desk's main process knows that it is signed out. */
export const whenSignedOut = (desk: RunningDesk): Promise<number> =>
  when(() => desk.system.tray().labels.some((label) => label.endsWith(": signed out")), 5);

/** The time at which something ended, in whatever way. */
export function whenOver(ending: Promise<unknown>): Promise<number> {
  let isOver = false;
  ending.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  return when(() => isOver, 5);
}

export interface Seen {
  what: string;
  /** Milliseconds from Core's record until it was seen here. */
  ms: number;
}

/**
 * Measures Core, not the machine: from Core's own record of a change, which is written before the change, until its
 * effects are seen here, without the time in which this process was busy with something else.
 * @param change makes the change; answers the time of Core's record
 */
export async function measure(
  effects: Readonly<Record<string, Promise<number>>>,
  change: () => Promise<void>,
  recordedAt: () => Promise<number>,
): Promise<Seen[]> {
  const ourDelay = monitorEventLoopDelay({ resolution: 5 });
  ourDelay.enable();
  await change();
  const seen = await Promise.all(Object.entries(effects).map(async ([what, at]) => [what, await at] as const));
  ourDelay.disable();
  const from = await recordedAt();
  return seen.map(([what, at]) => ({ what, ms: Math.round(at - from - ourDelay.max / 1e6) }));
}
