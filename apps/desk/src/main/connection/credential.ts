import { z } from "zod";

/** What Desk holds of a Core, as it lies in the vault. Never leaves the main process but for the Core it is from. */
export const credentialSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("token"), token: z.string() }),
  z.object({
    kind: z.literal("oauth"),
    /** The authorization server that gave it; it is shown to no other (RFC 9700, section 4.4). */
    issuer: z.string(),
    tokenEndpoint: z.string(),
    revocationEndpoint: z.string().nullable(),
    accessToken: z.string(),
    /** When it is renewed: a while before it ends. Milliseconds since 1970. */
    renewAt: z.number(),
    refreshToken: z.string().nullable(),
  }),
]);
export type Credential = z.infer<typeof credentialSchema>;
export type OAuthCredential = Extract<Credential, { kind: "oauth" }>;
