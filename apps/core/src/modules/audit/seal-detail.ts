import { createHash } from "node:crypto";

/** Text of a large detail that is kept, in UTF-16 units. */
const PREVIEW_LENGTH = 2048;

/**
 * The detail as JSON text of a bounded size. A larger one is replaced by its beginning, its size and its SHA-256, so
 * that the exact arguments can still be recognised.
 * @param maxBytes UTF-8 bytes above which it is cut
 * @returns null when there is no detail
 */
export function detailText(detail: unknown, maxBytes: number): string | null {
  if (detail === undefined || detail === null) return null;
  let text: string | undefined;
  try {
    text = JSON.stringify(detail);
  } catch {
    text = undefined;
  }
  if (text === undefined) return JSON.stringify({ unserializable: true, type: typeof detail });
  // Only a text that might be too long is measured.
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text);
  return JSON.stringify({
    truncated: true,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    preview: text.slice(0, PREVIEW_LENGTH).toWellFormed(),
  });
}
