/**
 * Port: opens what a client of the legacy wires encrypted with its own access token (JSON text of `data`, `iv`, `salt`,
 * `tag`). Rejects with CoreError input.invalid when it is no such text or does not open with this token.
 */
export type OpenLegacyEnvelope = (text: string, token: string) => Promise<string>;
