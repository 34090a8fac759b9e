import { test } from "@playwright/test";
import { type RunningCore, startCore } from "./start-core.ts";

/**
 * A Core for the tests of one file, started before the first and gone after the last. What Core logged is attached to
 * a test that fails. Answers the running Core; only inside tests and hooks.
 */
export function useCore(environment: Record<string, string> = {}): () => RunningCore {
  let core: RunningCore | undefined;
  test.beforeAll(async () => {
    test.setTimeout(60_000);
    core = await startCore(environment);
  });
  // Playwright reads which fixtures a hook needs from the first parameter.
  // oxlint-disable-next-line no-empty-pattern -- a hook that needs no fixture has an empty pattern there
  test.afterEach(async ({}, info) => {
    if (info.status !== info.expectedStatus) await info.attach("core.log", { body: core?.log() ?? "" });
  });
  test.afterAll(() => core?.stop());
  return () => {
    if (core === undefined) throw new Error("Core runs inside tests and hooks only.");
    return core;
  };
}

export { expect, test } from "@playwright/test";
