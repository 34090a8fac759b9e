import type { Launch, UserField } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { checkLaunch, programName } from "../check-launch.ts";
import { hasHeaders } from "../launch-kinds.ts";
import type { ServerLimits } from "../server-limits.ts";
import { placeValues } from "./place-values.ts";

const refuse = (message: string): never => {
  throw new CoreError("server.launch_refused", message);
};

/**
 * Variables that the launch check lets an administrator set and that a user must not fill: they decide which programs
 * and packages are found, where settings are read from, and whom the program talks to.
 */
const NOT_FOR_USERS = new RegExp(
  `^(?:${[
    "PATH(?:EXT)?",
    "HOME(?:DRIVE|PATH)?",
    "USERPROFILE",
    "(?:LOCAL)?APPDATA",
    "SHELL",
    "COMSPEC",
    "TMPDIR",
    "TE?MP",
    "XDG_.*",
    "(?:NPM|YARN|PNPM|PIP|UV|PIPX|CARGO|COMPOSER|BUNDLE|GEM)_.*",
    "NODE_(?:EXTRA_CA_CERTS|TLS_REJECT_UNAUTHORIZED)",
    "SSL_CERT_(?:FILE|DIR)",
    ".*_PROXY",
    "DOCKER_(?:HOST|CONFIG|CONTEXT)",
  ].join("|")})$`,
  "i",
);

/** Programs that run what their arguments name, and how many arguments that takes: `npx PACKAGE`, `docker run IMAGE`. */
const RUNNERS: Readonly<Record<string, number>> = {
  node: 1,
  nodejs: 1,
  deno: 2,
  bun: 1,
  bunx: 1,
  npx: 1,
  npm: 2,
  pnpm: 2,
  pnpx: 1,
  yarn: 1,
  tsx: 1,
  "ts-node": 1,
  python: 1,
  uv: 2,
  uvx: 1,
  pipx: 2,
  ruby: 1,
  perl: 1,
  php: 1,
  java: 1,
  dotnet: 1,
  docker: 2,
  podman: 2,
};
const runnerOf = (command: string): string => programName(command).replace(/^(python|ruby|perl|php)[\d.]+$/, "$1");

/**
 * Checks where users' values shall go before a server with such fields is saved. Throws CoreError server.launch_refused
 * for places that the transport does not have, for what the launch check refuses (A46) and for what would hand a user
 * more than a value of their own: another program, or the place of something that is set already.
 */
export function checkUserFields(
  launch: Launch,
  fields: readonly UserField[],
  limits: Pick<ServerLimits, "allowedPrograms" | "protectedDirectory">,
): void {
  const taken = new Set<string>();
  for (const field of fields) {
    const { placement } = field;
    // Also where each would be refused for itself: the sentence says which field is wrong.
    placeValues(launch, [field], {});
    if (placement.in === "env") checkEnvironment(placement.name, launch);
    if (placement.in === "header") checkHeader(placement.name, launch);
    if (placement.in === "argument") checkArgument(field, launch);
    if (placement.in === "argument") continue;
    const place = `${placement.in} ${placement.name.toUpperCase()}`;
    if (taken.has(place)) refuse(`Two fields go into ${placement.name}. Each needs a place of its own.`);
    taken.add(place);
  }
  checkLaunch(placeValues(launch, fields, Object.fromEntries(fields.map(({ key }) => [key, "value"]))), limits);
}

function checkEnvironment(name: string, launch: Launch): void {
  if (NOT_FOR_USERS.test(name)) {
    refuse(
      `The variable ${name} is not for users: it decides what the program finds, reads or trusts. Set it in the launch configuration, or choose another one.`,
    );
  }
  if (launch.transport === "stdio" && Object.hasOwn(launch.env, name)) {
    refuse(
      `The variable ${name} is set in the launch configuration. Take it away there: a user's own value must not stand beside a shared one.`,
    );
  }
}

function checkHeader(name: string, launch: Launch): void {
  const isSet = hasHeaders(launch) && Object.keys(launch.headers).some((set) => isSameHeader(set, name));
  if (isSet) {
    refuse(
      `The header ${name} is set in the launch configuration. Take it away there: a user's own value must not stand beside a shared one.`,
    );
  }
  if (/^(?:proxy-|sec-|x-forwarded-|forwarded$|x-real-ip$|via$|user-agent$)/i.test(name)) {
    refuse(`The header ${name} is not for users: it speaks for the connection, not for a person.`);
  }
}

const isSameHeader = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Values stand behind the arguments of the launch configuration. A runner without any would run what a user names. */
function checkArgument(field: UserField, launch: Launch): void {
  if (launch.transport !== "stdio") return;
  const runner = runnerOf(launch.command);
  const needed = RUNNERS[runner] ?? 0;
  const positional = launch.args.filter((arg) => !arg.startsWith("-")).length;
  if (positional >= needed) return;
  refuse(
    `${runner} runs what its arguments name, and the value of "${field.key}" would be among those. Put the script, the package or the image into the arguments of the launch configuration.`,
  );
}
