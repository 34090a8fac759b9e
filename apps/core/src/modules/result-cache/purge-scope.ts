import type { CapabilityKind } from "@peta/policy";
import { isPartOf } from "../servers/is-part-of.ts";

/** What is forgotten. Carries ids and names, never an answer. */
export type PurgeScope =
  | { scope: "all" }
  | { scope: "server"; serverId: string }
  | { scope: "capability"; serverId: string; kind: CapabilityKind; name: string }
  /** One resource, listed or out of a template. */
  | { scope: "uri"; serverId: string; uri: string }
  | { scope: "principal"; principalId: string }
  | { scope: "key"; key: string }
  | { scope: "expired" };

/** Whose answer it is and what it is about. */
export interface CacheSubject {
  workspaceId: string;
  /** Who asked. Of an answer that the workspace shares: who asked first. */
  principalId: string;
  isShared: boolean;
  serverId: string;
  kind: CapabilityKind;
  name: string;
  /** Of a resource. */
  uri: string | null;
}

const isAbout = (told: string, uri: string | null): boolean => uri !== null && (told === uri || isPartOf(told, uri));

/** Whether a purge is about this answer. `expiresAt` null: it is still on its way. */
export function isPurged(
  purge: PurgeScope,
  key: string,
  subject: CacheSubject,
  expiresAt: number | null,
  now: number,
): boolean {
  switch (purge.scope) {
    case "all":
      return true;
    case "server":
      return subject.serverId === purge.serverId;
    case "capability":
      return subject.serverId === purge.serverId && subject.kind === purge.kind && subject.name === purge.name;
    case "uri":
      return subject.serverId === purge.serverId && isAbout(purge.uri, subject.uri);
    case "principal":
      // What they asked first and others share is about them too.
      return subject.principalId === purge.principalId;
    case "key":
      return key === purge.key;
    case "expired":
      return expiresAt !== null && expiresAt <= now;
  }
}
