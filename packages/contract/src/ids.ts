import { z } from "zod";

/** Public name of a registered server: first half of `serverId::name`. No underscore, so that `__` can split wire names. */
export const serverIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, "a server id is 1 to 40 characters: a lower-case letter, then letters, digits or -");

/** Public name of a principal inside its workspace. */
export const principalIdSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9._-]{0,63}$/,
    "a principal id is 1 to 64 characters: a lower-case letter, then letters, digits, '.', '_' or '-'",
  );

export const displayNameSchema = z
  .string()
  .trim()
  .min(1, "a name is needed")
  .max(120, "a name has 120 characters at most")
  // They break lists and logs, turn text around, and PostgreSQL stores no NUL.
  .regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u, "a name has no control characters");

export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email("this is not an e-mail address"));

/** NIST SP 800-63B: length is what counts; no composition rules. */
export const passwordSchema = z
  .string()
  .min(12, "a password has 12 characters at least")
  .max(256, "a password has 256 characters at most");

export const capabilityKindSchema = z.enum(["tool", "resource", "template", "prompt"]);
export type CapabilityKind = z.infer<typeof capabilityKindSchema>;

/** What a rule may be about: beside capabilities, methods of extensions, which no server lists. */
export const callKindSchema = z.enum([...capabilityKindSchema.options, "method"]);
export type CallKind = z.infer<typeof callKindSchema>;

export const dangerLevelSchema = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);

/** `owner` 1, `admin` 2, `user` 3, `guest` 4 on the legacy wires. */
export const roleSchema = z.enum(["owner", "admin", "user", "guest"]);
export type Role = z.infer<typeof roleSchema>;

export const principalKindSchema = z.enum(["person", "agent"]);

/** Separates server id and capability name in canonical names: `files::read_file`. */
export const CANONICAL_SEPARATOR = "::";

/** The name of a capability that says where it lives. */
export const canonicalName = (serverId: string, name: string): string => `${serverId}${CANONICAL_SEPARATOR}${name}`;
