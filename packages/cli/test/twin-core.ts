import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  addIpRuleInputSchema,
  addPrincipalInputSchema,
  approvalDetailSchema,
  approvalRefSchema,
  approvalSettingsSchema,
  addWorkspaceInputSchema,
  addWorkspaceOutputSchema,
  auditPageSchema,
  auditVerificationSchema,
  callToolInputSchema,
  callToolOutputSchema,
  createTokenInputSchema,
  createTokenOutputSchema,
  decideApprovalInputSchema,
  effectivePermissionsSchema,
  type ErrorCode,
  explainInputSchema,
  ipRulesSchema,
  ipRuleViewSchema,
  listApprovalsInputSchema,
  listApprovalsOutputSchema,
  listAuditInputSchema,
  listTokensInputSchema,
  listToolsInputSchema,
  meSchema,
  policySetSchema,
  principalRefSchema,
  principalViewSchema,
  publicStatusSchema,
  removeIpRuleInputSchema,
  revokeTokenInputSchema,
  savePolicySetInputSchema,
  setPermissionInputSchema,
  setPrincipalLimitInputSchema,
  setUpInputSchema,
  setUpOutputSchema,
  showPermissionsInputSchema,
  statusSchema,
  tokenViewSchema,
  toolViewSchema,
  updateApprovalSettingsInputSchema,
  updatePrincipalInputSchema,
  updateWorkspaceInputSchema,
  workspaceLimitsSchema,
  workspaceViewSchema,
} from "@peta/contract";
import { ipRules, limits, workspace } from "./twin-network.ts";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { NOW, approval, auditRow, detail, failedRow, permissions, principal, status, token } from "./twin-data.ts";
import { createTwinApi, refusal, type TwinApi } from "./twin-api.ts";
import { createTwinServers } from "./twin-servers.ts";
import { createTwinSkills, createTwinTemplates } from "./twin-skills.ts";
import { createTwinDiscovery } from "./twin-discovery.ts";
import { createTwinOAuth } from "./twin-oauth.ts";
import { createUserLayer } from "./twin-user-layer.ts";

export const OWNER_TOKEN = "owner-token-that-only-tests-know";
export const USER_TOKEN = "user-token-that-only-tests-know";
export const SETUP_TOKEN = "setup-token-that-only-tests-know";

export interface Twin {
  url: string;
  /** Inputs of every procedure called, by path, newest last. */
  inputs: { path: string; input: unknown }[];
  /** `authorization`, `user-agent` and `x-peta-client` of the last request. */
  headers: Record<string, string | undefined>;
  state: {
    isSetUp: boolean;
    auditIsIntact: boolean;
    serverWorks: boolean;
    /** How often a server was looked at since its sign-in was started; null: it was not. */
    looks: number | null;
    /** It is signed in by then. */
    looksUntilSignedIn: number;
    /** Why it is not, by then. */
    signInFailure: string | null;
  };
  close(): Promise<void>;
}

/** A real tRPC server over HTTP with Core's schemas, paths and error form, and canned modules behind them. */
export async function startTwin(): Promise<Twin> {
  const inputs: Twin["inputs"] = [];
  const headers: Twin["headers"] = {};
  const state: Twin["state"] = {
    isSetUp: true,
    auditIsIntact: true,
    serverWorks: true,
    looks: null,
    looksUntilSignedIn: 2,
    signInFailure: null,
  };
  const router = createTwinRouter(inputs, state);
  const server: Server = createHTTPServer({
    router,
    basePath: "/trpc/",
    createContext: ({ req }) => {
      Object.assign(headers, {
        authorization: req.headers.authorization,
        "user-agent": req.headers["user-agent"],
        "x-peta-client": req.headers["x-peta-client"] as string | undefined,
      });
      const bearer = req.headers.authorization?.replace(/^Bearer /, "") ?? null;
      // As Core does it: a token that is not valid is refused at the door, whatever is asked for.
      if (bearer !== null && bearer !== OWNER_TOKEN && bearer !== USER_TOKEN)
        throw refusal("auth.invalid_token", "This access token is not valid.");
      return { token: bearer };
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    inputs,
    headers,
    state,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createTwinRouter(inputs: Twin["inputs"], state: Twin["state"]) {
  const t = createTwinApi();
  const refuse = (code: ErrorCode | (string & {}), message: string): never => {
    throw refusal(code, message);
  };
  const open = t.procedure.use(async ({ path, getRawInput, next }) => {
    // A mutation without input has no body to parse.
    inputs.push({ path, input: await getRawInput().catch(() => undefined) });
    return next();
  });
  const caller = open.use(({ ctx, next }) => {
    if (!state.isSetUp) refuse("setup.required", "This installation is not set up yet.");
    if (ctx.token === null) refuse("auth.required", "Sign in, or send an access token as `Authorization: Bearer`.");
    return next();
  });
  const admin = caller.use(({ ctx, next }) => {
    if (ctx.token !== OWNER_TOKEN) refuse("auth.forbidden", "Only an owner or an admin of this workspace may do this.");
    return next();
  });

  return t.router({
    installation: t.router({
      publicStatus: open
        .output(publicStatusSchema)
        .query(() => ({ isSetUp: state.isSetUp, product: "peta", version: "9.8.7" })),
      setUp: open
        .input(setUpInputSchema)
        .output(setUpOutputSchema)
        .mutation(({ input }) => {
          if (input.setupToken !== SETUP_TOKEN)
            refuse("setup.token_invalid", "This set-up token is not the one of this installation.");
          state.isSetUp = true;
          return { principalId: "ada", workspace: "default", token: OWNER_TOKEN };
        }),
      status: caller.output(statusSchema).query(() => ({ ...status, isSetUp: true })),
    }),
    consoleSessions: t.router({
      me: caller.output(meSchema).query(() => ({
        principalId: "ada",
        displayName: "Ada",
        email: null,
        role: "owner" as const,
        kind: "person" as const,
        workspace: { slug: "default", name: "Default" },
        signedInBy: "token" as const,
      })),
    }),
    skills: createTwinSkills(t.router, admin as unknown as TwinApi["procedure"]),
    templates: createTwinTemplates(t.router, admin as unknown as TwinApi["procedure"], (id) => detail(id, null)),
    servers: createTwinServers(t.router, admin as unknown as TwinApi["procedure"], refuse, state),
    ...createUserLayer(t.router, caller, refuse),
    ...createTwinDiscovery(
      t.router,
      caller as unknown as TwinApi["procedure"],
      admin as unknown as TwinApi["procedure"],
    ),
    oauth: createTwinOAuth(t.router, admin as unknown as TwinApi["procedure"], refuse),
    principals: t.router({
      list: admin.output(principalViewSchema.array()).query(() => [principal("ada")]),
      add: admin
        .input(addPrincipalInputSchema)
        .output(principalViewSchema)
        .mutation(({ input }) => ({
          ...principal(input.principalId),
          kind: input.kind,
          role: input.role,
          ownerId: input.kind === "agent" ? (input.ownerId ?? "ada") : null,
        })),
      update: admin
        .input(updatePrincipalInputSchema)
        .output(principalViewSchema)
        .mutation(({ input }) => ({ ...principal(input.principalId), status: input.status ?? "active" })),
      remove: admin.input(principalRefSchema).mutation(() => ({ removed: true as const })),
    }),
    tokens: t.router({
      create: admin
        .input(createTokenInputSchema)
        .output(createTokenOutputSchema)
        .mutation(({ input }) => ({
          ...token,
          principalId: input.principalId,
          expiresAt: input.expiresInSeconds === null ? null : NOW,
          token: "the-new-token",
        })),
      list: admin
        .input(listTokensInputSchema)
        .output(tokenViewSchema.array())
        .query(() => [token]),
      revoke: admin
        .input(revokeTokenInputSchema)
        .output(tokenViewSchema)
        .mutation(() => ({ ...token, revokedAt: NOW })),
    }),
    permissions: t.router({
      set: admin
        .input(setPermissionInputSchema)
        .output(effectivePermissionsSchema)
        .mutation(({ input }) => permissions(input.principalId)),
      show: caller
        .input(showPermissionsInputSchema)
        .output(effectivePermissionsSchema)
        .query(({ input }) => permissions(input.principalId)),
      explain: caller.input(explainInputSchema).query(() => ({
        effect: "deny",
        determinedBy: ["layer:administrator"],
        steps: [{ layer: "server", verdict: "pass" }],
      })),
    }),
    policies: t.router({
      get: admin.output(policySetSchema).query(() => ({ version: 3, rules: [] })),
      save: admin
        .input(savePolicySetInputSchema)
        .output(policySetSchema)
        .mutation(({ input }) => ({ ...input, version: input.version + 1 })),
    }),
    gateway: t.router({
      listTools: caller
        .input(listToolsInputSchema)
        .output(toolViewSchema.array())
        .query(() => [
          {
            canonicalName: "files::read",
            wireName: "files__read",
            serverId: "files",
            title: null,
            description: "Reads.\u001b[31m\u202e Evil",
            dangerLevel: 0 as const,
            inputSchema: {},
          },
        ]),
      callTool: caller
        .input(callToolInputSchema)
        .output(callToolOutputSchema)
        .mutation(async ({ input }) => {
          if (input.name === "files::delete")
            refuse("permission.denied", "Policy does not let you call files::delete.");
          if (input.name === "files::pay") refuse("approval.pending", "The call waits for a decision as apr_1.");
          if (input.name === "files::new_code") refuse("planet.exploded", "A code from the future.");
          if (input.name === "files::slow") await new Promise(() => {});
          if (input.name === "files::fail") return { content: [{ type: "text", text: "disk on fire" }], isError: true };
          return {
            content: [
              { type: "text", text: `read ${JSON.stringify(input.arguments)}` },
              { type: "image", mimeType: "image/png", data: "AAAA" },
            ],
          };
        }),
    }),
    approvals: t.router({
      list: caller
        .input(listApprovalsInputSchema)
        .output(listApprovalsOutputSchema)
        .query(() => ({ approvals: [approval("apr_1")], nextCursor: null })),
      get: caller
        .input(approvalRefSchema)
        .output(approvalDetailSchema)
        .query(({ input }) => approval(input.approvalId)),
      decide: caller
        .input(decideApprovalInputSchema)
        .output(approvalDetailSchema)
        .mutation(({ input }) => {
          if (input.approvalId === "apr_3" && input.password !== "the password")
            refuse("approval.step_up_required", "This approval has to be confirmed with your account's password.");
          return { ...approval(input.approvalId), isEdited: input.arguments !== undefined };
        }),
      settings: caller
        .output(approvalSettingsSchema)
        .query(() => ({ selfApproval: "other_credential" as const, expiresAfterSeconds: 600 })),
      updateSettings: admin
        .input(updateApprovalSettingsInputSchema)
        .output(approvalSettingsSchema)
        .mutation(({ input }) => ({ selfApproval: "other_credential" as const, expiresAfterSeconds: 600, ...input })),
    }),
    network: t.router({
      rules: admin.output(ipRulesSchema).query(() => ipRules),
      addRule: admin
        .input(addIpRuleInputSchema)
        .output(ipRuleViewSchema)
        .mutation(({ input }) => ({ ...ipRules.rules[0]!, range: input.range })),
      removeRule: admin.input(removeIpRuleInputSchema).mutation(() => ({ removed: true as const })),
      limits: admin.output(workspaceLimitsSchema).query(() => limits),
      setLimits: admin
        .input(workspaceLimitsSchema)
        .output(workspaceLimitsSchema)
        .mutation(({ input }) => input),
      setPrincipalLimit: admin
        .input(setPrincipalLimitInputSchema)
        .output(setPrincipalLimitInputSchema)
        .mutation(({ input }) => input),
    }),
    workspaces: t.router({
      list: caller.output(workspaceViewSchema.array()).query(() => [workspace("default", "Default")]),
      add: admin
        .input(addWorkspaceInputSchema)
        .output(addWorkspaceOutputSchema)
        .mutation(({ input }) => ({ ...workspace(input.slug, input.name), token: "the-new-workspaces-token" })),
      update: admin
        .input(updateWorkspaceInputSchema)
        .output(workspaceViewSchema)
        .mutation(({ input }) => workspace("default", input.name)),
    }),
    audit: t.router({
      list: admin
        .input(listAuditInputSchema)
        .output(auditPageSchema)
        .query(() => ({ rows: [auditRow, failedRow], nextCursor: "c2" })),
      verify: admin.output(auditVerificationSchema).mutation(() => ({
        ok: state.auditIsIntact,
        rows: 7,
        chains: [
          {
            writerId: "w1",
            rows: 7,
            ok: state.auditIsIntact,
            problem: state.auditIsIntact ? null : "Row 5 was changed.",
          },
        ],
        checkedAt: NOW,
      })),
    }),
  });
}
