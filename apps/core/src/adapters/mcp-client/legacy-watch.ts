/**
 * The resources that a legacy server is asked to tell updates of, one request for each. The requests follow one another,
 * so that the last word about a resource is the last one that the server hears.
 */
export function createLegacyWatch(ask: (method: string, uri: string) => Promise<unknown>) {
  let watched: ReadonlySet<string> = new Set();
  let last: Promise<void> = Promise.resolve();

  const then = (method: string, uris: readonly string[]): void => {
    // A server that refuses stays silent about this one.
    for (const uri of uris)
      last = last
        .then(() => ask(method, uri))
        .then(
          () => {},
          () => {},
        );
  };

  return {
    /** Resolves when the server has answered. Never rejects. */
    watch(uris: readonly string[]): Promise<void> {
      const wanted = new Set(uris);
      const before = watched;
      watched = wanted;
      then(
        "resources/unsubscribe",
        [...before].filter((uri) => !wanted.has(uri)),
      );
      then(
        "resources/subscribe",
        uris.filter((uri) => !before.has(uri)),
      );
      return last;
    },
    /** Says it all again, to a session that knows nothing of it. */
    repeat: (): void => then("resources/subscribe", [...watched]),
    get isEmpty(): boolean {
      return watched.size === 0;
    },
  };
}
