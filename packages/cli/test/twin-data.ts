import type {
  ApprovalDetail,
  CapabilityView,
  ClientCapabilities,
  ClientView,
  EffectivePermissions,
  McpSessionView,
  ServerLogEntry,
  UserField,
  UserServerView,
} from "@peta/contract";

/** What the twin answers. Every shape passes the contract's output schema on its way out. */

export const NOW = "2026-01-01T00:00:00.000Z";
export const status = {
  product: "peta" as const,
  version: "9.8.7",
  workspace: { slug: "default", name: "Default" },
  startedAt: NOW,
  uptimeSeconds: 5,
  endpoint: "http://127.0.0.1:3002/mcp",
  database: { kind: "embedded" as const, reachable: true },
  snapshotVersion: "12",
  counts: { servers: 1, serversOnline: 1, persons: 1, agents: 0, sessions: 0, calls24h: 4, denied24h: 1, failed24h: 0 },
};
export const summary = (serverId: string) => ({
  serverId,
  displayName: serverId,
  transport: "http" as const,
  enabled: true,
  publicAccess: false,
  anonymousAccess: false,
  anonymousRateLimit: 10,
  status: "online" as const,
  statusReason: null,
  statusSince: NOW,
  nextRetryAt: null,
  failure: null,
  era: "modern" as const,
  protocolVersion: "2026-07-28",
  counts: { tools: 2, resources: 0, templates: 0, prompts: 1 },
  catalogueReadAt: NOW,
  instances: null,
  createdAt: NOW,
});
export const principal = (principalId: string) => ({
  principalId,
  displayName: principalId,
  kind: "person" as const,
  role: "owner" as const,
  status: "active" as "active" | "disabled",
  ownerId: null as string | null,
  email: null,
  activeTokens: 1,
  ratePerMinute: null,
  lastSeenAt: null,
  createdAt: NOW,
});
export const token = {
  tokenId: "tok_1",
  principalId: "bot",
  name: "bot token",
  lastFour: "wxyz",
  createdAt: NOW,
  expiresAt: null as string | null,
  revokedAt: null as string | null,
  lastUsedAt: null,
};
export const permissions = (principalId: string): EffectivePermissions => ({
  principalId,
  policyVersion: "12",
  servers: [
    {
      serverId: "files",
      displayName: "Files",
      enabled: true,
      publicAccess: false,
      switch: true,
      capabilities: [
        {
          kind: "tool",
          name: "read",
          canonicalName: "files::read",
          title: null,
          effect: "require_approval",
          dependsOnArguments: false,
          dangerLevel: 2,
          layers: { server: "pass", administrator: "pass", user: "not_said" },
          switch: null,
          determinedBy: ["danger:2"],
          reason: "The tool asks for an approval.",
        },
      ],
    },
  ],
});
export const auditRow = {
  auditId: "aud_1",
  occurredAt: NOW,
  action: "tools/call",
  outcome: "denied" as const,
  principalId: "bot",
  channel: "mcp" as const,
  clientName: null,
  clientVersion: null,
  serverId: "files",
  capabilityKind: "tool",
  capabilityName: "delete",
  decision: "deny",
  determinedBy: ["r1"],
  reason: "Rule r1 denies it.",
  errorCode: "permission.denied",
  durationMs: 0.4,
};
export const testResult = (ok: boolean) => ({
  ok,
  steps: [
    {
      step: "start" as const,
      ok,
      durationMs: 12,
      message: ok ? "The program runs." : "The program ended with code 1.",
    },
  ],
  era: ok ? ("legacy" as const) : null,
  protocolVersion: ok ? "2025-11-25" : null,
  serverName: ok ? "files" : null,
  serverVersion: ok ? "1.0" : null,
  capabilities: [],
  stderrTail: ok ? [] : ["cannot find module"],
  error: ok
    ? null
    : {
        code: "server.start_failed",
        message: "The program ended before it spoke.",
        kind: "exited" as const,
        remedy: "Run it by hand and read what it says.",
      },
});
export const capability = (
  input: Pick<CapabilityView, "kind" | "name"> & {
    serverId: string;
    enabled?: boolean | undefined;
    dangerLevel?: CapabilityView["dangerLevel"] | undefined;
  },
): CapabilityView => ({
  kind: input.kind,
  name: input.name,
  canonicalName: `${input.serverId}::${input.name}`,
  title: null,
  description: null,
  enabled: input.enabled ?? true,
  dangerLevel: input.dangerLevel ?? 0,
  anonymous: false,
  hints: { readOnly: null, destructive: null, idempotent: null, openWorld: null },
  definition: {},
  definitionHash: "hash",
});
export const approval = (approvalId: string): ApprovalDetail => ({
  approvalId,
  status: "pending",
  principalId: "bot",
  principalName: "Bot",
  ownerId: "ada",
  clientName: "claude",
  serverId: "files",
  serverName: "Files",
  kind: "tool",
  name: "delete",
  canonicalName: "files::delete",
  title: null,
  dangerLevel: 2,
  needsStepUp: false,
  summary: 'The agent "bot" asks to call the tool "delete" of the server "files".',
  reason: "The danger level of this capability asks for a person's approval.",
  determinedBy: ["danger:2"],
  requireReason: false,
  isEdited: false,
  createdAt: NOW,
  expiresAt: NOW,
  decidedAt: null,
  decidedBy: null,
  decisionChannel: null,
  decisionReason: null,
  outcomeReason: null,
  mayDecide: true,
  mayNotDecideBecause: null,
  arguments: { path: "x" },
  editedArguments: null,
  statedReason: null,
  callDigest: "digest",
  definition: {},
  previousArguments: null,
  policyVersion: "1",
});

export const USER_FIELDS: UserField[] = [
  {
    key: "apiKey",
    label: "API key",
    type: "text",
    secret: true,
    required: true,
    placement: { in: "header", name: "Authorization", prefix: "Bearer " },
  },
  {
    key: "region",
    label: "Region",
    type: "choice",
    choices: ["eu", "us"],
    secret: false,
    required: false,
    placement: { in: "header", name: "X-Region" },
  },
];
export const userServer: UserServerView = {
  serverId: "mail",
  displayName: "Mail",
  fields: USER_FIELDS.map(({ placement: _, ...field }) => field),
  isConfigured: true,
  configuredAt: NOW,
  values: { region: "eu" },
  storedSecrets: ["apiKey"],
  shareWithAgents: false,
  valuesOf: "own",
  status: "online",
  statusReason: null,
};
export const client: ClientView = {
  clientKey: "tok_1",
  principalId: "ada",
  source: "token",
  name: "Claude\u001b[2J",
  version: "1.2",
  activeSessions: 2,
  firstSeenAt: NOW,
  lastSeenAt: NOW,
  restrictions: 1,
};
export const clientCapabilities = (clientKey: string): ClientCapabilities => ({
  principalId: "ada",
  clientKey,
  servers: [
    {
      serverId: "mail",
      displayName: "Mail",
      status: "sleeping",
      enabled: null,
      isConfigurable: true,
      isConfigured: false,
      capabilities: [
        {
          kind: "tool",
          name: "send",
          title: null,
          description: null,
          effect: "require_approval",
          dependsOnCall: false,
          enabled: null,
          baseDangerLevel: 1,
          dangerLevel: 2,
          reason: "The danger level of this capability asks for a person's approval.",
        },
      ],
    },
  ],
});
export const mcpSession: McpSessionView = {
  sessionRef: "ses_1",
  principalId: "ada",
  clientKey: "tok_1",
  clientName: "Claude",
  clientVersion: "1.2",
  era: "legacy",
  ipAddress: "127.0.0.1",
  openedAt: NOW,
  lastSeenAt: NOW,
};
export const serverLog: ServerLogEntry[] = [
  { seq: 1, at: NOW, kind: "stderr", line: "ready" },
  {
    seq: 2,
    at: NOW,
    kind: "message",
    direction: "sent",
    type: "request",
    method: "tools/call",
    id: "7",
    size: 120,
    durationMs: null,
    code: null,
  },
];
