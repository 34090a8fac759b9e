import { Worker } from "node:worker_threads";
import { CoreError } from "../../errors.ts";

const TIMEOUT_MS = 15_000;
const MEMORY_MB = 512;

const invalid = (message: string, cause?: unknown): CoreError => new CoreError("input.invalid", message, { cause });

/**
 * JSON or YAML as a value. JSON is read here; YAML, whose reading takes long and whose aliases grow, in a thread with
 * bounds (A34). Throws CoreError input.invalid.
 */
export async function parseText(text: string, timeoutMs = TIMEOUT_MS): Promise<unknown> {
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // YAML's own braces, or a mistake that its reader names with the line.
    }
  }
  return parseYaml(text, timeoutMs);
}

async function parseYaml(text: string, timeoutMs: number): Promise<unknown> {
  const worker = new Worker(new URL("./parse-yaml-worker.ts", import.meta.url), {
    workerData: text,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, stackSizeMb: 4 },
    env: {},
    // What the library prints is nobody's business.
    stdout: true,
    stderr: true,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<{ problem?: string; value?: unknown }>((resolve, reject) => {
      timer = setTimeout(
        () => reject(invalid("The text takes too long to read. Give a shorter one, or JSON.")),
        timeoutMs,
      );
      worker.once("message", resolve);
      worker.once("error", (cause) =>
        reject(invalid("The text is nested too deep, or its aliases hold too much.", cause)),
      );
      worker.once("exit", () => reject(invalid("The text could not be read.")));
    });
    if (answer.problem === undefined) return answer.value;
    throw invalid(`The text is neither JSON nor YAML: ${answer.problem.slice(0, 300)}`);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
