import type { Launch } from "@peta/contract";
import { z } from "zod";
import { CoreError } from "../../../errors.ts";
import type { Vault } from "../../vault.ts";
import { hasHeaders } from "../launch-kinds.ts";
import type { Values } from "./place-values.ts";
import type { StoredValues } from "./values-store.ts";

const sealedSchema = z.object({ target: z.string(), values: z.record(z.string(), z.string()) });

type Row = Pick<StoredValues, "serverRowId" | "principalId">;

/** Authenticated with the sealed text: what is moved to another server or another principal does not open. */
const identityOf = ({ serverRowId, principalId }: Row): string => `server-values:${serverRowId}:${principalId}`;

/** Where values go in the end. A person who entered theirs for one place has not agreed to another. */
const targetOf = (launch: Launch): string => {
  if (launch.transport === "stdio") return `stdio ${launch.command}`;
  if (!hasHeaders(launch)) return launch.transport;
  return `http ${new URL(launch.transport === "rest" ? launch.definition.baseUrl : launch.url).origin}`;
};

export const sealValues = (vault: Vault, row: Row, launch: Launch, values: Values): Uint8Array =>
  vault.seal(JSON.stringify({ target: targetOf(launch), values }), identityOf(row));

/**
 * The values, or null where an administrator has pointed the server to another program or another host since they were
 * entered. Throws CoreError vault.unreadable.
 */
export function openValues(vault: Vault, row: Row & Pick<StoredValues, "sealedValues">, launch: Launch): Values | null {
  const parsed = sealedSchema.safeParse(JSON.parse(vault.open(row.sealedValues, identityOf(row))));
  if (!parsed.success)
    throw new CoreError("vault.unreadable", "The stored values of this server cannot be read. Enter them anew.");
  return parsed.data.target === targetOf(launch) ? parsed.data.values : null;
}
