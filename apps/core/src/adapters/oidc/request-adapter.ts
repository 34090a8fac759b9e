import type { PartialAdapter } from "./partial-adapter.ts";
import type { OidcStorage } from "./storage.ts";

const REDACTED = "";

/**
 * Requests that wait for a person. Their id, which the browser's cookie carries, is stored as a hash: it is taken out
 * of the payload, also where the library repeats it in the address that goes on.
 */
export function createRequestAdapter({ artifacts, hash }: OidcStorage): PartialAdapter {
  return {
    async upsert(id, { jti: _, returnTo, ...payload }, expiresIn = 0) {
      const expiresAt = payload.exp === undefined ? Date.now() + expiresIn * 1000 : payload.exp * 1000;
      await artifacts.saveRequest(
        hash(id),
        { ...payload, returnTo: (returnTo ?? "").replace(id, REDACTED) },
        expiresAt,
      );
    },
    async find(id) {
      const payload = await artifacts.findRequest(hash(id));
      return payload === null ? undefined : { ...payload, jti: id, returnTo: String(payload.returnTo) + id };
    },
    destroy: (id) => artifacts.removeRequest(hash(id)),
  };
}
