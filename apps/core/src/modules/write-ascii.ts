/** Longer text costs less to write by Node than byte by byte. */
const MAX_SHORT = 40;

/**
 * Writes short text that is ASCII alone: calling Node for a few bytes costs more.
 * @param at where its first byte goes; there has to be room
 * @returns its bytes; null: it is neither, and what stands there now means nothing
 */
export function writeAscii(bytes: Uint8Array, at: number, value: string): number | null {
  const { length } = value;
  if (length > MAX_SHORT) return null;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0x7f) return null;
    bytes[at + i] = code;
  }
  return length;
}
