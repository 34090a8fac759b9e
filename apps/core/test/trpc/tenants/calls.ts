import process from "node:process";
import { REDIRECT } from "../../oauth/oauth-kit.ts";
import { archiveOf, type Ids } from "./create-tenant.ts";

/** How one procedure is called. */
export interface Call {
  /** The input out of a tenant's ids. With its own ids a tenant's chief succeeds. */
  input?: (ids: Ids) => unknown;
  /** Ids in the input of which another tenant's is refused, in the words in which nobody's is. */
  refuses?: readonly (keyof Ids)[];
  /** A refusal of another tenant's id may read otherwise than one of nobody's: why. */
  tellsApartBecause?: string;
  /** What the tenant's own chief gets, where that is no success. */
  own?: string;
  /** Default: token. */
  by?: "token" | "browser";
  /** Takes away what it names: with the tenant's own ids it is called last, in the order of this table. */
  isDestructive?: true;
  /** Random mixtures of ids; fewer where a call starts a process or is counted. */
  runs?: number;
}

let serial = 0;
/** A name that was never used. */
const fresh = (): string => `fresh-${++serial}`;
const launch = { transport: "stdio", command: process.execPath, args: ["-e", "0"] };

/** Streams are asked for in a test of their own. */
export const STREAMS: readonly string[] = ["events.changes", "servers.log"];

/** Every procedure of the typed API. A new one is missing here until somebody has thought about other tenants. */
export const CALLS: Record<string, readonly Call[]> = {
  "installation.publicStatus": [{}],
  "installation.setUp": [
    {
      input: () => ({ setupToken: "x", name: "X", email: "x@example.com", password: "a long enough password" }),
      own: "setup.already_done",
    },
  ],
  "installation.status": [{}],
  "consoleSessions.signIn": [
    {
      input: () => ({ email: "nobody@example.com", password: "no password" }),
      own: "auth.invalid_credentials",
      runs: 1,
    },
  ],
  "consoleSessions.me": [{}],
  "consoleSessions.list": [{ by: "browser" }],

  "servers.list": [{}],
  "servers.get": [{ input: ({ serverId }) => ({ serverId }), refuses: ["serverId"] }],
  "servers.add": [{ input: () => ({ serverId: fresh(), launch, allowUnreachable: true }), runs: 1 }],
  "servers.update": [{ input: ({ serverId }) => ({ serverId, displayName: "Another name" }), refuses: ["serverId"] }],
  "servers.test": [
    { input: ({ serverId }) => ({ serverId }), refuses: ["serverId"], runs: 3 },
    // What Core serves itself is looked up in the workspace of whoever asks; a fault is a result.
    { input: ({ packageId }) => ({ launch: { transport: "skills", packageId, version: 1 } }), runs: 3 },
  ],
  "servers.restart": [{ input: ({ serverId }) => ({ serverId }), refuses: ["serverId"], runs: 3 }],
  // The servers of the tenants are programs: nobody signs in to them.
  "servers.startSignIn": [{ input: ({ serverId }) => ({ serverId }), refuses: ["serverId"], own: "input.invalid" }],
  "servers.signOut": [{ input: ({ serverId }) => ({ serverId }), refuses: ["serverId"], own: "input.invalid" }],
  "servers.readLog": [{ input: ({ serverId }) => ({ serverId }), refuses: ["serverId"] }],
  "servers.refresh": [{ input: ({ serverId }) => ({ serverId }), refuses: ["serverId"], runs: 3 }],
  "servers.acceptInstructions": [
    {
      input: ({ serverId }) => ({ serverId, hash: "0".repeat(64) }),
      refuses: ["serverId"],
      // Nothing waits there.
      own: "capability.changed",
    },
  ],
  "servers.acceptWording": [
    {
      input: ({ serverId }) => ({ serverId, hashes: ["0".repeat(64)] }),
      refuses: ["serverId"],
      own: "capability.changed",
    },
  ],
  "servers.setCapability": [
    {
      input: ({ serverId }) => ({ serverId, kind: "tool", name: "add_note", dangerLevel: 1 }),
      refuses: ["serverId"],
    },
  ],

  "servers.previewOpenApi": [{ input: () => ({ source: { text: '{"openapi":"3.1.0","paths":{}}' } }), runs: 1 }],
  "servers.parseRestDefinition": [
    {
      input: () => ({ text: '{"baseUrl":"https://x.example","tools":[{"name":"a","method":"GET","path":"/a"}]}' }),
      runs: 1,
    },
  ],
  "servers.restDefinition": [{ input: ({ serverId }) => ({ serverId }), refuses: ["serverId"], own: "input.invalid" }],

  "servers.previewImport": [{ input: ({ serverId }) => ({ text: serverId }) }],
  "templates.list": [{}],
  "templates.get": [{ input: ({ templateId }) => ({ templateId }), refuses: ["templateId"] }],
  "templates.save": [{ input: () => ({ templateId: fresh(), definition: { displayName: "Fresh", launch } }) }],
  "templates.addServer": [
    {
      input: ({ templateId }) => ({ from: { templateId }, serverId: fresh(), allowUnreachable: true }),
      refuses: ["templateId"],
      runs: 2,
    },
  ],

  "skills.list": [{}],
  "skills.upload": [{ input: () => ({ packageId: fresh(), archive: archiveOf("nobody") }), runs: 2 }],
  "skills.get": [{ input: ({ packageId }) => ({ packageId, version: 1 }), refuses: ["packageId"] }],
  "skills.readFile": [
    {
      input: ({ packageId }) => ({ packageId, version: 1, skill: "greet", path: "SKILL.md" }),
      refuses: ["packageId"],
    },
  ],
  "skills.diff": [{ input: ({ packageId }) => ({ packageId, from: 1, to: 1 }), refuses: ["packageId"] }],

  "userServers.list": [{ input: ({ principalId }) => ({ principalId }), refuses: ["principalId"] }],
  "userServers.configure": [
    {
      input: ({ principalId }) => ({ principalId, serverId: "account", values: { apiKey: "k" }, test: false }),
      refuses: ["principalId"],
    },
    {
      input: ({ serverId }) => ({ serverId, values: { apiKey: "k" }, test: false }),
      own: "server.not_configurable",
    },
  ],

  "clients.list": [{ input: ({ principalId }) => ({ principalId }), refuses: ["principalId"] }],
  "clients.capabilities": [
    { input: ({ clientKey }) => ({ clientKey, principalId: "bot" }), refuses: ["clientKey"] },
    { input: ({ principalId, clientKey }) => ({ clientKey, principalId }), own: "client.not_found" },
  ],
  "clients.setSwitch": [
    {
      input: ({ clientKey }) => ({ clientKey, principalId: "bot", serverId: "notes", enabled: false }),
      refuses: ["clientKey"],
    },
    {
      input: ({ principalId }) => ({ clientKey: "*", principalId, serverId: "notes", enabled: false }),
      refuses: ["principalId"],
    },
  ],
  "clients.sessions": [{ input: ({ principalId }) => ({ principalId }), refuses: ["principalId"] }],

  "principals.list": [{}],
  "principals.mine": [{}],
  "principals.add": [
    {
      input: ({ personId }) => ({ principalId: fresh(), kind: "agent", ownerId: personId }),
      refuses: ["personId"],
    },
    // An address of this tenant is told; one of another is like one of nobody.
    {
      input: ({ email }) => ({ principalId: fresh(), kind: "person", email }),
      refuses: ["email"],
      own: "principal.duplicate",
      runs: 2,
    },
  ],
  "principals.update": [
    { input: ({ principalId }) => ({ principalId, displayName: "Another name" }), refuses: ["principalId"] },
  ],

  "tokens.list": [{ input: ({ principalId }) => ({ principalId }), refuses: ["principalId"] }],
  "tokens.create": [{ input: ({ principalId }) => ({ principalId }), refuses: ["principalId"] }],

  "permissions.set": [
    {
      input: ({ principalId }) => ({ principalId, serverId: "notes", enabled: true }),
      refuses: ["principalId"],
    },
    { input: ({ serverId }) => ({ principalId: "bot", serverId, enabled: true }), refuses: ["serverId"] },
  ],
  "permissions.show": [
    { input: ({ principalId }) => ({ principalId }), refuses: ["principalId"] },
    { input: ({ clientKey }) => ({ principalId: "bot", clientKey }) },
  ],
  "permissions.explain": [
    {
      input: ({ principalId }) => ({ principalId, serverId: "notes", name: "add_note" }),
      refuses: ["principalId"],
    },
    { input: ({ serverId }) => ({ principalId: "bot", serverId, name: "add_note" }) },
  ],
  "policies.get": [{}],

  "gateway.listTools": [{ input: ({ principalId }) => ({ asPrincipalId: principalId }), refuses: ["principalId"] }],
  "gateway.callTool": [
    { input: ({ serverId }) => ({ name: `${serverId}::list_notes`, arguments: {} }), refuses: ["serverId"] },
  ],

  "discovery.settings": [{}],
  "discovery.show": [
    { input: ({ principalId }) => ({ principalId }), refuses: ["principalId"] },
    { input: ({ clientKey }) => ({ principalId: "bot", clientKey }), refuses: ["clientKey"] },
  ],
  "discovery.setDefault": [{ input: () => ({ profile: "flat", directTools: 20 }) }],
  "discovery.set": [
    { input: ({ principalId }) => ({ principalId, profile: "flat" }), refuses: ["principalId"] },
    {
      input: ({ clientKey }) => ({ principalId: "bot", clientKey, profile: "flat" }),
      refuses: ["clientKey"],
    },
  ],
  "discovery.search": [
    { input: ({ principalId }) => ({ asPrincipalId: principalId, query: "note" }), refuses: ["principalId"] },
    { input: ({ serverId }) => ({ serverId, query: "note" }) },
  ],

  "cache.policies": [{}],
  "cache.setPolicy": [
    { input: ({ serverId }) => ({ serverId, name: "list_notes", ttlSeconds: 60 }), refuses: ["serverId"] },
  ],
  "cache.entries": [{}],
  "cache.status": [{}],
  "cache.purge": [
    { input: () => ({ scope: "all" }) },
    { input: ({ serverId }) => ({ scope: "server", serverId }) },
    { input: ({ principalId }) => ({ scope: "principal", principalId }), refuses: ["principalId"] },
  ],
  "cache.removePolicy": [
    {
      input: ({ serverId }) => ({ serverId, name: "list_notes" }),
      refuses: ["serverId"],
      isDestructive: true,
    },
  ],

  "approvals.list": [
    { input: ({ principalId, serverId }) => ({ principalId, serverId }) },
    { input: ({ approvalCursor }) => ({ cursor: approvalCursor }) },
  ],
  "approvals.get": [{ input: ({ approvalId }) => ({ approvalId }), refuses: ["approvalId"] }],
  "approvals.count": [{}],
  "approvals.settings": [{}],
  "approvals.updateSettings": [{ input: () => ({ expiresAfterSeconds: 1800 }) }],

  "network.rules": [{}],
  "network.addRule": [{ input: () => ({ range: "192.0.2.0/24" }) }],
  "network.limits": [{}],
  "network.setLimits": [{ input: () => ({ principalRatePerMinute: null, workspaceRatePerMinute: null }) }],
  "network.setPrincipalLimit": [
    { input: ({ principalId }) => ({ principalId, ratePerMinute: 5000 }), refuses: ["principalId"] },
  ],

  "workspaces.list": [{}, { by: "browser" }],
  "workspaces.add": [
    { input: () => ({ slug: fresh(), name: "Another workspace" }), runs: 1 },
    // A short name is unique in the installation, so that whoever may create workspaces learns which are taken. One of
    // nobody would be created, and be nobody's no longer.
    { input: ({ slug }) => ({ slug, name: "Another workspace" }), own: "workspace.duplicate", runs: 0 },
  ],
  "workspaces.update": [{ input: () => ({ name: "Another name" }) }],
  "workspaces.switch": [{ input: ({ slug }) => ({ slug }), refuses: ["slug"], by: "browser" }],

  "oauth.listClients": [{}],
  "oauth.addClient": [
    { input: () => ({ name: "Another application", redirectUris: [REDIRECT] }), runs: 1 },
    {
      input: ({ principalId }) => ({ name: "A job", grantTypes: ["client_credentials"], principalId }),
      refuses: ["principalId"],
      runs: 3,
    },
  ],
  "oauth.setClient": [
    { input: ({ oauthClientId }) => ({ clientId: oauthClientId, enabled: true }), refuses: ["oauthClientId"] },
  ],
  "oauth.listGrants": [
    { input: ({ personId }) => ({ principalId: personId }), refuses: ["personId"] },
    { input: ({ oauthClientId }) => ({ clientId: oauthClientId }) },
  ],
  "oauth.consent": [
    {
      input: ({ interactionId }) => ({ interactionId }),
      refuses: ["interactionId"],
      by: "browser",
      tellsApartBecause: "the id is a secret of the browser in which the request began; its person may have to switch",
    },
  ],

  "audit.list": [
    { input: ({ principalId, serverId }) => ({ principalId, serverId }) },
    { input: ({ auditCursor }) => ({ cursor: auditCursor }) },
  ],
  "audit.get": [{ input: ({ auditId }) => ({ auditId }), refuses: ["auditId"] }],
  "audit.activity": [{ input: () => ({ hours: 24 }) }],
  "audit.verify": [{}],

  "oauth.decideConsent": [
    {
      input: ({ interactionId }) => ({ interactionId, decision: "deny" }),
      refuses: ["interactionId"],
      by: "browser",
      isDestructive: true,
      tellsApartBecause: "as for oauth.consent",
    },
  ],
  "oauth.revokeGrant": [{ input: ({ grantId }) => ({ grantId }), refuses: ["grantId"], isDestructive: true }],
  "oauth.removeClient": [
    { input: ({ oauthClientId }) => ({ clientId: oauthClientId }), refuses: ["oauthClientId"], isDestructive: true },
  ],
  "approvals.decide": [
    {
      input: ({ approvalId }) => ({ approvalId, decision: "reject", reason: "no" }),
      refuses: ["approvalId"],
      isDestructive: true,
    },
  ],
  // After the decision: other rules void an open question.
  "policies.save": [{ input: () => ({ version: 1, rules: [] }), isDestructive: true, runs: 0 }],
  "network.removeRule": [{ input: ({ ruleId }) => ({ ruleId }), refuses: ["ruleId"], isDestructive: true }],
  "userServers.unconfigure": [
    {
      input: ({ principalId }) => ({ principalId, serverId: "account" }),
      refuses: ["principalId"],
      isDestructive: true,
    },
  ],
  "clients.endSession": [
    { input: ({ mcpSessionRef }) => ({ sessionRef: mcpSessionRef }), refuses: ["mcpSessionRef"], isDestructive: true },
  ],
  "tokens.revoke": [
    { input: ({ token }) => ({ token }), refuses: ["token"], isDestructive: true },
    { input: ({ tokenId }) => ({ token: tokenId }), refuses: ["tokenId"], isDestructive: true },
  ],
  "principals.remove": [
    { input: ({ principalId }) => ({ principalId }), refuses: ["principalId"], isDestructive: true },
  ],
  "templates.remove": [{ input: ({ templateId }) => ({ templateId }), refuses: ["templateId"], isDestructive: true }],
  "skills.remove": [{ input: ({ packageId }) => ({ packageId }), refuses: ["packageId"], isDestructive: true }],
  "servers.remove": [{ input: ({ serverId }) => ({ serverId }), refuses: ["serverId"], isDestructive: true }],
  "consoleSessions.revoke": [
    {
      input: ({ consoleSessionRef }) => ({ sessionRef: consoleSessionRef }),
      refuses: ["consoleSessionRef"],
      by: "browser",
      isDestructive: true,
    },
  ],
  "consoleSessions.signOut": [{ by: "browser", isDestructive: true, runs: 0 }],
};
