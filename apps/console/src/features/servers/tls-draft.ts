/** Certificates as pasted; empty texts are none. */
export interface TlsDraft {
  certificate: string;
  privateKey: string;
  passphrase: string;
  ca: string;
}

export const emptyTlsDraft: TlsDraft = { certificate: "", privateKey: "", passphrase: "", ca: "" };

/** What Core is sent: only what was pasted. Undefined: nothing was. */
export function toTls(draft: TlsDraft): Record<string, string> | undefined {
  const given = Object.entries(draft).filter(([, text]) => text.trim() !== "");
  // A passphrase is taken as it is typed.
  return given.length > 0
    ? Object.fromEntries(given.map(([key, text]) => [key, key === "passphrase" ? text : text.trim()]))
    : undefined;
}
