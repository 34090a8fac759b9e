/** What is loaded when it is first asked for. */
export interface LoadedOnce<T> {
  /** The same for everybody. A load that failed rejects for those who waited, and is tried again for the next. */
  get(): Promise<T>;
  /** What was asked for by anybody so far, for whoever closes it; null when nobody has. Never rejects. */
  soFar(): Promise<T | null>;
}

/**
 * Puts off a load until somebody needs it: most installations never use some of Core's larger libraries, and a loaded
 * module is never given back (docs/adr/0028).
 */
export function loadOnce<T>(load: () => Promise<T>): LoadedOnce<T> {
  let loading: Promise<T> | null = null;
  return {
    get() {
      loading ??= load().catch((error: unknown) => {
        loading = null;
        throw error;
      });
      return loading;
    },
    soFar: async () => loading?.catch(() => null) ?? null,
  };
}
