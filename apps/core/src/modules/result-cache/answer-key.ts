import { canonicalJson, hashText } from "../canonical-json.ts";
import type { Json } from "../json.ts";
import type { CachePolicy } from "./cache-policy.ts";

/** Everything that an answer may depend on. */
export interface CacheQuestion {
  workspaceId: string;
  principalId: string;
  /** The agent's owner: servers that take values of their users may be started with theirs. */
  ownerId: string | null;
  /** The server's row: another server of the same name is another one. */
  serverRowId: string;
  /** What is asked for, under the server's own name; of a resource its URI. */
  nameAtServer: string;
  /** A tool that changed answers another question. */
  definitionHash: string;
  /** Of the rules in force: an answer never outlives them (A27). */
  policySetVersion: number;
  args: Json;
  policy: CachePolicy;
  /** Whether others may be given the answer: of the workspace, or where `isAnonymous` others without a sign-in. */
  isShared: boolean;
  /** Somebody without a sign-in asks: they share answers with each other at most. */
  isAnonymous: boolean;
}

const MAX_DEPTH = 64;

/** Only own fields: an argument called `constructor` is not what every object has. */
const pick = (args: Json, fields: readonly string[]): Json =>
  Object.fromEntries(fields.flatMap((field) => (Object.hasOwn(args, field) ? [[field, args[field]]] : [])));

/**
 * What two questions must have in common to have one answer, as SHA-256 in hex (A27). Null when the arguments nest too
 * deep to be compared.
 */
export function answerKey(question: CacheQuestion): string | null {
  const { workspaceId, principalId, ownerId, serverRowId, nameAtServer, definitionHash, policySetVersion } = question;
  const { policy, args, isShared, isAnonymous } = question;
  const whose = isShared ? null : [principalId, ownerId];
  const asked = policy.keyFields === null ? args : pick(args, policy.keyFields);
  try {
    return hashText(
      canonicalJson(
        [
          [workspaceId, isAnonymous, whose, serverRowId, definitionHash, policySetVersion],
          [policy.id, policy.updatedAt, policy.kind, nameAtServer],
          asked,
        ],
        MAX_DEPTH,
      ),
    );
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
