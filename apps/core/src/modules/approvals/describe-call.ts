import { isObject } from "../json.ts";
import type { CallToApprove } from "./approval.ts";

// oxlint-disable-next-line no-control-regex -- taking control characters out is what it is for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu;
/** What nobody sees: a name that looks like another one, or words for a model alone. */
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/gu;

/** Text that a server or a client chose, on one line and not longer than a heading (A36, A38). */
export const plain = (text: string, maxLength = 200): string =>
  text.slice(0, maxLength).replace(UNSAFE, " ").replace(INVISIBLE, "").toWellFormed();

const VERBS = { tool: "call the tool", resource: "read the resource", template: "read from", prompt: "use the prompt" };

/** What a server says of its tool. It is a claim, and the sentence says whose. */
function claimOf(definition: Record<string, unknown>): string {
  const { annotations } = definition;
  if (!isObject(annotations)) return "";
  if (annotations.readOnlyHint === true) return " The server says that it only reads.";
  if (annotations.destructiveHint === true) return " The server marks it as destructive.";
  return annotations.destructiveHint === false ? " The server says that it destroys nothing." : "";
}

/** The effect in one sentence. INVARIANT: no argument's value is in it; lists and notifications carry it. */
export function describeCall({ caller, capability, server }: CallToApprove): string {
  const who = caller.principal.kind === "agent" ? "The agent" : "";
  const what = `${VERBS[capability.kind]} "${plain(capability.name)}" of the server "${server.serverId}"`;
  return `${who} "${caller.principal.handle}" asks to ${what}.${claimOf(capability.definition)}`.trim();
}

/** The title that a server gave, if any. */
export function titleOf({ definition }: CallToApprove["capability"]): string | null {
  const { title, annotations } = definition;
  const given = typeof title === "string" ? title : isObject(annotations) ? annotations.title : undefined;
  return typeof given === "string" && given.trim() !== "" ? plain(given.trim()) : null;
}
