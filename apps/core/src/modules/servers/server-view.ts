import type { CapabilityView, Launch, SandboxReport, ServerDetail, ServerSignIn, ServerSummary } from "@peta/contract";
import { canonicalName } from "@peta/contract";
import { iso, isoOrNull } from "../iso-time.ts";
import { waitingInstructions } from "./instructions.ts";
import { viewLaunch } from "./launch-view.ts";
import { anonymousObstacle, DEFAULT_ANONYMOUS_RATE, isForAnybody, isOpenToAnybody } from "./anonymous-access.ts";
import { type Capability, type CataloguedServer, eraOf } from "./server.ts";
import { waitingWords } from "./wording.ts";
import type { ServerStatus } from "./server-status.ts";

/** Text that is worth showing. */
export const textOrNull = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const hintOrNull = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);

export function viewSummary(
  { server, capabilities }: CataloguedServer,
  status: ServerStatus,
  instances: ServerSummary["instances"],
): ServerSummary {
  const count = (kind: Capability["kind"]): number =>
    capabilities.filter((capability) => capability.kind === kind).length;
  return {
    serverId: server.serverId,
    displayName: server.displayName,
    transport: server.transport,
    enabled: server.enabled,
    publicAccess: server.publicAccess,
    anonymousAccess: server.anonymousAccess ?? false,
    anonymousRateLimit: server.anonymousRateLimit ?? DEFAULT_ANONYMOUS_RATE,
    anonymousToolCount: isOpenToAnybody(server) ? capabilities.filter(isForAnybody).length : 0,
    anonymousObstacle: anonymousObstacle(server),
    status: status.state,
    statusReason: status.reason,
    statusSince: iso(status.since),
    nextRetryAt: isoOrNull(status.nextRetryAt),
    failure: status.failure,
    era: server.protocolVersion === null ? null : eraOf(server.protocolVersion),
    protocolVersion: server.protocolVersion,
    counts: {
      tools: count("tool"),
      resources: count("resource"),
      templates: count("template"),
      prompts: count("prompt"),
    },
    waitingChanges:
      (waitingInstructions(server) ? 1 : 0) +
      capabilities.filter(({ quarantine, waitingWording }) => quarantine ?? waitingWording).length,
    catalogueReadAt: isoOrNull(server.catalogueReadAt),
    instances,
    createdAt: iso(server.createdAt),
  };
}

export function viewCapability(serverId: string, capability: Capability): CapabilityView {
  const { definition } = capability;
  const annotations = (
    typeof definition.annotations === "object" && definition.annotations !== null ? definition.annotations : {}
  ) as Record<string, unknown>;
  return {
    kind: capability.kind,
    name: capability.name,
    canonicalName: canonicalName(serverId, capability.name),
    title: titleOf(definition),
    description: textOrNull(definition.description),
    enabled: capability.enabled,
    dangerLevel: capability.dangerLevel,
    anonymous: capability.anonymous ?? false,
    hints: {
      readOnly: hintOrNull(annotations.readOnlyHint),
      destructive: hintOrNull(annotations.destructiveHint),
      idempotent: hintOrNull(annotations.idempotentHint),
      openWorld: hintOrNull(annotations.openWorldHint),
    },
    definition,
    definitionHash: capability.definitionHash,
    waitingWording: waitingWords(capability),
    quarantine: capability.quarantine ?? null,
  };
}

/** The title for people: `title`, the older `annotations.title`, or a resource's `name`. */
export function titleOf(definition: Record<string, unknown>): string | null {
  const annotations = definition.annotations as Record<string, unknown> | null | undefined;
  return (
    textOrNull(definition.title) ??
    textOrNull(annotations?.title) ??
    ((definition.uri ?? definition.uriTemplate) ? textOrNull(definition.name) : null)
  );
}

/**
 * @param sandbox what the connector says of a stdio server's; else null
 * @param signIn of a server that Core may sign in to; else null
 */
export function viewDetail(
  catalogued: CataloguedServer,
  status: ServerStatus,
  instances: ServerSummary["instances"],
  stderrTail: string[],
  launch: Launch,
  sandbox: SandboxReport | null,
  signIn: ServerSignIn | null,
): ServerDetail {
  const { server, capabilities } = catalogued;
  return {
    ...viewSummary(catalogued, status, instances),
    launch: viewLaunch(launch),
    userFields: server.userFields === null ? null : [...server.userFields],
    settings: server.settings,
    signIn,
    asks: server.asks,
    sandbox,
    capabilities: capabilities.map((capability) => viewCapability(server.serverId, capability)),
    serverInfo: server.serverInfo,
    acceptedInstructions: server.acceptedInstructions ?? null,
    waitingInstructions: waitingInstructions(server),
    stderrTail,
  };
}
