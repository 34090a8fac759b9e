import type { CapabilityKind, DangerLevel } from "@peta/policy";
import type { Capability, CataloguedServer, ServerRecord } from "./server.ts";

export type ServerChange = Partial<
  Pick<
    ServerRecord,
    | "displayName"
    | "enabled"
    | "publicAccess"
    | "anonymousAccess"
    | "anonymousRateLimit"
    | "transport"
    | "sealedLaunch"
    | "userFields"
    | "settings"
    | "asks"
    | "protocolVersion"
    | "serverInfo"
    | "acceptedInstructions"
  >
> & {
  /** Names of all tools that are chosen for callers without a sign-in. */
  anonymousTools?: readonly string[];
};

/** What a connection told about a server, stored together with its catalogue. */
export interface CatalogueFacts {
  protocolVersion: string;
  /** What is spoken. Absent: what the launch configuration names. */
  transport?: ServerRecord["transport"];
  serverInfo: ServerRecord["serverInfo"];
  declaredCapabilities: Record<string, unknown>;
  /** Absent: what was accepted stays. */
  acceptedInstructions?: string | null;
  /** Milliseconds since 1970. */
  readAt: number;
}

/**
 * Port: registered servers and their catalogues. Every method but `listAll` is scoped by the workspace it is given.
 * Throws CoreError database.unavailable when the store cannot be reached.
 */
export interface ServerStore {
  /** Every server of the workspace with the capabilities it lists now (`isListed`), in the server's own order. */
  listCatalogued(workspaceId: string): Promise<CataloguedServer[]>;
  /** Every server of every workspace: what Core may have to connect to. For the start only. */
  listAll(): Promise<CataloguedServer[]>;
  find(workspaceId: string, serverId: string): Promise<CataloguedServer | null>;
  /** Saves server and catalogue together. Throws CoreError server.duplicate. */
  insert(server: ServerRecord, capabilities: readonly Capability[]): Promise<void>;
  /** With `userFields: null`, what users have stored is removed with it. Throws CoreError server.not_found. */
  update(workspaceId: string, serverId: string, change: ServerChange): Promise<ServerRecord>;
  /** Removes the server with its catalogue and every switch on it. Throws CoreError server.not_found. */
  remove(workspaceId: string, serverId: string): Promise<void>;
  /**
   * Replaces the catalogue by what `merge` makes of the stored one, remembered capabilities included. Both happen under a lock on the server, so that an
   * administrator's switch thrown meanwhile is not lost. Throws CoreError server.not_found.
   */
  replaceCatalogue(
    workspaceId: string,
    serverId: string,
    merge: (known: readonly Capability[]) => readonly Capability[],
    facts: CatalogueFacts,
  ): Promise<CataloguedServer>;
  /** The same, without anything that a connection told. */
  changeCatalogue(
    workspaceId: string,
    serverId: string,
    change: (known: readonly Capability[]) => readonly Capability[],
  ): Promise<void>;
  /**
   * `definitionHash` is what the capability has to be. Throws CoreError server.not_found, capability.not_found,
   * capability.changed.
   */
  setCapability(
    workspaceId: string,
    serverId: string,
    kind: CapabilityKind,
    name: string,
    change: { enabled?: boolean; dangerLevel?: DangerLevel; quarantine?: null; definitionHash?: string },
  ): Promise<Capability>;
}
