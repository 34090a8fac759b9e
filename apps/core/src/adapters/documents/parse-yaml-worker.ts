import { parentPort, workerData } from "node:worker_threads";
import { parseDocument } from "yaml";

/** Aliases are counted with what stands behind them: a few short lines must not become gigabytes (A34). */
const MAX_ALIASES = 1_000;

/** A thread of its own: a long text holds nobody up, and what takes too much ends with it. */
const document = parseDocument(workerData as string, { uniqueKeys: true, merge: true, prettyErrors: true });
const [problem] = document.errors;
if (problem) parentPort?.postMessage({ problem: problem.message.split("\n")[0] }, []);
else parentPort?.postMessage({ value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown }, []);
