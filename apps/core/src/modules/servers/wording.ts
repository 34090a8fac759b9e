import type { CapabilityKind } from "@peta/policy";
import { canonicalJson, hashText, isSameJson } from "../canonical-json.ts";
import type { ReadCapability } from "./read-catalogue.ts";
import type { Capability } from "./server.ts";

/** Members of a definition that are words, by name, as far as the server gives them. */
export type Wording = Readonly<Record<string, unknown>>;

type Shown = Pick<Capability, "definition" | "definitionHash" | "waitingWording">;

/**
 * What of a definition models and people read. None of a tool: that one is switched off when it changes, since what it
 * does may be other too. What is not named here (sizes, dates, icons) follows the server.
 */
const WORDS: Record<CapabilityKind, readonly string[]> = {
  tool: [],
  prompt: ["title", "description", "arguments"],
  resource: ["name", "title", "description", "mimeType"],
  template: ["name", "title", "description", "mimeType"],
};

/** Definitions were bounded when they were read. */
const toText = (value: unknown): string => canonicalJson(value, Number.POSITIVE_INFINITY);

const wordingOf = (kind: CapabilityKind, definition: Record<string, unknown>): Wording =>
  Object.fromEntries(WORDS[kind].flatMap((word) => (definition[word] === undefined ? [] : [[word, definition[word]]])));

function reword(kind: CapabilityKind, definition: Record<string, unknown>, wording: Wording): Shown["definition"] {
  const others = Object.entries(definition).filter(([member]) => !WORDS[kind].includes(member));
  return { ...Object.fromEntries(others), ...wording };
}

/**
 * What clients are shown of what was read. INVARIANT: the words of a known prompt, resource or template are those of the
 * first reading or what an administrator has accepted since (A37); other words wait. Everything else is as it was read.
 * @param before what is known of it; null: nothing, or nothing that counts
 */
export function showAccepted(before: Capability | null, { kind, definition, definitionHash }: ReadCapability): Shown {
  const asRead = { definition, definitionHash, waitingWording: null };
  if (!before || before.definitionHash === definitionHash) return asRead;
  const accepted = wordingOf(kind, before.definition);
  const now = wordingOf(kind, definition);
  if (isSameJson(accepted, now)) return asRead;
  const shown = reword(kind, definition, accepted);
  return { definition: shown, definitionHash: hashText(toText(shown)), waitingWording: now };
}

/** As the server says it now, whether or not it waits. */
export function asSaid({
  kind,
  name,
  definition,
  definitionHash,
  position,
  waitingWording,
}: Capability): ReadCapability {
  if (!waitingWording) return { kind, name, definition, definitionHash, position };
  const said = reword(kind, definition, waitingWording);
  return { kind, name, definition: said, definitionHash: hashText(toText(said)), position };
}

/** Its words as clients are shown them, and as they wait; `hash` names exactly these of this capability. Null: none wait. */
export function waitingWords(capability: Capability): { accepted: Wording; now: Wording; hash: string } | null {
  const { kind, name, definition, waitingWording: now } = capability;
  return now ? { accepted: wordingOf(kind, definition), now, hash: hashText(toText([kind, name, now])) } : null;
}

/** Clients are shown what waited. */
export const acceptWords = (capability: Capability): Capability => ({
  ...capability,
  ...asSaid(capability),
  waitingWording: null,
});

/** What an administrator reads about words that wait for them. */
export function describeWaitingWords(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  return `Prompts or resources are described in other words than those that were accepted, which clients are still shown: ${shown}${more}. Review them and accept them.`;
}
