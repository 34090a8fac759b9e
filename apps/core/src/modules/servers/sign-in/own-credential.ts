import type { HttpLaunch } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import type { Challenge } from "./server-authorization.ts";

/**
 * A server with a key of the administrator's, in a header or in the query, that refuses it without a word of OAuth (RFC
 * 9728, section 5.1) wants another key: no sign-in would help. Null: it may want one.
 */
export function ownCredentialRefused(
  { headers, query = {}, oauth }: HttpLaunch,
  { status, scope, resourceMetadataUrl }: Challenge,
): CoreError | null {
  const hasKey = Object.keys(headers).length > 0 || Object.keys(query).length > 0;
  if (!hasKey || oauth || status !== 401 || scope !== null || resourceMetadataUrl !== null) return null;
  return new CoreError(
    "server.unreachable",
    `The server refuses Core's credentials (HTTP ${status}). Set or renew the header that it wants.`,
    { detail: `HTTP ${status}` },
  );
}
