import type { IncomingHttpHeaders } from "node:http";
import { CoreError } from "../../errors.ts";

/** Strangers set up and sign in: nothing that they send is long. */
const MAX_BODY_BYTES = 65_536;

/** Refuses, before it is read, a long body of a request without a good credential. Throws request.too_large. */
export function limitStranger(headers: IncomingHttpHeaders): void {
  const { "content-length": length, "transfer-encoding": encoding } = headers;
  if (encoding === undefined && Number(length ?? 0) <= MAX_BODY_BYTES) return;
  throw new CoreError(
    "request.too_large",
    `Without a credential a body has ${MAX_BODY_BYTES} bytes at most and says its length.`,
  );
}
