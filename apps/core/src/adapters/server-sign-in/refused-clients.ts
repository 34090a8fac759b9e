import { createBounded } from "../../modules/bounded.ts";
import type { RefusedClients } from "./choose-client.ts";

const MOST = 1_000;

/** In memory: after a restart, the authorization server says it once more. */
export function createRefusedClients(): RefusedClients {
  const refused = createBounded<number>(MOST);
  const keyOf = (issuer: string, clientId: string): string => JSON.stringify([issuer, clientId]);
  return {
    has: (issuer, clientId) => refused.has(keyOf(issuer, clientId)),
    add: (issuer, clientId) => void refused.set(keyOf(issuer, clientId), 1),
  };
}
