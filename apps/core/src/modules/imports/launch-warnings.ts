import path from "node:path";
import type { Launch } from "@peta/contract";
import { programName } from "../servers/check-launch.ts";
import { isSecretName } from "../servers/launch-view.ts";

const RUNNERS = new Set(["npx", "bunx", "pnpx", "uvx", "pipx"]);
const WIDE = new Set(["/", "/home", "/root", "/etc", "/Users"]);

/** What a person should know before they add a server of this configuration. One sentence each. */
export function launchWarnings(launch: Launch): string[] {
  if (launch.transport === "stdio") return [...programWarnings(launch.command, launch.args)];
  if (launch.transport !== "http" && launch.transport !== "sse") return [];
  const url = URL.canParse(launch.url) ? new URL(launch.url) : null;
  const isLocal = url !== null && /^(?:localhost|127\.|\[::1\])/.test(url.hostname);
  return [
    ...(url?.protocol === "http:" && !isLocal
      ? ["It is reached without TLS: everybody on the way can read and change what is said."]
      : []),
    ...(url && url.search !== "" ? ["Its URL carries values. They are kept sealed, and are shown to nobody."] : []),
  ];
}

function* programWarnings(command: string, args: readonly string[]): Generator<string> {
  const program = programName(command);
  const reference = args.find((arg) => !arg.startsWith("-"));
  if (RUNNERS.has(program) && reference !== undefined && !/(?:.@|==)\d/.test(reference))
    yield `${program} runs whatever is the newest "${reference}" when the server starts. Name a version: ${reference.replace(/@latest$/, "")}@1.2.3.`;
  if (program === "docker" || program === "podman") {
    if (args.some((arg) => /^--privileged|docker\.sock|^--(?:net|network|pid|ipc)=?host$/.test(arg)))
      yield "The container may leave its walls: it is privileged, or shares the machine's network, processes or container engine.";
    if (args.some((arg) => /^(?:source=|type=bind,.*source=)?\/(?:home|root|etc)?(?:[:,]|$)/.test(arg)))
      yield "The container is given a directory with everything that people or the system keep on the machine.";
  } else if (args.some((arg) => WIDE.has(path.resolve("/", arg)) && arg.startsWith("/")))
    yield "It is given a directory with everything that people or the system keep on the machine. Name a smaller one.";
  const shown = args.find((arg, index) => holdsSecret(arg, args[index - 1]));
  if (shown !== undefined)
    yield "A credential stands among the arguments, where every program of the machine can read it. Put it into the environment, if the program takes it from there.";
}

const holdsSecret = (arg: string, previous: string | undefined): boolean => {
  const [, name, value] = /^-{0,2}([\w.-]+)[=:]\s*(\S+)/.exec(arg) ?? [];
  if (name !== undefined && value !== undefined && isSecretName(name)) return true;
  return previous !== undefined && /^-{1,2}[^=]+$/.test(previous) && isSecretName(previous) && !arg.startsWith("-");
};
