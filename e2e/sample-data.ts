import path from "node:path";
import type { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { type AnyClient, CLIENTS, connectSdk } from "./clients.ts";
import { NODE } from "./run-process.ts";
import { everythingOverStdio, filesystemOverStdio, notesOverStdio } from "./servers.ts";
import type { RunningCore } from "./start-core.ts";

export const PERSON = { email: "ada@example.com", password: "a long enough password" };

/** Tokens of the agents that call. */
export interface Sample {
  claude: string;
  buildBot: string;
}

/** Servers of every state, people, agents, switches and a rule: what a workspace looks like after a week. */
export async function addSampleData(core: RunningCore, ownerToken: string): Promise<Sample> {
  const { mutate } = core.api(ownerToken);
  const files = path.join(core.scratch, "project");
  const servers = [
    {
      serverId: "files",
      displayName: "Project files",
      launch: { ...filesystemOverStdio(files), workingDirectory: files },
    },
    { serverId: "everything", displayName: "Everything server", launch: everythingOverStdio() },
    { serverId: "notes", displayName: "Team notes", launch: notesOverStdio() },
  ];
  for (const server of servers) await mutate("servers.add", server);
  const broken = {
    transport: "stdio",
    command: NODE,
    args: ["-e", "console.error('no licence found'); process.exit(3)"],
  };
  await mutate("servers.add", { serverId: "tickets", displayName: "Tickets", launch: broken, allowUnreachable: true });

  await mutate("principals.add", { principalId: "ada", kind: "person", displayName: "Ada Lovelace", ...PERSON });
  const agents = [
    { principalId: "claude", displayName: "Claude Desktop", ownerId: "ada" },
    { principalId: "build-bot", displayName: "Build bot" },
    { principalId: "research", displayName: "Research agent", ownerId: "ada" },
  ];
  for (const agent of agents) await mutate("principals.add", { kind: "agent", ...agent });
  const allow = (principalId: string, serverId: string, enabled = true, tool?: string) =>
    mutate("permissions.set", {
      principalId,
      serverId,
      enabled,
      ...(tool !== undefined && { capability: { kind: "tool", name: tool } }),
    });
  for (const serverId of ["files", "everything", "notes"]) await allow("claude", serverId);
  for (const tool of ["write_file", "edit_file", "move_file"]) await allow("claude", "files", false, tool);
  await allow("claude", "notes", false, "delete_note");
  await allow("build-bot", "files");
  await allow("build-bot", "everything");
  await allow("ada", "notes");
  await mutate("policies.save", {
    version: 0,
    rules: [
      {
        id: "no-secrets-in-notes",
        description: "Notes hold no passwords.",
        priority: 10,
        match: { servers: ["notes"], capabilities: ["add_note"] },
        when: 'args.text.contains("password")',
        effect: "deny",
      },
    ],
  });
  const tokenOf = async (principalId: string, name: string) =>
    (await mutate<{ token: string }>("tokens.create", { principalId, name, expiresInSeconds: 90 * 86_400 })).token;
  return { claude: await tokenOf("claude", "laptop"), buildBot: await tokenOf("build-bot", "nightly build") };
}

/** The first `count` of a round of ten calls as agents make them: one fails in the tool, two are refused. */
export async function makeCalls(core: RunningCore, sample: Sample, count = 10): Promise<void> {
  const connectModern = CLIENTS["client 2.4, auto"];
  if (connectModern === undefined) throw new Error("There is no such client.");
  const claude = await connectSdk(core.url, sample.claude, "claude-desktop");
  const buildBot = await connectModern(core.url, sample.buildBot);
  const calls: [Pick<AnyClient, "callTool">, string, Record<string, unknown>][] = [
    [claude, "files__list_directory", { path: "." }],
    [claude, "files__read_text_file", { path: "readme.txt" }],
    [claude, "notes__list_notes", {}],
    [buildBot, "files__read_text_file", { path: "budget.csv" }],
    [claude, "files__write_file", { path: "readme.txt", content: "Rewritten by an agent." }],
    [buildBot, "everything__get-sum", { a: 40, b: 2 }],
    [claude, "notes__add_note", { title: "Stand-up", text: "Everything builds. The budget is read." }],
    [buildBot, "everything__echo", { message: "nightly build is green" }],
    [claude, "notes__add_note", { title: "Login", text: "the password is hunter2" }],
    [buildBot, "files__read_text_file", { path: "/etc/hostname" }],
  ];
  for (const [client, name, args] of calls.slice(0, count)) {
    // A refusal is an answer here.
    await client.callTool({ name, arguments: args }).catch(() => {});
  }
  // Ends its session, as an application does that is closed.
  await (claude.transport as StreamableHTTPClientTransport).terminateSession();
  await Promise.all([claude.close(), buildBot.close()]);
}

/** Two calls that wait for a person, one of them on a tool of level 3, and a third that was rejected. */
export async function askForApproval(core: RunningCore, ownerToken: string, sample: Sample): Promise<void> {
  const { mutate, query } = core.api(ownerToken);
  const level = (name: string, dangerLevel: number) =>
    mutate("servers.setCapability", { serverId: "notes", kind: "tool", name, dangerLevel });
  await level("add_note", 2);
  await level("delete_note", 3);
  await mutate("permissions.set", {
    principalId: "claude",
    serverId: "notes",
    enabled: null,
    capability: { kind: "tool", name: "delete_note" },
  });
  const claude = await connectSdk(core.url, sample.claude, "claude-desktop");
  const calls: [string, Record<string, unknown>][] = [
    ["notes__add_note", { title: "Mail to all", text: "Everybody gets a raise." }],
    ["notes__add_note", { title: "Week 48", text: "Everything builds.\nThe budget is read." }],
    ["notes__delete_note", { id: "2" }],
  ];
  for (const [name, args] of calls) {
    // Nobody waits for the answer: the question stays.
    await claude.callTool({ name, arguments: args }, undefined, { timeout: 700 }).catch(() => {});
  }
  await claude.close();
  const { approvals } = await query<{ approvals: { approvalId: string; name: string; createdAt: string }[] }>(
    "approvals.list",
    { status: "pending" },
  );
  const first = approvals.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))[0];
  await mutate("approvals.decide", { approvalId: first?.approvalId, decision: "reject", reason: "Not in a note." });
}

/** A server that runs with values of each user, and address rules that let everybody in who is here. */
export async function addOwnValuesAndRules(core: RunningCore, ownerToken: string): Promise<void> {
  const { mutate } = core.api(ownerToken);
  await mutate("servers.add", {
    serverId: "vault",
    displayName: "Vault",
    launch: everythingOverStdio(),
    publicAccess: true,
    userFields: [
      {
        key: "apiKey",
        label: "API key",
        help: "In the vault, under Settings, Personal keys.",
        secret: true,
        placement: { in: "env", name: "VAULT_KEY" },
      },
      {
        key: "region",
        label: "Region",
        type: "choice",
        choices: ["eu", "us"],
        placement: { in: "env", name: "REGION" },
      },
      { key: "dry", label: "Only try", type: "boolean", placement: { in: "argument", flag: "--dry" } },
    ],
  });
  for (const [range, note] of [
    ["127.0.0.0/8", "This machine"],
    ["2001:db8::/32", "Office"],
  ])
    await mutate("network.addRule", { range, note });
}
