import { capabilityKey } from "@peta/policy";
import type { CatalogueReading, ReadCapability } from "./read-catalogue.ts";
import { type Capability, isListed } from "./server.ts";
import { asSaid } from "./wording.ts";

/**
 * `adds`: what this user's instance does not list stays, since it may only be missing for their account, and of what it
 * lists only tools count. `replaces`: the server's own list is taken, since it is the first one or an administrator
 * asked for it.
 */
export type Overlay = "adds" | "replaces";

/**
 * One user's reading, as far as it may speak for a catalogue that all users share. Resources are left out: what an
 * account holds is its owner's, down to the names (A27). A tool that is new or changed goes into quarantine as
 * everywhere. INVARIANT: templates and prompts, which nothing holds back while they are new, come from no user's account
 * into what others see (A37): it may say whatever the account's owner wants.
 */
export function overlayReading(
  known: readonly Capability[],
  { capabilities, problems }: CatalogueReading,
  overlay: Overlay,
): CatalogueReading {
  const counts = ({ kind }: ReadCapability): boolean =>
    kind === "tool" || (kind !== "resource" && overlay === "replaces");
  const read = new Map(capabilities.filter(counts).map((one) => [capabilityKey(one.kind, one.name), one]));
  const laid: ReadCapability[] = [];
  const listed = known
    .filter((one) => isListed(one) && one.kind !== "resource")
    .sort((a, b) => a.position - b.position);
  for (const one of listed) {
    const key = capabilityKey(one.kind, one.name);
    const now = read.get(key);
    read.delete(key);
    if (now) laid.push(now);
    else if (overlay === "adds") laid.push(asSaid(one));
  }
  laid.push(...read.values());
  const next: Partial<Record<Capability["kind"], number>> = {};
  return {
    problems,
    // Each user's server may list in an order of its own: the known one stays.
    capabilities: laid.map((one) => {
      const position = next[one.kind] ?? 0;
      next[one.kind] = position + 1;
      return { ...one, position };
    }),
  };
}
