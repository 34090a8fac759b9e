import path from "node:path";
import type { HttpLaunch, Launch, StdioLaunch } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import { checkHeaders } from "./check-headers.ts";
import { checkRest } from "./rest/check-rest.ts";
import { isHttpLaunch } from "./launch-kinds.ts";
import type { ServerLimits } from "./server-limits.ts";

type LaunchLimits = Pick<ServerLimits, "allowedPrograms" | "protectedDirectory">;

const refuse = (message: string): never => {
  throw new CoreError("server.launch_refused", message);
};

/**
 * Checks a launch configuration as far as its text goes; the connector checks the file system and the address.
 * Throws CoreError server.launch_refused (A36, A46).
 */
export function checkLaunch(launch: Launch, limits: LaunchLimits): void {
  if (launch.transport === "stdio") checkStdio(launch, limits);
  else if (launch.transport === "rest") checkRest(launch);
  else if (isHttpLaunch(launch)) checkHttp(launch);
}

const SHELLS = new Set([
  "sh",
  "bash",
  "dash",
  "ash",
  "zsh",
  "ksh",
  "mksh",
  "fish",
  "csh",
  "tcsh",
  "busybox",
  "cmd",
  "powershell",
  "pwsh",
]);
const SHELL_LINE_FLAGS = /^(-[a-z]*c[a-z]*|\/[ck]|-(e|ec|en[a-z]*|com[a-z]*|command|encodedcommand))$/i;
/** Programs whose purpose is to start another one: with them, what is checked is not what runs. */
const WRAPPERS = new Set([
  "env",
  "sudo",
  "su",
  "doas",
  "pkexec",
  "xargs",
  "nohup",
  "setsid",
  "script",
  "chroot",
  "unshare",
  "nsenter",
  "nice",
  "ionice",
  "chrt",
  "taskset",
  "time",
  "timeout",
  "stdbuf",
  "flock",
  "watch",
  "strace",
  "ltrace",
  "runuser",
  "setpriv",
  "systemd-run",
  "parallel",
]);
/** The dynamic loader, called by its own name with a program as its argument. */
const LOADER = /^ld(?:-[\w.-]+)?\.so(?:\.\d+)?$/;

/** The program's own name: without its directory, and without an ending of Windows. */
export const programName = (program: string): string =>
  (program.split(/[\\/]/).at(-1) ?? program).toLowerCase().replace(/\.(exe|cmd|bat)$/, "");

function checkStdio(launch: StdioLaunch, limits: LaunchLimits): void {
  const { command, args } = launch;
  const program = programName(command);
  if (command.trim() !== command || command === "")
    refuse("The command starts or ends with a blank. Give the name or the path of one program.");
  if ([command, ...args, launch.workingDirectory ?? ""].some((text) => text.includes("\0"))) {
    refuse("The command, its arguments and its directory must not contain a NUL character.");
  }
  if (/[;&|<>`$\n]/.test(command)) {
    refuse(
      `The command ${JSON.stringify(command)} contains characters of a shell. Core starts programs without a shell: give one program, and its arguments one by one.`,
    );
  }
  if (SHELLS.has(program) && args.some((arg) => SHELL_LINE_FLAGS.test(arg))) {
    refuse(
      `Core does not start a shell with a command line (${program} with a -c argument). Give the program itself as the command, and each argument on its own.`,
    );
  }
  if (program === "busybox")
    refuse("busybox starts other programs under its own name. Give the program itself as the command.");
  if (WRAPPERS.has(program) || LOADER.test(program)) {
    refuse(
      `${program} starts another program in its place. Give that program as the command; set variables in the environment of the server instead.`,
    );
  }
  if (limits.allowedPrograms && !limits.allowedPrograms.includes(command)) {
    refuse(
      `The program ${JSON.stringify(command)} is not among those that this installation allows: ${limits.allowedPrograms.join(", ") || "none"}.`,
    );
  }
  if (limits.protectedDirectory !== null) checkPaths(launch, limits.protectedDirectory);
  for (const [name, value] of Object.entries(launch.env)) checkVariable(name, value);
}

/** What a server is told to work on must not hold Core's keys: any agent of the server could read them (A47). */
function checkPaths({ args, workingDirectory = "." }: StdioLaunch, protectedDirectory: string): void {
  for (const arg of args.filter((one) => one !== "")) {
    const named = path.resolve(workingDirectory, arg.startsWith("-") ? arg.slice(arg.indexOf("=") + 1) : arg);
    const within = path.relative(named, protectedDirectory);
    const isOutside = within === ".." || within.startsWith(`..${path.sep}`) || path.isAbsolute(within);
    const isInside = !path.relative(protectedDirectory, named).startsWith("..");
    if (isOutside && !isInside) continue;
    refuse(
      `The argument ${JSON.stringify(arg)} gives the server the directory with Core's own keys and data (${protectedDirectory}). Name a directory that does not hold it, or move it with PETA_DATA_DIR.`,
    );
  }
}

/** Variables that make a loader, an interpreter or a package runner execute something that nobody sees in the command. */
const REFUSED_VARIABLES = new RegExp(
  `^(?:${[
    "LD_.*",
    "DYLD_.*",
    "GLIBC_TUNABLES",
    "GCONV_PATH",
    "NODE_OPTIONS",
    "NODE_PATH",
    "NODE_REPL_EXTERNAL_MODULE",
    "NPM_CONFIG_(?:SCRIPT_SHELL|NODE_OPTIONS|SHELL|GLOBALCONFIG|USERCONFIG|PREFIX)",
    "BUN_OPTIONS",
    "DENO_.*",
    "BASH_ENV",
    "BASH_FUNC_.*",
    "ENV",
    "SHELLOPTS",
    "BASHOPTS",
    "PS4",
    "PROMPT_COMMAND",
    "IFS",
    "PYTHON(?:PATH|HOME|STARTUP|INSPECT|BREAKPOINT|WARNINGS|USERBASE)",
    "PERL5?(?:OPT|LIB|DB)",
    "RUBY(?:OPT|LIB)",
    "(?:_JAVA|JAVA_TOOL|JDK_JAVA)_OPTIONS",
    "CLASSPATH",
    "GIT_(?:SSH.*|EXEC_PATH|EXTERNAL_DIFF|PAGER|EDITOR|ASKPASS|CONFIG.*|PROXY_COMMAND)",
    "PAGER",
    "EDITOR",
    "VISUAL",
    "BROWSER",
  ].join("|")})$`,
  "i",
);

function checkVariable(name: string, value: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    refuse(`${JSON.stringify(name)} is not a name of an environment variable: use letters, digits and underscores.`);
  }
  if (REFUSED_VARIABLES.test(name)) {
    refuse(
      `The variable ${name} is refused: it could make the program run other code. Leave it away; pass what the server needs in its arguments.`,
    );
  }
  if (value.includes("\0")) refuse(`The value of ${name} contains a NUL character.`);
  if (
    name.toUpperCase() === "PATH" &&
    value.split(":").some((entry) => !entry.startsWith("/") && !/^[A-Za-z]:\\/.test(entry))
  ) {
    refuse(
      "PATH may hold absolute directories only: an empty or relative entry would run programs from wherever the server stands.",
    );
  }
}

function checkHttp(launch: HttpLaunch): void {
  const url = URL.canParse(launch.url)
    ? new URL(launch.url)
    : refuse("The URL cannot be read. Give it in full: https://host/path");
  if (url.protocol !== "http:" && url.protocol !== "https:") refuse("The URL must start with http:// or https://.");
  if (url.username !== "" || url.password !== "") {
    refuse(
      "The URL carries a user name or a password. Put credentials into a header, which Core keeps sealed: Authorization: Basic ... or Bearer ...",
    );
  }
  checkHeaders(launch.headers);
  const twice = Object.keys(launch.query ?? {}).find((name) => url.searchParams.has(name));
  if (twice !== undefined) refuse(`Both the URL and the query set ${JSON.stringify(twice)}. Leave it away in the URL.`);
}
