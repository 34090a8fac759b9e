import { realpath } from "node:fs/promises";
import path from "node:path";
import type { Sandbox, StdioLaunch } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import type { ResolvedSettings } from "../connector-settings.ts";
import type { ChildCommand } from "../stdio/child-process.ts";
import { type Binding, bindings, isolation, isSystemPath, SANDBOX_HOME } from "./sandbox-arguments.ts";
import { type Egress, EGRESS_SOCKET } from "./egress-proxy.ts";
import { limitArguments } from "./sandbox-limits.ts";
import { visibleProgram } from "./visible-program.ts";

const refuse = (message: string): CoreError => new CoreError("server.launch_refused", message);

export interface SandboxedCommand {
  command: ChildCommand;
  /** Ends what was opened for it. */
  close: () => void;
}

/**
 * The command that starts a server's program in the sandbox that its configuration asks for, argument by argument and
 * without a shell. Without one, the command as it is. Throws server.launch_refused where the sandbox is required and this
 * machine cannot give it, and for a path that is not there or shows Core's own keys (A47).
 */
export async function applySandbox(
  command: ChildCommand,
  launch: StdioLaunch,
  { sandboxTools, protectedDirectory }: Pick<ResolvedSettings, "sandboxTools" | "protectedDirectory">,
  openEgress: (allowedHosts: readonly string[]) => Promise<Egress>,
): Promise<SandboxedCommand> {
  const { sandbox } = launch;
  if (!sandbox) return { command, close: () => {} };
  const { bubblewrap, whyNot, prlimit, countsProcesses } = await sandboxTools();
  if (!bubblewrap && sandbox.required)
    throw refuse(`The server's sandbox is required, and this machine has none. ${whyNot}`);
  const limited = limitArguments(sandbox, prlimit, countsProcesses);
  if (limited.missing !== null && sandbox.required) throw refuse(limited.missing);
  const program = [...limited.arguments, command.program, ...command.args];
  if (!bubblewrap) return { command: { ...command, ...split(program) }, close: () => {} };
  const shown = await shownPaths(sandbox, command, protectedDirectory);
  await checkArguments(command.args, shown);
  const egress = sandbox.network === "allowed" ? await openEgress(sandbox.allowedHosts) : null;
  const wayOut = egress && (await throughProxy(egress.directory));
  const args = [
    bubblewrap.program,
    ...(await isolation()),
    ...bubblewrap.arguments,
    ...(sandbox.network === "host" ? [] : ["--unshare-net"]),
    ...bindings([...shown, ...(wayOut?.shown ?? [])]),
    ...hide(shown, protectedDirectory),
    "--remount-ro",
    "/",
    "--chdir",
    command.workingDirectory ?? SANDBOX_HOME,
    "--",
    ...(wayOut?.before ?? []),
    ...program,
  ];
  return {
    command: { ...split(args), env: ownHome(command.env, launch.env), workingDirectory: undefined },
    close: () => egress?.close(),
  };
}

/** Where a sandbox finds its way out. */
const INSIDE = "/run/egress";
const FORWARDER = path.join(import.meta.dirname, "forward-egress.mts");

/** What stands before the program, and what it needs to be shown. */
async function throughProxy(directory: string): Promise<{ shown: Binding[]; before: string[] }> {
  return {
    shown: [
      { path: INSIDE, from: directory, isWritable: false },
      { path: FORWARDER, isWritable: false },
      ...(await visibleProgram(process.execPath)),
    ],
    before: [process.execPath, FORWARDER, `${INSIDE}/${EGRESS_SOCKET}`],
  };
}

const split = ([program = "", ...args]: readonly string[]): Pick<ChildCommand, "program" | "args"> => ({
  program,
  args,
});

async function shownPaths(
  sandbox: Sandbox,
  command: ChildCommand,
  protectedDirectory: string | null,
): Promise<Binding[]> {
  const named = async (paths: readonly string[], isWritable: boolean): Promise<Binding[]> =>
    Promise.all(
      paths.map(async (one) => ({ path: one, from: await resolve(one, isWritable, protectedDirectory), isWritable })),
    );
  const directory = command.workingDirectory === undefined ? [] : [command.workingDirectory];
  return [
    ...(await named(sandbox.writablePaths, true)),
    ...(await named([...sandbox.readablePaths, ...directory], false)),
    ...(await visibleProgram(command.program)),
  ];
}

/** Settings, devices, and the sockets of other programs. */
const STATE = ["/etc", "/run", "/dev", "/boot"];

/** Where a path leads in the end: a link must not show what its name may not. */
async function resolve(one: string, isWritable: boolean, protectedDirectory: string | null): Promise<string> {
  const real = await realpath(one).catch(() => {
    throw refuse(`The path ${JSON.stringify(one)} of the sandbox does not exist. Create it or correct it.`);
  });
  const isForbidden =
    protectedDirectory !== null && (isWithin(real, protectedDirectory) || isWithin(protectedDirectory, real));
  if (isForbidden)
    throw refuse(`The path ${JSON.stringify(one)} of the sandbox would show the server Core's own keys and data.`);
  if (real === "/" || isWithin(real, "/proc") || isWithin(real, "/sys"))
    throw refuse(
      `The path ${JSON.stringify(one)} of the sandbox shows the whole machine. Name the directories that the server needs.`,
    );
  if (isWritable && (isSystemPath(real) || STATE.some((directory) => isWithin(real, directory))))
    throw refuse(`The path ${JSON.stringify(one)} of the sandbox belongs to the system. A server cannot write there.`);
  return real;
}

/** A program that is told to work on what it cannot see ends with a riddle: better to say it before. */
async function checkArguments(args: readonly string[], shown: readonly Binding[]): Promise<void> {
  for (const arg of args) {
    const named = arg.startsWith("-") ? arg.slice(arg.indexOf("=") + 1) : arg;
    if (!path.isAbsolute(named) || named === "/" || isSystemPath(named) || isWithin(named, SANDBOX_HOME)) continue;
    if (shown.some(({ path: one }) => isWithin(named, one))) continue;
    const isThere = await realpath(named).then(
      () => true,
      () => false,
    );
    if (isThere)
      throw refuse(
        `The argument ${JSON.stringify(named)} names a path that the sandbox does not show. Name it, or a directory that holds it, among the paths that the server may read or change.`,
      );
  }
}

/** Whatever was shown for another reason. */
const hide = (shown: readonly Binding[], protectedDirectory: string | null): string[] =>
  protectedDirectory !== null && shown.some(({ path: one }) => isWithin(protectedDirectory, one))
    ? ["--tmpfs", protectedDirectory]
    : [];

const isWithin = (inner: string, outer: string): boolean => {
  const relative = path.relative(outer, inner);
  return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
};

/** Its home is its own temporary directory, unless its configuration says otherwise. */
const ownHome = (
  env: Record<string, string>,
  configured: Readonly<Record<string, string>>,
): Record<string, string> => ({
  ...env,
  HOME: SANDBOX_HOME,
  TMPDIR: SANDBOX_HOME,
  ...configured,
});
