import path from "node:path";
import { type AnyClient, CLIENTS, connectSdk } from "./clients.ts";
import { NODE } from "./run-process.ts";
import { everythingOverStdio, filesystemOverStdio, notesOverStdio } from "./servers.ts";
import type { RunningCore } from "./start-core.ts";

export const PERSON = { email: "ada@example.com", password: "a long enough password" };

export interface Sample {
  /** An agent's session, open. */
  claude: AnyClient;
  buildBot: AnyClient;
  /** Directory of the file server. */
  files: string;
}

/** Servers of every state, people, agents, switches and a rule: what a workspace looks like after a week. */
export async function addSampleData(core: RunningCore, ownerToken: string): Promise<Sample> {
  const { mutate } = core.api(ownerToken);
  const files = path.join(core.scratch, "project");
  const servers = [
    { serverId: "files", displayName: "Project files", launch: filesystemOverStdio(files) },
    { serverId: "everything", displayName: "Reference server", launch: everythingOverStdio() },
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
  const claude = (await connectSdk(core.url, await tokenOf("claude", "laptop"))) as AnyClient;
  const connectModern = CLIENTS["client 2.4, auto"];
  if (connectModern === undefined) throw new Error("There is no such client.");
  const buildBot = await connectModern(core.url, await tokenOf("build-bot", "nightly build"));
  return { claude, buildBot, files };
}

/** A round of calls as agents make them: most go through, one fails in the tool, two are refused. */
export async function makeCalls({ claude, buildBot, files }: Sample, round: number): Promise<void> {
  const readme = path.join(files, "readme.txt");
  const calls: [AnyClient, string, Record<string, unknown>][] = [
    [claude, "files__list_directory", { path: files }],
    [claude, "files__read_text_file", { path: readme }],
    [claude, "notes__list_notes", {}],
    [buildBot, "files__read_text_file", { path: path.join(files, "budget.csv") }],
    [buildBot, "everything__get-sum", { a: round, b: 2 }],
    [claude, "notes__add_note", { title: `Stand-up ${round}`, text: "Everything builds. The budget is read." }],
    [buildBot, "everything__echo", { message: "nightly build is green" }],
    [claude, "files__write_file", { path: readme, content: "Rewritten by an agent." }],
    [claude, "notes__add_note", { title: "Login", text: "the password is hunter2" }],
    [buildBot, "files__read_text_file", { path: "/etc/hostname" }],
  ];
  for (const [client, name, args] of calls) {
    // A refusal is an answer here.
    await client.callTool({ name, arguments: args }).catch(() => {});
  }
}
