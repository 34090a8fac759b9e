import type { AuditEntry } from "./audit-entry.ts";
import { detailIdentity, type PlainRecord } from "./audit-record.ts";
import { detailText } from "./seal-detail.ts";

/** Indexed columns must stay well below a B-tree page; none of these is longer when it is genuine. */
const NAME_LENGTH = 256;
const SENTENCE_LENGTH = 2048;
/** Longer text is left to the expressions below. */
const MAX_PLAIN = 64;
const MAX_INT32 = 0x7fffffff;

// Control characters break log lines and terminals, bidirectional ones make text look like other text, and PostgreSQL
// refuses NUL.
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;
const EVERY_UNSAFE = new RegExp(UNSAFE.source, "gu");

/** Printable ASCII, as nearly all short text is: nothing to cut and nothing unsafe. */
function isPlain(text: string): boolean {
  if (text.length > MAX_PLAIN) return false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

function clean(text: string | null | undefined, maxLength = NAME_LENGTH): string | null {
  if (text === null || text === undefined) return null;
  if (isPlain(text)) return text;
  const cut = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  const safe = UNSAFE.test(cut) ? cut.replace(EVERY_UNSAFE, "\ufffd") : cut;
  return safe.isWellFormed() ? safe : safe.toWellFormed();
}

const microseconds = (value: number | null | undefined): number | null =>
  value === null || value === undefined || !Number.isFinite(value)
    ? null
    : Math.min(Math.max(Math.round(value), 0), MAX_INT32);

export interface NormalizeDeps {
  newId: (prefix: string) => string;
  seal: (plaintext: string, identity: string) => Uint8Array;
  maxDetailBytes: number;
}

/** Makes an entry fit to be stored, whatever a client put into it: bounded, free of control characters, sealed. */
export function normalizeEntry(deps: NormalizeDeps, entry: AuditEntry, occurredAt: number): PlainRecord {
  const id = deps.newId("aud");
  const text = detailText(entry.detail, deps.maxDetailBytes);
  return {
    workspaceId: entry.workspaceId,
    id,
    occurredAt: Math.trunc(occurredAt),
    action: clean(entry.action) ?? "",
    outcome: entry.outcome,
    principalId: clean(entry.principalId),
    principalHandle: clean(entry.principalHandle),
    channel: entry.channel,
    clientName: clean(entry.clientName),
    clientVersion: clean(entry.clientVersion),
    ipAddress: clean(entry.ipAddress),
    sessionId: clean(entry.sessionId),
    requestId: clean(entry.requestId),
    serverId: clean(entry.serverId),
    capabilityKind: clean(entry.capabilityKind),
    capabilityName: clean(entry.capabilityName, 512),
    decision: clean(entry.decision),
    determinedBy: entry.determinedBy?.length ? clean(entry.determinedBy.join(","), SENTENCE_LENGTH) : null,
    reason: clean(entry.reason, SENTENCE_LENGTH),
    errorCode: clean(entry.errorCode),
    durationMicros: microseconds(entry.durationMicros),
    sealedDetail: text === null ? null : deps.seal(text, detailIdentity({ workspaceId: entry.workspaceId, id })),
  };
}
