import path from "node:path";
import { ALL_CAPABILITIES, answerQuestion } from "../client-mode/answer-question.ts";
import { serveHttp } from "../fixture/http.ts";
import { serveSse } from "../fixture/sse.ts";
import type { Json } from "../fixture/wire.ts";
import { ProbeClient } from "../probe-client.ts";
import type { Stage } from "../stage.ts";
import type { Column } from "./columns.ts";
import { FEATURES } from "./features.ts";
import { type Bench, resultOf } from "./probe.ts";

const FIXTURE = path.join(import.meta.dirname, "../fixture/main.ts");
const PATIENCE_MS = 3_000;
const EVERYTHING: Json = {
  toolsListChanged: true,
  promptsListChanged: true,
  resourcesListChanged: true,
  resourceSubscriptions: ["test://watched-resource"],
};

function createBench(client: ProbeClient, asked: Bench["asked"]): Bench & { hear(method: string, params: Json): void } {
  const told: { method: string; params: Json }[] = [];
  const ask = async (method: string, params?: Json): Promise<Json> => resultOf(await client.request(method, params));
  return {
    client,
    asked,
    ask,
    call: (name, args = {}, meta) => ask("tools/call", { name, arguments: args, ...(meta && { _meta: meta }) }),
    hear: (method, params) => void told.push({ method, params }),
    now: () => told.length,
    async heard(method, since) {
      for (const end = Date.now() + PATIENCE_MS; ; await new Promise((resume) => setTimeout(resume, 20))) {
        const found = told.slice(since).find((one) => one.method === method);
        if (found) return found.params;
        if (Date.now() > end) throw new Error(`${method} did not come`);
      }
    },
  };
}

/** Tries every feature in one column. Answers what went wrong, by feature; empty where nothing did. */
export async function runColumn(stage: Stage, { client: era, server, transport }: Column) {
  const fixture = transport === "sse" ? await serveSse() : transport === "http" ? await serveHttp([server]) : null;
  const way = await stage.openWay(
    fixture
      ? { transport: transport === "sse" ? "sse" : "http", url: fixture.url }
      : { transport: "stdio", command: process.execPath, args: [FIXTURE, "stdio", server] },
    "plain",
  );
  const asked: Bench["asked"] = [];
  const client = new ProbeClient({
    url: way.url,
    era,
    capabilities: ALL_CAPABILITIES,
    answer(method, params) {
      asked.push({ method, params });
      return answerQuestion(method, params);
    },
  });
  const wrong: Record<string, string> = {};
  try {
    const bench = createBench(client, asked);
    await client.connect();
    await client.listen(EVERYTHING, bench.hear);
    for (const [feature, probe] of Object.entries(FEATURES)) {
      try {
        await probe(bench);
      } catch (error) {
        wrong[feature] = error instanceof Error ? error.message : String(error);
      }
    }
  } finally {
    await client.close();
    await way.close();
    await fixture?.close();
  }
  return wrong;
}
