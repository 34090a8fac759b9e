import { z } from "zod";
import { CoreError } from "../../../errors.ts";
import type { Log } from "../../log.ts";
import type { Vault } from "../../vault.ts";
import type { SignInCredentials } from "./sign-in-flow.ts";
import type { SignInStore, StoredSignIn } from "./sign-in-store.ts";

/** Which server it is: by its row, so that another one of the same id is not signed in to. */
export interface SignInPlace {
  workspaceId: string;
  serverId: string;
  serverRowId: string;
}

/** A sign-in as it is used. */
export interface HeldSignIn {
  credentials: SignInCredentials;
  signedInBy: string | null;
  /** Milliseconds since 1970. */
  signedInAt: number;
}

const credentialsSchema: z.ZodType<SignInCredentials> = z.object({
  serverUrl: z.string(),
  issuer: z.string(),
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  scope: z.string().nullable(),
  expiresAt: z.number().nullable(),
  registration: z.record(z.string(), z.unknown()),
});

const identityOf = ({ workspaceId, serverRowId }: SignInPlace): string =>
  `server-sign-in:${workspaceId}:${serverRowId}`;

/** Sign-ins in the store, sealed with the identity of their workspace and server. */
export function createKeptSignIns({ store, vault, log }: { store: SignInStore; vault: Vault; log: Log }) {
  const sealed = (
    { credentials, ...rest }: HeldSignIn,
    { workspaceId, serverRowId, serverId }: SignInPlace,
  ): StoredSignIn => ({
    workspaceId,
    serverRowId,
    sealedCredentials: vault.seal(JSON.stringify(credentials), identityOf({ workspaceId, serverRowId, serverId })),
    ...rest,
  });
  return {
    /** Null: there is none, or none that opens. Throws database.unavailable. */
    async read(place: SignInPlace): Promise<HeldSignIn | null> {
      const stored = await store.find(place.workspaceId, place.serverRowId);
      if (!stored) return null;
      try {
        const credentials = credentialsSchema.parse(
          JSON.parse(vault.open(stored.sealedCredentials, identityOf(place))),
        );
        return { credentials, signedInBy: stored.signedInBy, signedInAt: stored.signedInAt };
      } catch (error) {
        // What a parser says of it may hold parts of it: the code alone is told.
        const code = error instanceof CoreError ? error.code : "vault.unreadable";
        log.warn({ serverId: place.serverId, code }, "the stored sign-in to a server cannot be read: sign in anew");
        return null;
      }
    },
    /** Throws server.not_found, database.unavailable. */
    write: (signIn: HeldSignIn, place: SignInPlace): Promise<void> => store.put(sealed(signIn, place)),
    /** False: somebody has signed out or in meanwhile, and nothing is stored. Throws database.unavailable. */
    renew: (signIn: HeldSignIn, place: SignInPlace): Promise<boolean> => store.renew(sealed(signIn, place)),
    /** Throws database.unavailable. */
    remove: ({ workspaceId, serverRowId }: SignInPlace): Promise<boolean> => store.remove(workspaceId, serverRowId),
  };
}

export type KeptSignIns = ReturnType<typeof createKeptSignIns>;
