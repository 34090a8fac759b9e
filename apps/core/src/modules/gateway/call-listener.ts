import type { Json } from "../json.ts";
import type { ServerNotification } from "../servers/server-link.ts";
import type { GatewayClient } from "./gateway.ts";
import { hearsMessages, messageFor } from "./log-levels.ts";

/** What the client hears of a call under way; null when it wants to hear nothing. */
export const createListener = (
  client: GatewayClient,
  progressToken: string | number | undefined,
  onProgress: ((params: Json) => void) | undefined,
  onMessage: ((params: Json) => void) | undefined,
): ((notification: ServerNotification) => void) | null => {
  const hearsProgress = progressToken !== undefined && onProgress !== undefined;
  const hearsLog = onMessage !== undefined && hearsMessages(client);
  if (!hearsProgress && !hearsLog) return null;
  return (notification) => {
    if (notification.method === "notifications/progress") {
      if (hearsProgress) onProgress({ ...notification.params, progressToken });
      return;
    }
    const message = hearsLog ? messageFor(client, notification) : null;
    if (message) onMessage?.(message);
  };
};
