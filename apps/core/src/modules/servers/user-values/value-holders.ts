import type { ServerRequestOptions } from "../server-link.ts";
import type { ServerRecord } from "../server.ts";
import type { ServerValuesStore, ValuesHolder } from "./values-store.ts";

export type Holders = ReadonlyMap<string, ValuesHolder>;

/** Who has values for one server: read once, and again after something changed. */
export function createValueHolders(values: Pick<ServerValuesStore, "listHolders">, record: () => ServerRecord) {
  let known: Holders | null = null;
  let loading: Promise<Holders> | null = null;
  /** Grows with every change, so that a reading that began before it is not kept. */
  let generation = 0;

  async function read(): Promise<Holders> {
    for (;;) {
      const before = generation;
      const { workspaceId, id } = record();
      const holders = new Map(
        (await values.listHolders(workspaceId, id)).map((holder) => [holder.principalId, holder] as const),
      );
      if (before === generation) return (known = holders);
    }
  }

  return {
    /** What is known without waiting; null before it was read. */
    known: (): Holders | null => known,
    /** Throws CoreError database.unavailable. */
    load(): Promise<Holders> {
      if (known) return Promise.resolve(known);
      loading ??= read().finally(() => (loading = null));
      return loading;
    },
    invalidate(): void {
      generation++;
      known = null;
    },
  };
}

/** Whose values a call runs with: the principal's own, else the owner's where they share them. Else nobody's. */
export function chooseHolder(
  holders: Holders,
  onBehalfOf: NonNullable<ServerRequestOptions["onBehalfOf"]>,
  now: number,
): ValuesHolder | null {
  const isGood = (holder: ValuesHolder | undefined): holder is ValuesHolder =>
    holder !== undefined && (holder.expiresAt === null || holder.expiresAt > now);
  const own = holders.get(onBehalfOf.principalId);
  if (isGood(own)) return own;
  const owners = onBehalfOf.ownerId === null ? undefined : holders.get(onBehalfOf.ownerId);
  return isGood(owners) && owners.shareWithAgents ? owners : null;
}
