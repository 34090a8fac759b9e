import { Command } from "commander";
import type { Register, Run } from "./command.ts";
import { parseDuration } from "./parse.ts";
import { VERSION } from "./version.ts";
import { approvalApprove } from "./commands/approval/approve.ts";
import { approvalList } from "./commands/approval/list.ts";
import { approvalReject } from "./commands/approval/reject.ts";
import { approvalSettings } from "./commands/approval/settings.ts";
import { approvalShow } from "./commands/approval/show.ts";
import { auditList } from "./commands/audit/list.ts";
import { auditVerify } from "./commands/audit/verify.ts";
import { cacheEntries } from "./commands/cache/entries.ts";
import { cachePolicies } from "./commands/cache/policies.ts";
import { cachePurge } from "./commands/cache/purge.ts";
import { cacheRemove } from "./commands/cache/remove.ts";
import { cacheSet } from "./commands/cache/set.ts";
import { cacheStatus } from "./commands/cache/status.ts";
import { call } from "./commands/call.ts";
import { clientEnd } from "./commands/client/end.ts";
import { clientList } from "./commands/client/list.ts";
import { clientSessions } from "./commands/client/sessions.ts";
import { clientSet } from "./commands/client/set.ts";
import { clientShow } from "./commands/client/show.ts";
import { discoveryDefault } from "./commands/discovery/default.ts";
import { discoverySearch } from "./commands/discovery/search.ts";
import { discoverySet } from "./commands/discovery/set.ts";
import { discoverySettings } from "./commands/discovery/settings.ts";
import { discoveryShow } from "./commands/discovery/show.ts";
import { networkAllow } from "./commands/network/allow.ts";
import { networkLimit } from "./commands/network/limit.ts";
import { networkLimits } from "./commands/network/limits.ts";
import { networkRemove } from "./commands/network/remove.ts";
import { networkRules } from "./commands/network/rules.ts";
import { oauthClientAdd } from "./commands/oauth-client/add.ts";
import { oauthClientList } from "./commands/oauth-client/list.ts";
import { oauthClientRemove } from "./commands/oauth-client/remove.ts";
import { oauthClientDisable, oauthClientEnable } from "./commands/oauth-client/set.ts";
import { permissionExplain } from "./commands/permission/explain.ts";
import { permissionSet } from "./commands/permission/set.ts";
import { permissionShow } from "./commands/permission/show.ts";
import { policyGet } from "./commands/policy/get.ts";
import { policySave } from "./commands/policy/save.ts";
import { principalAdd } from "./commands/principal/add.ts";
import { principalList } from "./commands/principal/list.ts";
import { principalRemove } from "./commands/principal/remove.ts";
import { principalUpdate } from "./commands/principal/update.ts";
import { serverAdd } from "./commands/server/add.ts";
import { serverCapability } from "./commands/server/capability.ts";
import { serverConfigure } from "./commands/server/configure.ts";
import { serverDefinition } from "./commands/server/definition.ts";
import { serverFields } from "./commands/server/fields.ts";
import { serverImportOpenApi } from "./commands/server/import-openapi.ts";
import { serverInstructions } from "./commands/server/instructions.ts";
import { serverList } from "./commands/server/list.ts";
import { serverPublic } from "./commands/server/public.ts";
import { serverRefresh } from "./commands/server/refresh.ts";
import { serverLog } from "./commands/server/log.ts";
import { serverRemove } from "./commands/server/remove.ts";
import { serverRestart } from "./commands/server/restart.ts";
import { serverSettings } from "./commands/server/settings.ts";
import { serverShow } from "./commands/server/show.ts";
import { serverSignIn } from "./commands/server/sign-in.ts";
import { serverSignOut } from "./commands/server/sign-out.ts";
import { serverImport } from "./commands/server/import.ts";
import { serverSandbox } from "./commands/server/sandbox.ts";
import { serverTools } from "./commands/server/tools.ts";
import { serverTest } from "./commands/server/test.ts";
import { serverUnconfigure } from "./commands/server/unconfigure.ts";
import { serverUpdate } from "./commands/server/update.ts";
import { serverWording } from "./commands/server/wording.ts";
import { setup } from "./commands/setup.ts";
import { skillDiff } from "./commands/skill/diff.ts";
import { skillList } from "./commands/skill/list.ts";
import { skillRemove } from "./commands/skill/remove.ts";
import { skillShow } from "./commands/skill/show.ts";
import { skillUpload } from "./commands/skill/upload.ts";
import { status } from "./commands/status.ts";
import { templateList } from "./commands/template/list.ts";
import { templateRemove } from "./commands/template/remove.ts";
import { templateSave } from "./commands/template/save.ts";
import { templateShow } from "./commands/template/show.ts";
import { templateUse } from "./commands/template/use.ts";
import { tokenCreate } from "./commands/token/create.ts";
import { tokenList } from "./commands/token/list.ts";
import { tokenRevoke } from "./commands/token/revoke.ts";
import { tools } from "./commands/tools.ts";
import { version } from "./commands/version.ts";
import { workspaceAdd } from "./commands/workspace/add.ts";
import { workspaceList } from "./commands/workspace/list.ts";
import { workspaceRename } from "./commands/workspace/rename.ts";

const GROUPS: readonly { name: string; description: string; commands: readonly Register[] }[] = [
  {
    name: "server",
    description: "the MCP servers that agents reach through Core",
    commands: [
      serverAdd,
      serverImport,
      serverImportOpenApi,
      serverDefinition,
      serverList,
      serverShow,
      serverUpdate,
      serverSignIn,
      serverSignOut,
      serverCapability,
      serverTools,
      serverInstructions,
      serverWording,
      serverTest,
      serverRefresh,
      serverRestart,
      serverSettings,
      serverPublic,
      serverLog,
      serverSandbox,
      serverFields,
      serverConfigure,
      serverUnconfigure,
      serverRemove,
    ],
  },
  {
    name: "template",
    description: "server definitions with fields to fill",
    commands: [templateList, templateShow, templateUse, templateSave, templateRemove],
  },
  {
    name: "skill",
    description: "packages of skills that Core serves to agents",
    commands: [skillList, skillUpload, skillShow, skillDiff, skillRemove],
  },
  {
    name: "client",
    description: "the applications that use Core with your credentials, and what each may do",
    commands: [clientList, clientShow, clientSet, clientSessions, clientEnd],
  },
  {
    name: "principal",
    description: "people and agents",
    commands: [principalAdd, principalList, principalUpdate, principalRemove],
  },
  { name: "token", description: "access tokens of principals", commands: [tokenCreate, tokenList, tokenRevoke] },
  {
    name: "oauth-client",
    description: "applications that sign people in, or act by themselves as an agent",
    commands: [oauthClientList, oauthClientAdd, oauthClientDisable, oauthClientEnable, oauthClientRemove],
  },
  {
    name: "permission",
    description: "who may use which server and capability",
    commands: [permissionSet, permissionShow, permissionExplain],
  },
  { name: "policy", description: "the rules that decide beyond the switches", commands: [policyGet, policySave] },
  {
    name: "discovery",
    description: "how agents meet their tools: all in a list, or by a search",
    commands: [discoveryShow, discoverySet, discoveryDefault, discoverySettings, discoverySearch],
  },
  {
    name: "cache",
    description: "answers of servers that are given out again for a while",
    commands: [cachePolicies, cacheSet, cacheRemove, cacheEntries, cacheStatus, cachePurge],
  },
  {
    name: "network",
    description: "which addresses may come, and how many requests a minute",
    commands: [networkRules, networkAllow, networkRemove, networkLimits, networkLimit],
  },
  {
    name: "workspace",
    description: "the tenants of this installation",
    commands: [workspaceList, workspaceAdd, workspaceRename],
  },
  {
    name: "approval",
    description: "calls that wait for a person",
    commands: [approvalList, approvalShow, approvalApprove, approvalReject, approvalSettings],
  },
  { name: "audit", description: "the record of every request", commands: [auditList, auditVerify] },
];

const withSharedOptions = (command: Command): Command =>
  command
    .option("--json", "print exactly one JSON document and nothing else")
    .option("--timeout <duration>", "give up after this long without an answer (default: 5m)", parseDuration);

/**
 * The whole command tree. `run` is what actions do; the documentation generator passes one that does nothing and reads
 * the tree. Parsing throws commander's CommanderError instead of ending the process.
 */
export function createProgram(run: Run): Command {
  const program = new Command("peta")
    .description("Operate Peta from the command line: servers, principals, permissions, calls and audit.")
    .enablePositionalOptions()
    .version(VERSION, "-V, --version", "print the version of this command")
    .exitOverride();
  for (const register of [setup, status]) register(program, run);
  for (const group of GROUPS) {
    const parent = withSharedOptions(program.command(group.name))
      .description(group.description)
      .enablePositionalOptions();
    for (const register of group.commands) register(parent, run);
  }
  for (const register of [tools, call, version]) register(program, run);
  for (const command of leaves(program)) withSharedOptions(command);
  return withSharedOptions(program);
}

/** Every command that does something, in the order of the help. */
export const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
