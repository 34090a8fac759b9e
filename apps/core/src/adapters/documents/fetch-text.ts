import { CoreError } from "../../errors.ts";
import { withinBounds } from "../../modules/servers/within-bounds.ts";
import type { Clock } from "../clock.ts";
import { type ApiAnswer, createApiClient } from "../mcp-client/rest/api-client.ts";
import { sendFollowing } from "../mcp-client/rest/redirect.ts";

const MAX_BYTES = 8_000_000;
const TIMEOUT_MS = 15_000;

/**
 * The text at an address, by the guard of every connection (A17, A40): no credential goes along, and redirects are
 * followed inside the origin alone. Throws CoreError server.launch_refused, server.unreachable, server.protocol_error,
 * server.timeout.
 */
export async function fetchText(address: string, deps: { clock: Clock; userAgent: string }): Promise<string> {
  const url = new URL(address);
  if (url.username !== "" || url.password !== "")
    throw new CoreError("server.launch_refused", "The address carries a user name or a password, and Core sends none.");
  const client = createApiClient({ url, maxSockets: 1, userAgent: deps.userAgent });
  const time = withinBounds(
    deps.clock,
    { timeoutMs: TIMEOUT_MS },
    `The address did not answer within ${TIMEOUT_MS / 1000} s. Check it, or give the document as text.`,
  );
  try {
    const headers = { accept: "application/json, application/yaml, */*" };
    const bounds = { maxBytes: MAX_BYTES, signal: time.signal };
    return textOf(
      await sendFollowing({ method: "GET", url, headers, body: null }, (request) => client.send(request, bounds)),
    );
  } finally {
    time.end();
    await client.close();
  }
}

function textOf({ status, body }: ApiAnswer): string {
  if (status >= 300 && status < 400)
    throw new CoreError(
      "server.unreachable",
      `The address redirects to another host (HTTP ${status}), and Core does not follow. Give that address.`,
    );
  if (status !== 200)
    throw new CoreError(
      "server.unreachable",
      `The address answers HTTP ${status}. Check it, or give the document as text.`,
    );
  if (body === null)
    throw new CoreError("server.protocol_error", `The document is larger than the ${MAX_BYTES} bytes that Core reads.`);
  return body.toString();
}
