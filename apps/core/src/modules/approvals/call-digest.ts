import type { CapabilityKind } from "@peta/policy";
import { CoreError } from "../../errors.ts";
import { canonicalJson, hashText } from "../canonical-json.ts";

/** Everything that makes two calls the same call. Whatever changes here voids an approval (A37, A52). */
export interface ExactCall {
  principalId: string;
  clientKey: string;
  serverRowId: string;
  kind: CapabilityKind;
  name: string;
  args: Readonly<Record<string, unknown>>;
  definitionHash: string;
  policyVersion: number;
}

/** Names the tuple below: another order or another field is another version. */
const VERSION = "peta-approval-1";
const MAX_DEPTH = 128;

/** Arguments as text in which the order of keys does not matter. Throws input.invalid when they nest too deep. */
export function canonicalArguments(args: Readonly<Record<string, unknown>>): string {
  try {
    return canonicalJson(args, MAX_DEPTH);
  } catch (cause) {
    throw new CoreError("input.invalid", `The arguments are nested more than ${MAX_DEPTH} levels deep.`, { cause });
  }
}

/** SHA-256, hex, over the call as one JSON array, so that no two calls share a text. Throws input.invalid. */
export function callDigest(call: ExactCall): string {
  const { principalId, clientKey, serverRowId, kind, name, args, definitionHash, policyVersion } = call;
  return hashText(
    JSON.stringify([
      VERSION,
      principalId,
      clientKey,
      serverRowId,
      kind,
      name,
      canonicalArguments(args),
      definitionHash,
      policyVersion,
    ]),
  );
}
