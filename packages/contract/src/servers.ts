import { z } from "zod";
import { capabilityKindSchema, dangerLevelSchema, displayNameSchema, serverIdSchema } from "./ids.ts";
import { restLaunchSchema, restLaunchViewSchema } from "./rest/launch.ts";
import { sandboxReportSchema, sandboxSchema } from "./sandbox.ts";
import { serverFailureSchema } from "./server-runtime.ts";
import { serverSettingsSchema } from "./server-settings.ts";
import { serverOAuthSchema, serverOAuthViewSchema, serverSignInSchema } from "./server-sign-in.ts";
import { skillsLaunchSchema } from "./skills.ts";
import { tlsSchema, tlsViewSchema } from "./tls.ts";
import { userFieldSchema, userFieldsSchema } from "./user-values.ts";

/** How a server is reached: a category of servers is a way to reach them. */
export const serverTransportSchema = z.enum(["stdio", "http", "sse", "rest", "skills"]);
export type ServerTransport = z.infer<typeof serverTransportSchema>;

const keyValueSchema = z.record(z.string().min(1).max(256), z.string().max(32_768));

/** How a stdio server is started: a program and its arguments, never a shell line. */
export const stdioLaunchSchema = z.object({
  transport: z.literal("stdio"),
  command: z.string().min(1).max(4096),
  args: z.array(z.string().max(8192)).max(256).default([]),
  env: keyValueSchema.default({}),
  workingDirectory: z.string().max(4096).optional(),
  /** Absent: it runs as Core's own account may. */
  sandbox: sandboxSchema.optional(),
});

/**
 * Where an HTTP server is, and the headers that Core adds. `http`: Streamable HTTP, or HTTP+SSE where the server speaks
 * nothing newer; `sse`: HTTP+SSE of revision 2024-11-05 and nothing else.
 */
export const httpLaunchSchema = z.object({
  transport: z.enum(["http", "sse"]),
  url: z.url({ protocol: /^https?$/, error: "the URL must start with http:// or https://" }).max(4096),
  headers: keyValueSchema.default({}),
  /** Added to the query of the URL; the values are secrets, as those of headers are. */
  query: keyValueSchema.optional(),
  tls: tlsSchema.optional(),
  /** Absent: Core signs in as the server asks for it, when an administrator says so. */
  oauth: serverOAuthSchema.optional(),
});

export type StdioLaunch = z.infer<typeof stdioLaunchSchema>;
export type HttpLaunch = z.infer<typeof httpLaunchSchema>;

export const launchSchema = z.discriminatedUnion("transport", [
  stdioLaunchSchema,
  httpLaunchSchema,
  restLaunchSchema,
  skillsLaunchSchema,
]);
export type Launch = z.infer<typeof launchSchema>;
export type LaunchInput = z.input<typeof launchSchema>;

export const addServerInputSchema = z.object({
  serverId: serverIdSchema,
  displayName: displayNameSchema.optional(),
  launch: launchSchema,
  publicAccess: z.boolean().default(false),
  /** The server needs values of each user's own. It is then saved without being started: nobody has any yet. */
  userFields: userFieldsSchema.optional(),
  settings: serverSettingsSchema.optional(),
  /** Save even if the server cannot be reached now; its catalogue is then read at the next connection. */
  allowUnreachable: z.boolean().default(false),
});

/** Requests a minute from one address. */
export const anonymousRateSchema = z.number().int().min(1).max(1000);

/** Without `launch`, the stored configuration stays; secrets are never read back, only replaced. */
export const updateServerInputSchema = z.object({
  serverId: serverIdSchema,
  displayName: displayNameSchema.optional(),
  enabled: z.boolean().optional(),
  publicAccess: z.boolean().optional(),
  launch: launchSchema.optional(),
  /** null: it takes none any more, and every stored value is removed. */
  userFields: userFieldsSchema.nullable().optional(),
  /** Replaces the stored settings as a whole. */
  settings: serverSettingsSchema.optional(),
  /** Open at `/mcp/public`, to callers without a sign-in; of its tools those that are chosen. */
  anonymousAccess: z.boolean().optional(),
  /** The public endpoint of a workspace takes the lowest of its servers. */
  anonymousRateLimit: anonymousRateSchema.optional(),
  /**
   * Chooses the tools for callers without a sign-in, in the place of those chosen before. `read-only`: those that say so
   * of themselves now.
   */
  anonymousTools: z.union([z.literal("read-only"), z.array(z.string().min(1).max(256)).max(1_000)]).optional(),
});

export const serverRefSchema = z.object({ serverId: serverIdSchema });

/** Tests a stored server by id, or a configuration that is not saved yet. */
export const testServerInputSchema = z.union([serverRefSchema, z.object({ launch: launchSchema })]);

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const setCapabilityInputSchema = z.object({
  serverId: serverIdSchema,
  kind: capabilityKindSchema,
  name: z.string().min(1),
  enabled: z.boolean().optional(),
  dangerLevel: dangerLevelSchema.optional(),
  /** The `definitionHash` that was looked at: with another one by now, nothing is changed. */
  definitionHash: sha256Schema.optional(),
});

/** `hash` is that of the waiting instructions as they were looked at. */
export const acceptInstructionsInputSchema = z.object({ serverId: serverIdSchema, hash: sha256Schema });

/** `hashes` are those of the waiting words of prompts, resources and templates as they were looked at. */
export const acceptWordingInputSchema = z.object({
  serverId: serverIdSchema,
  hashes: z.array(sha256Schema).min(1).max(5_000),
});

export const serverStatusSchema = z.enum(["online", "offline", "connecting", "error", "sleeping", "disabled"]);

/** The launch configuration without any secret: names of variables and headers, not their values. */
export const launchViewSchema = z.discriminatedUnion("transport", [
  z.object({
    transport: z.literal("stdio"),
    command: z.string(),
    args: z.array(z.string()),
    envNames: z.array(z.string()),
    workingDirectory: z.string().nullable(),
    sandbox: sandboxSchema.nullable(),
  }),
  z.object({
    transport: z.enum(["http", "sse"]),
    url: z.string(),
    headerNames: z.array(z.string()),
    queryNames: z.array(z.string()),
    tls: tlsViewSchema.nullable(),
    oauth: serverOAuthViewSchema.nullable(),
  }),
  restLaunchViewSchema,
  skillsLaunchSchema,
]);

export const serverSummarySchema = z.object({
  serverId: serverIdSchema,
  displayName: z.string(),
  transport: serverTransportSchema,
  enabled: z.boolean(),
  publicAccess: z.boolean(),
  anonymousAccess: z.boolean(),
  anonymousRateLimit: z.number(),
  /** How many of its tools callers without a sign-in reach now; 0 while it is not open. Rules can still deny some. */
  anonymousToolCount: z.number(),
  /** Why it cannot be open to callers without a sign-in. Null: it can. */
  anonymousObstacle: z.string().nullable(),
  status: serverStatusSchema,
  /** Why it is in this state, with the next step when something is wrong. */
  statusReason: z.string().nullable(),
  statusSince: z.string(),
  /** When Core tries to connect again after a failure. Null: with the next request. */
  nextRetryAt: z.string().nullable(),
  /** What is wrong, while it is in the state error or offline. */
  failure: serverFailureSchema.nullable(),
  era: z.enum(["legacy", "modern"]).nullable(),
  protocolVersion: z.string().nullable(),
  counts: z.object({ tools: z.number(), resources: z.number(), templates: z.number(), prompts: z.number() }),
  /** How many things it says of itself wait for somebody to look at them: tools, instructions, descriptions. */
  waitingChanges: z.number(),
  catalogueReadAt: z.string().nullable(),
  /** Of a server that takes values of its users: how many have entered theirs, and how many instances run. Else null. */
  instances: z.object({ configured: z.number(), running: z.number() }).nullable(),
  createdAt: z.string(),
});
export type ServerSummary = z.infer<typeof serverSummarySchema>;

export const capabilityViewSchema = z.object({
  kind: capabilityKindSchema,
  name: z.string(),
  /** `serverId::name`. */
  canonicalName: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  enabled: z.boolean(),
  dangerLevel: dangerLevelSchema,
  /** Chosen for callers without a sign-in. */
  anonymous: z.boolean(),
  /** Hints that the server gives about itself; they never relax a rule. */
  hints: z.object({
    readOnly: z.boolean().nullable(),
    destructive: z.boolean().nullable(),
    idempotent: z.boolean().nullable(),
    openWorld: z.boolean().nullable(),
  }),
  definition: z.unknown(),
  definitionHash: z.string(),
  /**
   * Of a tool that is off because it is new or other than it was: its definition when somebody looked at it last, null for
   * a new one. A switch that is thrown, on or off, ends it.
   */
  quarantine: z.object({ before: z.record(z.string(), z.unknown()).nullable() }).nullable(),
  /**
   * Of a prompt, resource or template that the server describes in other words than those that were accepted, which
   * clients are still shown: the members of its definition that are words, as accepted and as they are now.
   */
  waitingWording: z
    .object({
      hash: z.string(),
      accepted: z.record(z.string(), z.unknown()),
      now: z.record(z.string(), z.unknown()),
    })
    .nullable(),
});
export type CapabilityView = z.infer<typeof capabilityViewSchema>;

export const serverDetailSchema = serverSummarySchema.extend({
  launch: launchViewSchema,
  /** What each user enters for themself; null: the server runs once, for everybody. */
  userFields: z.array(userFieldSchema).nullable(),
  settings: serverSettingsSchema,
  /** Of an HTTP server that Core may sign in to. Null: another kind, one with a credential of its own, or of its users. */
  signIn: serverSignInSchema.nullable(),
  /** It is known to ask its clients questions, so that those that can be asked have connections of their own. */
  asks: z.boolean(),
  /** Of a stdio server: what its program may reach, as asked for and as it is. Else null. */
  sandbox: sandboxReportSchema.nullable(),
  capabilities: z.array(capabilityViewSchema),
  serverInfo: z.object({ name: z.string(), version: z.string(), instructions: z.string().nullable() }).nullable(),
  /** What clients are told while the server gives instructions: what came first, or was accepted since. */
  acceptedInstructions: z.string().nullable(),
  /** Instructions as the server gives them now, if they are others than those. */
  waitingInstructions: z.object({ text: z.string(), hash: z.string() }).nullable(),
  /** Last lines that a stdio server wrote to its standard error. */
  stderrTail: z.array(z.string()),
});
export type ServerDetail = z.infer<typeof serverDetailSchema>;

export const serverTestResultSchema = z.object({
  ok: z.boolean(),
  steps: z.array(
    z.object({
      step: z.enum(["check", "start", "handshake", "catalogue"]),
      ok: z.boolean(),
      durationMs: z.number(),
      message: z.string(),
    }),
  ),
  era: z.enum(["legacy", "modern"]).nullable(),
  protocolVersion: z.string().nullable(),
  serverName: z.string().nullable(),
  serverVersion: z.string().nullable(),
  capabilities: z.array(
    z.object({
      kind: capabilityKindSchema,
      name: z.string(),
      title: z.string().nullable(),
      description: z.string().nullable(),
    }),
  ),
  stderrTail: z.array(z.string()),
  error: serverFailureSchema.extend({ code: z.string(), message: z.string() }).nullable(),
});
export type ServerTestResult = z.infer<typeof serverTestResultSchema>;
