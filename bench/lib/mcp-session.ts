import { Connection } from "./connection.ts";

export type Era = "legacy" | "modern";

export interface Target {
  name: string;
  url: string;
  tool: string;
  headers: readonly string[];
  /** Process whose CPU time is counted. */
  pid: number | null;
  /** Eras in which it has seen enough calls to be measured. */
  warmFor?: Set<Era>;
}

export const VERSIONS: Record<Era, string> = { legacy: "2025-11-25", modern: "2026-07-28" };

const META = {
  "io.modelcontextprotocol/protocolVersion": VERSIONS.modern,
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1.0.0" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** The JSON-RPC message with this id, out of a JSON body or an event stream. */
function messageIn(
  body: string,
  id: number,
): { result?: { content?: { text?: string }[]; tools?: object[] }; error?: object } {
  const texts = body.startsWith("{")
    ? [body]
    : body.split("\n").flatMap((line) => (line.startsWith("data:") ? [line.slice(5)] : []));
  for (const text of texts) {
    if (text.trim() === "") continue;
    const message = JSON.parse(text) as ReturnType<typeof messageIn> & { id?: number };
    if (message.id === id) return message;
  }
  throw new Error(`no answer with the id ${id}: ${body.slice(0, 300)}`);
}

/** A connection on which calls can be made: after the handshake for the legacy era, at once for the modern one. */
export async function openSession(target: Target, era: Era): Promise<Connection> {
  const connection = new Connection(new URL(target.url), target.headers);
  if (era === "modern") {
    connection.extraHeaders = [
      `mcp-protocol-version: ${VERSIONS.modern}`,
      "mcp-method: tools/call",
      `mcp-name: ${target.tool}`,
    ];
    return connection;
  }
  const params = {
    protocolVersion: VERSIONS.legacy,
    capabilities: {},
    clientInfo: { name: "bench", version: "1.0.0" },
  };
  const answer = await connection.post({ jsonrpc: "2.0", id: 0, method: "initialize", params });
  if (answer.status !== 200)
    throw new Error(`${target.name}: initialize answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  connection.extraHeaders = [
    `mcp-protocol-version: ${VERSIONS.legacy}`,
    `mcp-session-id: ${answer.header("mcp-session-id")}`,
  ];
  await connection.post({ jsonrpc: "2.0", method: "notifications/initialized" });
  return connection;
}

/** One tools/call whose answer is checked: it must carry the id and the very message that was sent. */
export async function callEcho(
  connection: Connection,
  target: Target,
  era: Era,
  id: number,
  message = `${"m".repeat(64)}${id}`,
): Promise<void> {
  const params = { name: target.tool, arguments: { message }, ...(era === "modern" && { _meta: META }) };
  const { body } = await connection.post({ jsonrpc: "2.0", id, method: "tools/call", params });
  const answer = messageIn(body, id);
  if (answer.result?.content?.[0]?.text !== message)
    throw new Error(`${target.name} answered ${JSON.stringify(answer).slice(0, 300)}`);
}

/** Milliseconds that one tools/list takes. */
export async function timeList(connection: Connection, id: number, expected: number): Promise<number> {
  const startedAt = performance.now();
  const { body } = await connection.post({ jsonrpc: "2.0", id, method: "tools/list", params: {} });
  const elapsed = performance.now() - startedAt;
  const count = messageIn(body, id).result?.tools?.length;
  if (count !== expected) throw new Error(`tools/list has ${count} tools instead of ${expected}`);
  return elapsed;
}
