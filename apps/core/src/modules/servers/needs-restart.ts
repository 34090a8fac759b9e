import { equalBytes } from "../equal-bytes.ts";
import type { ServerRecord } from "./server.ts";

/** Whether what the store says now is nothing that an open connection can go on with: it ends, and the next one is made anew. */
export const needsRestart = (before: ServerRecord, now: ServerRecord): boolean =>
  now.enabled !== before.enabled ||
  !equalBytes(now.sealedLaunch, before.sealedLaunch) ||
  now.settings.era !== before.settings.era ||
  String(now.settings.questions) !== String(before.settings.questions);
