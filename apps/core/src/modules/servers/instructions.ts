import { hashText } from "../canonical-json.ts";
import type { ServerRecord } from "./server.ts";

type Said = Pick<ServerRecord, "serverInfo" | "acceptedInstructions">;

/** What a server tells models about itself, as it says it now. Null: nothing. */
export const saidInstructions = ({ serverInfo }: Pick<ServerRecord, "serverInfo">): string | null =>
  serverInfo?.instructions?.trim() ? serverInfo.instructions : null;

/**
 * What clients are told of it. INVARIANT: only what came with the first reading or what an administrator has accepted since:
 * a text that steers models must not change unseen (A37). What the server no longer says is told to nobody.
 */
export const shownInstructions = (server: Said): string | null =>
  saidInstructions(server) === null ? null : (server.acceptedInstructions ?? null);

/** Instructions that nobody has looked at; `hash` names exactly this text. Null: there are none. */
export function waitingInstructions(server: Said): { text: string; hash: string } | null {
  const text = saidInstructions(server);
  return text === null || text === server.acceptedInstructions ? null : { text, hash: hashText(text) };
}

/** What an administrator reads about instructions that wait for them. */
export const INSTRUCTIONS_WAIT =
  "Its instructions are other than those that were accepted, which clients are still told. Review them and accept them.";
