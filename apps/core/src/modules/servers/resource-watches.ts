import { CoreError } from "../../errors.ts";
import { isObject } from "../json.ts";
import type { ResourceWatch } from "./server-link.ts";

/** Whether a server tells of updates of single resources. */
export const offersSubscriptions = ({ resources }: Record<string, unknown>): boolean =>
  isObject(resources) && resources.subscribe === true;

export const subscriptionsUnsupported = (serverId: string): CoreError =>
  new CoreError("request.unsupported", `The server "${serverId}" does not tell of updates of single resources.`);

/** A part of a resource lies below it: the rest of its URI begins where a segment, a query or a fragment does. */
const isPartOf = (uri: string, whole: string): boolean =>
  uri.startsWith(whole) && (whole.endsWith("/") || "/?#".includes(uri[whole.length] ?? ""));

/** Who hears of updates of which resource of one server: many watch the same one, and the server is asked once. */
export function createResourceWatches() {
  const byUri = new Map<string, Set<ResourceWatch>>();

  return {
    /** Returns what takes it back. */
    add(watch: ResourceWatch): () => void {
      let watches = byUri.get(watch.uri);
      if (!watches) byUri.set(watch.uri, (watches = new Set()));
      watches.add(watch);
      return () => {
        watches.delete(watch);
        if (watches.size === 0 && byUri.get(watch.uri) === watches) byUri.delete(watch.uri);
      };
    },
    uris: (): string[] => [...byUri.keys()],
    get isEmpty(): boolean {
      return byUri.size === 0;
    },
    /** Passes on the params of `notifications/resources/updated`, which may speak of a part of what is watched. */
    hear(params: Record<string, unknown>): void {
      const { uri } = params;
      if (typeof uri !== "string") return;
      for (const [watched, watches] of byUri)
        if (watched === uri || isPartOf(uri, watched)) for (const watch of watches) watch.onUpdated(params);
    },
    /** Nobody is told any more: the connection is gone for good. */
    end(): void {
      const ended = [...byUri.values()].flatMap((watches) => [...watches]);
      byUri.clear();
      for (const watch of ended) watch.onEnded();
    },
  };
}
