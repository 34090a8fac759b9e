import { expect, test } from "vitest";
import type { SingleLiveServer } from "./live-server-port.ts";
import { createMovingWatches } from "./moving-watches.ts";
import type { ResourceWatch } from "./server-link.ts";

const SCOPE = { key: "session ann", principalId: "prn_ann", clientKey: "token", sessionId: "ann" };

/** A connection that only knows what is watched on it; `close` ends it as a live server does. */
function createLine() {
  const watched = new Set<ResourceWatch>();
  let isClosed = false;
  const takeWatch = (watch: ResourceWatch): (() => void) => {
    if (isClosed) {
      watch.onEnded();
      return () => {};
    }
    watched.add(watch);
    return () => void watched.delete(watch);
  };
  const line = { takeWatch, watch: async (watch: ResourceWatch) => takeWatch(watch) } as unknown as SingleLiveServer;
  const close = (): void => {
    isClosed = true;
    for (const watch of watched) if (watched.delete(watch)) watch.onEnded();
  };
  return { line, watched, close };
}

function createWatching() {
  const told: string[] = [];
  const [base, own] = [createLine(), createLine()];
  const watches = createMovingWatches(base.line);
  const wanted = {
    uri: "notes://1",
    scope: SCOPE,
    onUpdated: () => void told.push("updated"),
    onEnded: () => void told.push("ended"),
  } as unknown as ResourceWatch;
  return { told, base, own, watches, wanted };
}

test("a move to a connection that has ended leaves one watch on the shared one, which its stop ends", async () => {
  const { told, base, own, watches, wanted } = createWatching();
  const stop = await watches.watch(wanted, () => null);
  own.close();
  watches.follow(SCOPE.key, own.line);
  expect(base.watched.size).toBe(1);
  for (const { onUpdated } of base.watched) onUpdated({ uri: wanted.uri });
  expect(told).toEqual(["updated"]);
  stop();
  expect(base.watched.size).toBe(0);
});
