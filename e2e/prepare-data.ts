import { PREPARED, startCore } from "./start-core.ts";

/** Before all files: what every Core would do at its first start is done once. Answers what undoes it in the end. */
// oxlint-disable-next-line no-default-export -- Playwright calls what a file of its configuration exports by default
export default async function prepareData(): Promise<() => Promise<void>> {
  const core = await startCore();
  await core.halt();
  process.env[PREPARED] = core.dataDir;
  return () => core.stop();
}
