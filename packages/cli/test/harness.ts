import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type Finished, runInProcess, runPeta } from "./run-peta.ts";
import { OWNER_TOKEN, startTwin, type Twin } from "./twin-core.ts";

/** A twin of Core for the tests of one file, and the command against it with a configuration directory per test. */
export function useTwin() {
  const context = {} as { twin: Twin; directory: string };
  beforeAll(async () => {
    context.twin = await startTwin();
  });
  afterAll(() => context.twin.close());
  beforeEach(() => {
    context.directory = mkdtempSync(path.join(tmpdir(), "peta-cli-"));
    Object.assign(context.twin.state, {
      isSetUp: true,
      auditIsIntact: true,
      serverWorks: true,
      looks: null,
      looksUntilSignedIn: 2,
      signInFailure: null,
    });
    context.twin.inputs.length = 0;
  });
  afterEach(() => rmSync(context.directory, { recursive: true }));

  const asOwner = () => ({ PETA_URL: context.twin.url, PETA_TOKEN: OWNER_TOKEN, PETA_CONFIG_DIR: context.directory });
  return {
    get twin() {
      return context.twin;
    },
    get directory() {
      return context.directory;
    },
    /** As the owner, unless the environment says otherwise. An empty variable takes a default away. */
    peta: (args: string[], env: Record<string, string> = {}, stdin = ""): Promise<Finished> =>
      runInProcess(args, { ...asOwner(), ...env }, stdin),
    /** The same by the entry, for what only a process of its own shows: that it ends, and writes nothing else. */
    petaProcess: (args: string[], env: Record<string, string> = {}, stdin = ""): Promise<Finished> =>
      runPeta(args, { env: { ...asOwner(), ...env }, stdin }),
    lastInput: (procedure: string) => context.twin.inputs.findLast((seen) => seen.path === procedure)?.input,
  };
}

/** An address of this machine where nothing listens: taken for a moment and given back. */
export async function freeAddress(): Promise<{ url: string; port: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = String((server.address() as AddressInfo).port);
  await new Promise((resolve) => server.close(resolve));
  return { url: `http://127.0.0.1:${port}`, port };
}

export const errorOf = (finished: Finished) =>
  (JSON.parse(finished.stdout) as { error: { code: string; message: string; hint?: string } }).error;
