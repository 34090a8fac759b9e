import type { Launch, ServerDetail } from "@peta/contract";
import { viewRestLaunch } from "./rest/view-rest-launch.ts";
import { viewTls } from "./view-tls.ts";

const MASK = "••••••";
const SECRET_NAME =
  /(?:^|[-_.])(?:api[-_]?key|key|token|secret|pass(?:word|wd|phrase)?|pwd|auth(?:orization)?|bearer|credentials?|signature|sig)$/i;

/**
 * What may be shown of a launch configuration: names of variables and headers, and the command with every argument
 * that looks like a secret masked. Values never leave Core (A28).
 */
export function viewLaunch(launch: Launch): ServerDetail["launch"] {
  if (launch.transport === "stdio") {
    return {
      transport: "stdio",
      command: launch.command,
      args: maskArguments(launch.args),
      envNames: Object.keys(launch.env),
      workingDirectory: launch.workingDirectory ?? null,
      sandbox: launch.sandbox ?? null,
    };
  }
  if (launch.transport === "skills") return launch;
  if (launch.transport === "rest") return viewRestLaunch(launch);
  return {
    transport: launch.transport,
    url: maskUrl(launch.url),
    headerNames: Object.keys(launch.headers),
    queryNames: Object.keys(launch.query ?? {}),
    tls: viewTls(launch.tls),
    oauth: launch.oauth
      ? {
          grant: launch.oauth.grant,
          clientId: launch.oauth.clientId ?? null,
          hasClientSecret: launch.oauth.clientSecret !== undefined,
          scope: launch.oauth.scope ?? null,
        }
      : null,
  };
}

/** Whether a header, a parameter or an option of this name holds a credential, as far as its name tells. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name) || /^(?:set-)?cookie$/i.test(name);

/** Masks `--token=x`, the argument after `--token`, `NAME_KEY=x`, `Authorization: x`, and credentials inside URLs. */
export function maskArguments(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    const previous = args[index - 1];
    if (previous !== undefined && /^-{1,2}[^=]+$/.test(previous) && SECRET_NAME.test(previous)) return MASK;
    const assignment = /^(-{0,2}[A-Za-z0-9_.-]+)=(.*)$/s.exec(arg);
    if (assignment?.[1] && SECRET_NAME.test(assignment[1])) return `${assignment[1]}=${MASK}`;
    if (assignment?.[1] && assignment[2]?.includes("://")) return `${assignment[1]}=${maskUrl(assignment[2])}`;
    const header = /^([A-Za-z][A-Za-z0-9-]*):\s*\S/.exec(arg);
    if (header?.[1] && SECRET_NAME.test(header[1])) return `${header[1]}: ${MASK}`;
    return arg.includes("://") ? maskUrl(arg) : arg;
  });
}

/** Masks a password in the authority and every value of the query; other text is returned as it is. */
export function maskUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.password === "" && url.username === "" && url.search === "" && url.hash === "") return text;
  const credentials = url.username || url.password ? `${MASK}@` : "";
  const query = [...url.searchParams.keys()].map((name) => `${name}=${MASK}`).join("&");
  return `${url.protocol}//${credentials}${url.host}${url.pathname}${query ? `?${query}` : ""}`;
}
