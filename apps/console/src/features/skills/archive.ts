/** Bytes as base64, in pieces: one call with all of them would be too many arguments. */
export function toBase64(bytes: Uint8Array): string {
  const pieceLength = 0x8000;
  let text = "";
  for (let at = 0; at < bytes.length; at += pieceLength)
    text += String.fromCharCode(...bytes.subarray(at, at + pieceLength));
  return btoa(text);
}

/** A package id to start from: "Team Skills (2).zip" becomes `team-skills-2`. */
export const packageIdOf = (fileName: string): string =>
  fileName
    .replace(/\.[^.]*$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 64)
    .replace(/-+$/, "");
