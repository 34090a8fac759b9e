import type { LiveCatalogue, SeenTools } from "../live-catalogue.ts";
import type { ServerConnection } from "../server-connector.ts";

/** A connection of one client that carries no call of a tool that is another one there than what was decided on (A37). */
export const onlySame = (
  connection: ServerConnection,
  catalogue: Pick<LiveCatalogue, "requireSame">,
  seen: () => SeenTools,
): ServerConnection => ({
  ...connection,
  async request(method, params, options) {
    catalogue.requireSame(method, params, seen());
    return connection.request(method, params, options);
  },
});
