import type { Dress } from "../answer.ts";
import type { Offer } from "../../../modules/gateway/index.ts";
import { MODERN_VERSIONS } from "../methods.ts";

export const SERVER_INFO_KEY = "io.modelcontextprotocol/serverInfo";

export interface ModernDress extends Dress {
  discoverResult(offer: Offer): string;
}

/**
 * Answers for 2026-07-28: result type, cache fields and who answers. What a list shows depends on the principal and
 * may change at any moment, so it is private and stale at once (A27).
 */
export function createModernDress(serverInfo: { name: string; version: string }): ModernDress {
  const meta = { [SERVER_INFO_KEY]: serverInfo };
  const tail = `"resultType":"complete","ttlMs":0,"cacheScope":"private","_meta":${JSON.stringify(meta)}`;
  return {
    discoverResult({ capabilities, instructions }) {
      const told = instructions === null ? "" : `"instructions":${JSON.stringify(instructions)},`;
      return `{"supportedVersions":${JSON.stringify(MODERN_VERSIONS)},"capabilities":${JSON.stringify(capabilities)},${told}${tail}}`;
    },
    listResult: (field, itemsJson, nextCursor) =>
      nextCursor === null
        ? `{"${field}":${itemsJson},${tail}}`
        : `{"${field}":${itemsJson},"nextCursor":"${nextCursor}",${tail}}`,
    extensionResult: (result) => JSON.stringify({ resultType: "complete", ...result }),
    inputRequired: ({ inputRequests, requestState }) =>
      JSON.stringify({ resultType: "input_required", inputRequests, requestState, _meta: meta }),
    taskResult: (body, isNew) =>
      JSON.stringify({
        ...body,
        resultType: isNew ? "task" : "complete",
        _meta: { ...(body._meta as Record<string, unknown> | undefined), ...meta },
      }),
    callResult(method, result) {
      result.resultType = "complete";
      if (method === "resources/read") {
        const { ttlMs } = result;
        if (!Number.isSafeInteger(ttlMs) || (ttlMs as number) < 0) result.ttlMs = 0;
        result.cacheScope = "private";
      }
      const own = result._meta;
      result._meta = own === undefined ? meta : { ...(own as Record<string, unknown>), ...meta };
      return JSON.stringify(result);
    },
  };
}
