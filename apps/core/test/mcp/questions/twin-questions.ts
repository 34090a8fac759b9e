import type { ServerOutcome, ServerRequestOptions } from "../../../src/modules/servers/server-link.ts";

export type Json = Record<string, unknown>;

/** A form that a server asks its client to fill in. */
export const FORM = {
  method: "elicitation/create",
  params: { message: "Really?", requestedSchema: { type: "object", properties: { sure: { type: "boolean" } } } },
};

export const never = new AbortController().signal;
/** A tool's answer with this value. */
export const text = (value: unknown): ServerOutcome => ({
  kind: "result",
  result: { content: [{ type: "text", text: JSON.stringify(value) }] },
});
/** What a server does that asks while it works on a request. */
export const put = ({ onQuestion, signal }: ServerRequestOptions, question = FORM): Promise<ServerOutcome> =>
  onQuestion?.(question, signal ?? never) ?? Promise.reject(new Error("nobody to ask"));
