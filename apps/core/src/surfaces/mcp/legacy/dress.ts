import type { Dress } from "../answer.ts";

/** Answers for clients up to 2025-11-25: without what came later. */
export const legacyDress: Dress = {
  listResult: (field, itemsJson, nextCursor) =>
    nextCursor === null ? `{"${field}":${itemsJson}}` : `{"${field}":${itemsJson},"nextCursor":"${nextCursor}"}`,
  extensionResult({ resultType, ...result }) {
    return JSON.stringify(resultType === undefined || resultType === "complete" ? result : { ...result, resultType });
  },
  inputRequired() {
    throw new Error("a legacy client is asked by requests of its own");
  },
  taskResult: (body) => JSON.stringify(body),
  callResult(_method, result) {
    // Not deleted: that would turn the object into a slow one, and JSON leaves out what is undefined.
    if (result.resultType !== undefined) result.resultType = undefined;
    if (result.ttlMs !== undefined) result.ttlMs = undefined;
    if (result.cacheScope !== undefined) result.cacheScope = undefined;
    const { structuredContent } = result;
    // Only objects were allowed before 2026-07-28.
    if (
      structuredContent !== undefined &&
      (typeof structuredContent !== "object" || structuredContent === null || Array.isArray(structuredContent))
    ) {
      result.structuredContent = { value: structuredContent };
    }
    return JSON.stringify(result);
  },
};
