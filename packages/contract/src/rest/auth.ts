import { z } from "zod";

const secretSchema = z.string().min(1).max(32_768);
const nameSchema = z.string().min(1).max(256);

/** How Core shows an API who it is. Sealed with the launch, and never part of a definition. */
export const restAuthSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("bearer"), token: secretSchema }),
  z.strictObject({ kind: z.literal("basic"), username: z.string().max(1_024), password: z.string().max(32_768) }),
  z.strictObject({
    kind: z.literal("apiKey"),
    in: z.enum(["header", "query"]),
    name: nameSchema,
    value: secretSchema,
    /** Put before the value of a header: `Token `. */
    prefix: z.string().max(64).optional(),
  }),
  /** RFC 6749, section 4.4: Core asks for a token of its own and renews it. */
  z.strictObject({
    kind: z.literal("clientCredentials"),
    tokenUrl: z.url({ protocol: /^https?$/, error: "the URL must start with http:// or https://" }).max(4_096),
    clientId: z.string().min(1).max(1_024),
    clientSecret: secretSchema,
    scope: z.string().max(4_096).optional(),
    /** RFC 8707. */
    resource: z.string().max(4_096).optional(),
    /** What some authorization servers want instead of a resource. */
    audience: z.string().max(4_096).optional(),
    /** RFC 6749, section 2.3.1: how the client shows its secret. */
    authentication: z.enum(["basic", "body"]).default("basic"),
  }),
]);
export type RestAuth = z.infer<typeof restAuthSchema>;

/** The same without anything secret. */
export const restAuthViewSchema = z.object({
  kind: z.enum(["none", "bearer", "basic", "apiKey", "clientCredentials"]),
  /** Where an API key goes: `header X-Api-Key`. */
  place: z.string().nullable(),
  tokenUrl: z.string().nullable(),
  scope: z.string().nullable(),
});
