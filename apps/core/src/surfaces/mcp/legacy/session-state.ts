import { type GatewayClient, isLogLevel, parseNamesMode } from "../../../modules/gateway/index.ts";
import { isObject, type Json } from "../../../modules/json.ts";
import type { SessionState } from "../../../modules/sessions/index.ts";
import { readClientInfo } from "../client-info.ts";

/** What a session knows of its client that no later request says again. */
export interface SaidState {
  client: Pick<GatewayClient, "info" | "names" | "logLevel">;
  /** As declared in `initialize`. */
  capabilities: Json;
  /** URIs of the resources of whose updates it wants to hear. */
  subscribed: Set<string>;
}

export const writeState = ({
  client: { info, names, logLevel },
  capabilities,
  subscribed,
}: SaidState): SessionState => ({
  info,
  names,
  capabilities,
  ...(subscribed.size > 0 && { subscribed: [...subscribed] }),
  ...(logLevel && { logLevel }),
});

export function readState({ info, names, capabilities, logLevel, subscribed }: SessionState): SaidState {
  return {
    client: {
      info: readClientInfo(info),
      names: parseNamesMode(typeof names === "string" ? names : null) ?? "wire",
      ...(isLogLevel(logLevel) && { logLevel }),
    },
    capabilities: isObject(capabilities) ? capabilities : {},
    subscribed: new Set(Array.isArray(subscribed) ? subscribed.filter((uri) => typeof uri === "string") : []),
  };
}
