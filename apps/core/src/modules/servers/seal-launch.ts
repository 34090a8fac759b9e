import { type Launch, launchSchema } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { Vault } from "../vault.ts";
import type { ServerRecord } from "./server.ts";

const identityOf = (id: string): string => `server:${id}`;

/** @param id internal id of the server (`srv_...`), authenticated with the sealed text */
export const sealLaunch = (vault: Vault, id: string, launch: Launch): Uint8Array =>
  vault.seal(JSON.stringify(launch), identityOf(id));

/** Throws CoreError vault.unreadable when the key or the row does not fit, or what was sealed is no configuration. */
export function openLaunch(vault: Vault, server: Pick<ServerRecord, "id" | "sealedLaunch">): Launch {
  const parsed = launchSchema.safeParse(JSON.parse(vault.open(server.sealedLaunch, identityOf(server.id))));
  if (!parsed.success) {
    throw new CoreError("vault.unreadable", "The server's stored launch configuration cannot be read. Set it anew.");
  }
  return parsed.data;
}
