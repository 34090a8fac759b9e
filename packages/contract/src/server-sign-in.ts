import { z } from "zod";
import { serverIdSchema } from "./ids.ts";

/** RFC 6749, section 3.3: words of printable ASCII without quotation mark and backslash, one space between them. */
const scopeSchema = z
  .string()
  .min(1)
  .max(2_048)
  .regex(/^[!#-[\]-~]+(?: [!#-[\]-~]+)*$/, "scopes are words with one space between them");

/**
 * How Core signs in to an HTTP server that wants OAuth 2.1. What is absent is found out: the authorization server is
 * always the one that the server names. Sealed with the launch.
 */
export const serverOAuthSchema = z
  .strictObject({
    /** `authorization_code`: an administrator signs in once, in a browser. `client_credentials`: Core does it by itself. */
    grant: z.enum(["authorization_code", "client_credentials"]).default("authorization_code"),
    /** Of a client that is registered there already. Absent: a metadata document, or Core registers itself. */
    clientId: z.string().min(1).max(2_048).optional(),
    clientSecret: z.string().min(1).max(8_192).optional(),
    /** Asked for in place of what the server says that it needs. */
    scope: scopeSchema.optional(),
  })
  .refine(({ clientSecret, clientId }) => clientSecret === undefined || clientId !== undefined, {
    path: ["clientSecret"],
    error: "a client secret belongs to a client id",
  })
  .refine(({ grant, clientId, clientSecret }) => grant !== "client_credentials" || (clientId && clientSecret), {
    path: ["grant"],
    error: "client credentials are a client id and its secret: set both",
  });
export type ServerOAuth = z.infer<typeof serverOAuthSchema>;

/** What may be shown of it. */
export const serverOAuthViewSchema = z.object({
  grant: z.enum(["authorization_code", "client_credentials"]),
  clientId: z.string().nullable(),
  hasClientSecret: z.boolean(),
  scope: z.string().nullable(),
});

/** How Core stands with the authorization server of an HTTP server. */
export const serverSignInSchema = z.object({
  /**
   * `none`: the server has not asked for a sign-in. `required`: it wants one, or another one; the reason says why.
   * `signed_in`: Core has an access token that the server has not refused.
   */
  state: z.enum(["none", "required", "signed_in"]),
  /** What an administrator should know or do; null when there is nothing to say. */
  reason: z.string().nullable(),
  grant: z.enum(["authorization_code", "client_credentials"]),
  /** Of the authorization server that issued the token. */
  issuer: z.string().nullable(),
  scope: z.string().nullable(),
  /** Handle of who signed in; null where Core did it by itself. */
  signedInBy: z.string().nullable(),
  signedInAt: z.string().nullable(),
  /** When the access token ends. Null: nobody said. */
  expiresAt: z.string().nullable(),
  /** Core gets the next token without anybody. */
  renews: z.boolean(),
  /** Why the last sign-in of a person brought nothing. Null: none has failed since somebody signed in. */
  lastFailure: z.object({ at: z.string(), message: z.string() }).nullable(),
});
export type ServerSignIn = z.infer<typeof serverSignInSchema>;

export const startSignInInputSchema = z.object({ serverId: serverIdSchema });

/** Where a browser goes to sign in, once, and until when. */
export const startedSignInSchema = z.object({
  url: z.url(),
  /** The authorization server that will ask. */
  issuer: z.string(),
  scope: z.string().nullable(),
  expiresAt: z.string(),
});
export type StartedSignIn = z.infer<typeof startedSignInSchema>;
