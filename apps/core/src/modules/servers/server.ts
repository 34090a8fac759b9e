import type { ServerSettings, ServerTransport, UserField } from "@peta/contract";
import type { CapabilityKind, DangerLevel } from "@peta/policy";

/** A registered MCP server as the modules know it. The launch configuration stays sealed until a connection opens. */
export interface ServerRecord {
  /** Internal id (`srv_...`). */
  id: string;
  workspaceId: string;
  serverId: string;
  displayName: string;
  transport: ServerTransport;
  sealedLaunch: Uint8Array;
  enabled: boolean;
  publicAccess: boolean;
  /** Open to callers without a sign-in, at this many requests a minute from one address. Absent: not open. */
  anonymousAccess?: boolean;
  anonymousRateLimit?: number;
  /** What each user enters for themself. Null: the server runs once, for everybody. */
  userFields: readonly UserField[] | null;
  /** How Core runs it; what is absent is the installation's default. */
  settings: ServerSettings;
  /** It is known to ask its clients questions, so that a connection has to belong to whom it may ask. */
  asks: boolean;
  /** Protocol revision agreed at the last connection; its era follows from it. Null: never connected. */
  protocolVersion: string | null;
  serverInfo: { name: string; version: string; instructions: string | null } | null;
  /** The instructions that were looked at, or came with the first reading. Absent or null: none. */
  acceptedInstructions?: string | null;
  /** Capabilities as the server declared them at the last connection. Absent or null: none are known. */
  declaredCapabilities?: Record<string, unknown> | null;
  catalogueReadAt: number | null;
  createdAt: number;
}

/**
 * One tool, resource, template or prompt; `definition` is what the server sent, unknown fields included. INVARIANT: of a
 * known prompt, resource or template its words are those that were accepted (`wording.ts`): it can be shown to clients.
 */
export interface Capability {
  kind: CapabilityKind;
  name: string;
  definition: Record<string, unknown>;
  definitionHash: string;
  /** Order in the server's own list; negative while the server does not list it. */
  position: number;
  enabled: boolean;
  dangerLevel: DangerLevel;
  /** Chosen for callers without a sign-in. Absent: no. */
  anonymous?: boolean;
  /** Its words as the server says them now, while they wait for an administrator. Absent or null: none wait. */
  waitingWording?: Readonly<Record<string, unknown>> | null;
  /**
   * Of a tool that is off because it is new or other than it was: its definition when somebody looked at it last, null
   * for a new one. Absent or null: nobody has to look at it.
   */
  quarantine?: { readonly before: Readonly<Record<string, unknown>> | null } | null;
}

/** Whether the server lists it now. The others are remembered for their switches and shown to nobody. */
export const isListed = ({ position }: Pick<Capability, "position">): boolean => position >= 0;

export interface CataloguedServer {
  server: ServerRecord;
  capabilities: readonly Capability[];
}

export type ProtocolEra = "legacy" | "modern";

/** First revision without sessions (2026-07-28); everything before it is the legacy era. */
export const FIRST_MODERN_VERSION = "2026-07-28";
export const eraOf = (protocolVersion: string): ProtocolEra =>
  protocolVersion >= FIRST_MODERN_VERSION ? "modern" : "legacy";

/** Core's own tools are named as if a server of this id had them: nobody else can take it (A32). */
export const RESERVED_SERVER_ID = "peta";
