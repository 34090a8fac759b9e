import { ensureConsole, ensureDesk, ensureGenerated } from "../lib/prepare.mjs";

/** Builds what has changed. */
export async function run(context) {
  await ensureGenerated(context);
  await ensureConsole(context);
  await ensureDesk(context);
  context.mark("up to date");
  return 0;
}
