import {
  approvalDetailSchema,
  approvalRefSchema,
  clientCapabilitiesSchema,
  clientRefSchema,
  clientViewSchema,
  configureUserServerInputSchema,
  decideApprovalInputSchema,
  listApprovalsOutputSchema,
  listUserServersInputSchema,
  mcpSessionRefSchema,
  mcpSessionViewSchema,
  ownPrincipalSchema,
  setClientSwitchInputSchema,
  setClientSwitchOutputSchema,
  unconfigureUserServerInputSchema,
  userServerViewSchema,
} from "@peta/contract";
import { z } from "zod";
import type { Result } from "./result.ts";
import { deskStateSchema, themeSchema } from "./state.ts";
import type { Notice, Verb } from "./verbs.ts";

const nothing = z.null();
/** Which Core is meant: the window names it, so that an answer never belongs to another one than it shows. */
const ofConnection = z.object({ connectionId: z.string().min(1).max(64) });
const address = z.string().trim().min(1).max(2_048);

/** The channel table: what each request takes and answers. Both are parsed in the main process. */
export const REQUESTS = {
  "app.state": { request: nothing, answer: deskStateSchema },
  /** Opens the person's browser. */
  "app.openLink": { request: z.object({ url: z.string().max(4_096) }), answer: nothing },
  /** The person has answered the link; going on is up to them. */
  "app.dismissLink": { request: nothing, answer: nothing },
  "settings.update": {
    request: z.object({ theme: themeSchema.optional(), notifications: z.boolean().optional() }),
    answer: nothing,
  },

  /** Answers when the person has signed in with the browser, or has not. */
  "connections.signIn": { request: z.object({ url: address }), answer: ofConnection },
  "connections.cancelSignIn": { request: nothing, answer: nothing },
  "connections.signInWithToken": {
    request: z.object({ url: address, token: z.string().trim().min(1).max(4_096) }),
    answer: ofConnection,
  },
  "connections.select": { request: ofConnection, answer: nothing },
  /** Tries at once what is tried again anyway. */
  "connections.retry": { request: ofConnection, answer: nothing },
  /** Revokes what Core gave us where that is possible, and forgets it. The address stays. */
  "connections.signOut": { request: ofConnection, answer: nothing },
  "connections.remove": { request: ofConnection, answer: nothing },

  "approvals.list": {
    request: ofConnection.extend({ view: z.enum(["waiting", "decided"]), cursor: z.string().max(200).optional() }),
    answer: listApprovalsOutputSchema,
  },
  "approvals.get": { request: ofConnection.extend(approvalRefSchema.shape), answer: approvalDetailSchema },
  "approvals.decide": { request: ofConnection.extend(decideApprovalInputSchema.shape), answer: approvalDetailSchema },

  /** The person, then their agents. */
  "principals.mine": { request: ofConnection, answer: z.array(ownPrincipalSchema) },
  /** Of the person and of their agents. */
  "clients.list": { request: ofConnection, answer: z.array(clientViewSchema) },
  "clients.capabilities": {
    request: ofConnection.extend(clientRefSchema.shape),
    answer: clientCapabilitiesSchema,
  },
  "clients.setSwitch": {
    request: ofConnection.extend(setClientSwitchInputSchema.shape),
    answer: setClientSwitchOutputSchema,
  },
  /** Of the person and of their agents. */
  "sessions.list": { request: ofConnection, answer: z.array(mcpSessionViewSchema) },
  "sessions.end": { request: ofConnection.extend(mcpSessionRefSchema.shape), answer: nothing },

  "servers.list": {
    request: ofConnection.extend(listUserServersInputSchema.shape),
    answer: z.array(userServerViewSchema),
  },
  "servers.configure": {
    request: ofConnection.extend(configureUserServerInputSchema.shape),
    answer: userServerViewSchema,
  },
  "servers.unconfigure": {
    request: ofConnection.extend(unconfigureUserServerInputSchema.shape),
    answer: userServerViewSchema,
  },
} satisfies Record<Verb, { request: z.ZodType; answer: z.ZodType }>;

/** What may have changed, so that the window asks again. */
export const CHANGED_NOUNS = ["approvals", "clients", "sessions", "servers"] as const;
export type ChangedNoun = (typeof CHANGED_NOUNS)[number];

export const NOTICE_PAYLOADS = {
  state: deskStateSchema,
  changed: ofConnection.extend({ nouns: z.array(z.enum(CHANGED_NOUNS)) }),
  /** A notification or the tray was clicked: a path of the window. */
  open: z.object({ path: z.string() }),
} satisfies Record<Notice, z.ZodType>;

/** As the window sends it: defaults may be left out. */
export type RequestOf<V extends Verb> = z.input<(typeof REQUESTS)[V]["request"]>;
/** As a handler gets it. */
export type ParsedRequestOf<V extends Verb> = z.output<(typeof REQUESTS)[V]["request"]>;
export type AnswerOf<V extends Verb> = z.output<(typeof REQUESTS)[V]["answer"]>;
export type NoticeOf<N extends Notice> = z.output<(typeof NOTICE_PAYLOADS)[N]>;

type Noun = Verb extends `${infer N}.${string}` ? N : never;
type NounOf<V extends Verb> = V extends `${infer N}.${string}` ? N : never;
type VerbIn<N extends Noun> = Extract<Verb, `${N}.${string}`> extends `${N}.${infer Name}` ? Name : never;
type Ask<V> = V extends Verb
  ? (...request: RequestOf<V> extends null ? [] : [RequestOf<V>]) => Promise<Result<AnswerOf<V>>>
  : never;

/** What the preload script puts on `window.desk`: one function per verb, and a way to listen. */
export type DeskApi = { [N in NounOf<Verb>]: { [Name in VerbIn<N>]: Ask<`${N}.${Name}`> } } & {
  /** Answers the way to stop listening. */
  on: <N extends Notice>(notice: N, listener: (payload: NoticeOf<N>) => void) => () => void;
};
