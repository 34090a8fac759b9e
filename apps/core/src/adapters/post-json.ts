import { CoreError } from "../errors.ts";
import type { PostJson } from "../modules/legacy/push-log.ts";
import { loadOnce } from "../modules/load-once.ts";
import { createAddressGuard } from "./mcp-client/http/guard-address.ts";

const TIMEOUT_MS = 30_000;

/**
 * Posts JSON to an address that an owner chose: no redirect is followed, and link-local and metadata addresses are not
 * dialled (A40). Rejects with CoreError server.unreachable for every answer but 2xx; the message names no address.
 */
export function createPostJson(): { post: PostJson; close: () => Promise<void> } {
  const guard = createAddressGuard(undefined, {
    errorFor: () => new CoreError("server.unreachable", "Core does not connect to this address."),
  });
  const http = loadOnce(async () => {
    const { Agent, request } = await import("undici");
    return {
      agent: new Agent({ connect: { lookup: guard.lookup }, connections: 1, keepAliveTimeout: 1_000 }),
      request,
    };
  });
  return {
    async post(url, body) {
      guard.checkHost(new URL(url).hostname);
      const { agent, request } = await http.get();
      const { statusCode, body: answer } = await request(url, {
        method: "POST",
        headers: { "content-type": "application/json", "user-agent": "peta" },
        body: JSON.stringify(body),
        dispatcher: agent,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.dump({ limit: 65_536 });
      if (statusCode < 200 || statusCode > 299)
        throw new CoreError("server.unreachable", `The address answered ${statusCode}.`);
    },
    close: async () => (await http.soFar())?.agent.close(),
  };
}
