import type { SignInStore, StoredSignIn } from "../sign-in/sign-in-store.ts";

/** The tests' twin of the store of sign-ins: the same contract, in memory. */
export function createMemorySignInStore(): SignInStore & {
  rows: Map<string, StoredSignIn>;
  /** What the next writings are refused with. */
  failure: Error | null;
} {
  const store = {
    rows: new Map<string, StoredSignIn>(),
    failure: null as Error | null,
    async find(workspaceId: string, serverRowId: string) {
      const row = store.rows.get(serverRowId);
      return row?.workspaceId === workspaceId ? row : null;
    },
    async put(signIn: StoredSignIn) {
      if (store.failure) throw store.failure;
      store.rows.set(signIn.serverRowId, signIn);
    },
    async renew(signIn: StoredSignIn) {
      if (store.failure) throw store.failure;
      const row = await store.find(signIn.workspaceId, signIn.serverRowId);
      if (row?.signedInAt !== signIn.signedInAt) return false;
      store.rows.set(signIn.serverRowId, signIn);
      return true;
    },
    async remove(workspaceId: string, serverRowId: string) {
      return store.rows.get(serverRowId)?.workspaceId === workspaceId && store.rows.delete(serverRowId);
    },
  };
  return store;
}
