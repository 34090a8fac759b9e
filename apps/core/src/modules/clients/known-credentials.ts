import type { ClientView } from "@peta/contract";
import type { Principal } from "../principals/principal.ts";

export interface KnownCredential {
  clientKey: string;
  source: ClientView["source"];
  /** The OAuth client's registered name, the token's name, or the browser. */
  name: string;
}

/**
 * Port: the credentials that are good for this principal now. A client whose credential is gone is not listed.
 * Throws CoreError database.unavailable.
 */
export type ListCredentials = (principal: Principal) => Promise<KnownCredential[]>;
