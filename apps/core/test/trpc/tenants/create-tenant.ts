import { randomUUID } from "node:crypto";
import path from "node:path";
import type { Db } from "@peta/db";
import { instructions, makeZip } from "../../../src/modules/skills/twins/make-zip.ts";
import { type Api, createApi, createBrowserApi, refusal, signIn } from "../../create-test-core.ts";
import { legacyHeaders, rpc, send } from "../../mcp/raw-client.ts";
import { createBrowser, makePkce, REDIRECT } from "../../oauth/oauth-kit.ts";
import { accountLaunch, FIELDS } from "../../user-values/world.ts";
import { byCookie, byToken, type Credential } from "./call-procedure.ts";

const NOTES = path.resolve(import.meta.dirname, "../../../src/demo/notes-server.ts");

/** What names something of one tenant and of no other. */
export interface Ids {
  serverId: string;
  packageId: string;
  templateId: string;
  principalId: string;
  personId: string;
  tokenId: string;
  token: string;
  clientKey: string;
  mcpSessionRef: string;
  consoleSessionRef: string;
  approvalId: string;
  oauthClientId: string;
  grantId: string;
  interactionId: string;
  ruleId: string;
  auditId: string;
  auditCursor: string;
  approvalCursor: string;
  slug: string;
  email: string;
}

export interface Tenant {
  workspaceId: string;
  ids: Ids;
  /** A word that is in every text of the tenant. */
  tag: string;
  chief: { api: Api; token: Credential; browser: Credential };
  user: { token: Credential };
}

/** An archive with one skill that says whose it is, as base64. */
export const archiveOf = (tag: string): string =>
  Buffer.from(makeZip([{ name: "greet/SKILL.md", content: instructions("greet", `Greets as ${tag} does`) }])).toString(
    "base64",
  );

/**
 * Fills a workspace with one of everything that exists. Two tenants have servers, people and agents of the same names;
 * `only-<tag>` exists in one alone.
 * @param owner API of somebody who owns the workspace and can add the chief
 */
export async function createTenant(url: string, db: Db, owner: Api, tag: string): Promise<Tenant> {
  const password = `${tag} has a long password`;
  const email = `chief@${tag}.example`;
  await owner.network.setLimits.mutate({ principalRatePerMinute: null, workspaceRatePerMinute: null });
  await owner.principals.add.mutate({
    principalId: "chief",
    kind: "person",
    role: "owner",
    displayName: `Chief of ${tag}`,
    email,
    password,
  });
  const chiefToken = (await owner.tokens.create.mutate({ principalId: "chief" })).token;
  const chief = createApi(url, chiefToken);
  const me = await chief.consoleSessions.me.query();

  const launch = { transport: "stdio" as const, command: process.execPath, args: [NOTES], env: { TAG: `${tag}-env` } };
  for (const serverId of ["notes", `only-${tag}`])
    await chief.servers.add.mutate({ serverId, displayName: `Notes of ${tag}`, launch });
  await chief.servers.add.mutate({
    serverId: "account",
    displayName: `Account of ${tag}`,
    launch: accountLaunch,
    publicAccess: true,
    userFields: FIELDS,
  });

  const definition = { displayName: `Template of ${tag}`, launch: { ...launch, args: ["-e", "0"] } };
  await chief.templates.save.mutate({ templateId: `only-${tag}`, definition });
  await chief.skills.upload.mutate({
    packageId: `only-${tag}`,
    displayName: `Skills of ${tag}`,
    archive: archiveOf(tag),
  });

  for (const [principalId, kind] of [
    ["uma", "person"],
    [`solo-${tag}`, "person"],
    ["bot", "agent"],
    [`only-${tag}`, "agent"],
  ] as const)
    await chief.principals.add.mutate({ principalId, kind, role: "user", displayName: `${principalId} of ${tag}` });
  for (const principalId of ["bot", `only-${tag}`])
    await chief.permissions.set.mutate({ principalId, serverId: "notes", enabled: true });
  const issue = (principalId: string) => chief.tokens.create.mutate({ principalId, name: `token of ${tag}` });
  const [umas, bots, only] = [await issue("uma"), await issue("bot"), await issue(`only-${tag}`)];

  await chief.policies.save.mutate({
    version: 0,
    rules: [{ id: `${tag}-rule`, priority: 1, match: { servers: ["nothing"] }, when: "true", effect: "deny" }],
  });
  await chief.servers.setCapability.mutate({ serverId: "notes", kind: "tool", name: "list_notes", dangerLevel: 2 });
  await chief.approvals.updateSettings.mutate({ selfApproval: "forbidden", expiresAfterSeconds: 3600 });
  for (const call of [1, 2]) {
    const asked = createApi(url, bots.token).gateway.callTool.mutate({
      name: "notes::list_notes",
      arguments: { of: `${tag}-argument-${call}` },
    });
    if (!(await refusal(asked)).startsWith("approval.")) throw new Error("the call was not held for a person");
  }

  const uma = createApi(url, umas.token);
  await uma.userServers.configure.mutate({ serverId: "account", values: { apiKey: `${tag}-own-key` }, test: false });
  const clientInfo = { name: `client of ${tag}`, version: "1" };
  await send(new URL(`${url}/mcp`), {
    headers: legacyHeaders(bots.token),
    body: rpc("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo }),
  });
  await chief.clients.setSwitch.mutate({
    principalId: "bot",
    clientKey: bots.tokenId,
    serverId: "notes",
    capability: { kind: "tool", name: "delete_note" },
    enabled: false,
  });

  const oauthClient = await chief.oauth.addClient.mutate({
    name: `App of ${tag}`,
    redirectUris: [REDIRECT],
    confidential: false,
  });
  const grantId = `grt_${randomUUID().replaceAll("-", "")}`;
  const principalRowId = await rowIdOf(db, me.workspace.slug, `solo-${tag}`);
  const workspaceId = await workspaceIdOf(db, me.workspace.slug);
  await db.pool.query(
    `INSERT INTO oauth_grants (id, workspace_id, principal_id, client_id, resource, scopes, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, now() + interval '1 day')`,
    [grantId, workspaceId, principalRowId, oauthClient.clientId, `${url}/mcp`, ["mcp:tools"]],
  );

  await chief.network.addRule.mutate({ range: "127.0.0.0/8", note: `loopback of ${tag}` });
  const rule = await chief.network.addRule.mutate({ range: "2001:db8::/32", note: `office of ${tag}` });
  await chief.network.setPrincipalLimit.mutate({ principalId: "bot", ratePerMinute: 5000 });

  const cookie = await signIn(url, email, password);
  const other = createBrowserApi(url, await signIn(url, email, password));
  const session = (await other.consoleSessions.list.query()).find(({ isCurrent }) => isCurrent);
  const audit = await chief.audit.list.query({ action: "tools/call", limit: 1 });
  const approvals = await chief.approvals.list.query({ limit: 1 });
  const [mcpSession] = await chief.clients.sessions.query({ principalId: "bot" });

  return {
    workspaceId,
    tag,
    chief: { api: chief, token: byToken(chiefToken), browser: byCookie(cookie) },
    user: { token: byToken(umas.token) },
    ids: {
      serverId: `only-${tag}`,
      packageId: `only-${tag}`,
      templateId: `only-${tag}`,
      principalId: `only-${tag}`,
      personId: `solo-${tag}`,
      tokenId: only.tokenId,
      token: only.token,
      clientKey: bots.tokenId,
      mcpSessionRef: required(mcpSession?.sessionRef),
      consoleSessionRef: required(session?.sessionRef),
      approvalId: required(approvals.approvals[0]?.approvalId),
      oauthClientId: oauthClient.clientId,
      grantId,
      interactionId: await beginConsent(url, oauthClient.clientId),
      ruleId: rule.ruleId,
      auditId: required(audit.rows[0]?.auditId),
      auditCursor: required(audit.nextCursor),
      approvalCursor: required(approvals.nextCursor),
      slug: me.workspace.slug,
      email,
    },
  };
}

function required(value: string | null | undefined): string {
  if (value === null || value === undefined) throw new Error("a tenant lacks one of the things that exist");
  return value;
}

const workspaceIdOf = async (db: Db, slug: string): Promise<string> =>
  required((await db.pool.query<{ id: string }>("SELECT id FROM workspaces WHERE slug = $1", [slug])).rows[0]?.id);

const rowIdOf = async (db: Db, slug: string, handle: string): Promise<string> =>
  required(
    (
      await db.pool.query<{ id: string }>(
        "SELECT p.id FROM principals p JOIN workspaces w ON w.id = p.workspace_id WHERE w.slug = $1 AND p.handle = $2",
        [slug, handle],
      )
    ).rows[0]?.id,
  );

/** Opens an authorization request of a client; answers the id that its consent page gets. */
async function beginConsent(url: string, clientId: string): Promise<string> {
  const browser = createBrowser(url);
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: REDIRECT,
    code_challenge: makePkce().challenge,
    code_challenge_method: "S256",
    scope: "mcp:tools",
  });
  let address = `/oauth/authorize?${query.toString()}`;
  for (let hops = 0; hops < 4; hops++) {
    const location = (await browser.get(address)).headers.get("location") ?? "";
    const target = new URL(location, url);
    const interaction = target.searchParams.get("interaction");
    if (target.pathname === "/consent" && interaction !== null) return interaction;
    address = target.href;
  }
  throw new Error("the authorization request led to no consent page");
}
