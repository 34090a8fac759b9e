import type { ServerOutcome } from "../../../modules/servers/server-link.ts";
import type { SkillSummary } from "../../../modules/skills/skill.ts";

/** One version of a package, as far as a server serves it. */
export interface ServedSkills {
  packageId: string;
  version: number;
  skills: readonly SkillSummary[];
  /** Null when there is no such file. */
  readFile: (skill: string, path: string) => Promise<Uint8Array | null>;
}

export const refusal = (code: number, message: string): ServerOutcome => ({ kind: "error", error: { code, message } });

/** A file's address: every part of its path encoded, so that it is one URI and no other. */
export const uriOf = (skill: string, path: string): string =>
  `skill://${skill}/${path.split("/").map(encodeURIComponent).join("/")}`;

const TYPES: Readonly<Record<string, string>> = {
  md: "text/markdown",
  txt: "text/plain",
  csv: "text/csv",
  html: "text/html",
  css: "text/css",
  js: "text/javascript",
  mjs: "text/javascript",
  ts: "text/x-typescript",
  py: "text/x-python",
  sh: "text/x-shellscript",
  json: "application/json",
  yaml: "application/yaml",
  yml: "application/yaml",
  xml: "application/xml",
  pdf: "application/pdf",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml",
};

const typeOf = (path: string): string | undefined => TYPES[/\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ""];

/** By its name alone, as it stands in a list. */
export const listedType = (path: string): string => typeOf(path) ?? "application/octet-stream";

type Contents = { uri: string; mimeType: string } & ({ text: string } | { blob: string });

/** A file as the contents of a resource: text where it is text, else base64. */
export function toContents(skill: string, path: string, content: Uint8Array): Contents {
  const uri = uriOf(skill, path);
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
    return { uri, mimeType: typeOf(path) ?? "text/plain", text };
  } catch {
    return { uri, mimeType: listedType(path), blob: Buffer.from(content).toString("base64") };
  }
}
