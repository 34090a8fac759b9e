import type { ErrorCode, ServerFailure, ServerFailureKind, ServerTransport } from "@peta/contract";
import type { CoreError } from "../../errors.ts";
import { remedyFor } from "./remedy.ts";

type Rule = readonly [ServerFailureKind, RegExp, (found: RegExpExecArray) => string];

const MISSING_SETTING = "The program misses a variable or an argument. Its last lines name it: set it for the server.";

/** What programs write to their standard error when they cannot start, most telling first. */
const STDERR: readonly Rule[] = [
  [
    "node_version",
    /unsupported engine|EBADENGINE|requires? (?:at least )?node(?:\.js)?[ @v>=]*\d|node(?:\.js)? (?:version )?[v>=]*\d+[\d.]* (?:or (?:later|newer|higher) )?is required|ERR_UNKNOWN_BUILTIN_MODULE|does not provide an export named/i,
    () =>
      "The program needs another version of Node than the one it was started with. Install that version and give its whole path as the command.",
  ],
  [
    "package_not_found",
    /npm (?:err!|error)[^\n]*\bE?404\b|no matching version found|is not in (?:this|the npm) registry|no matching distribution|was not found in the package registry/i,
    () => "The package that the arguments name does not exist in that version. Correct its name or version.",
  ],
  [
    "missing_module",
    /(?:cannot find (?:module|package)|no module named|cannot resolve module|could not load|error while loading shared libraries:) *['"]?([\w@./-]{1,100})?/i,
    ([, name]) =>
      `The program misses something it needs${name ? ` (${name})` : ""}. Install it where the program is, for example with its package manager, or correct the path in the arguments.`,
  ],
  [
    "port_in_use",
    /EADDRINUSE|address (?:is )?already in use|port \d+ (?:is )?(?:already )?in use/i,
    () =>
      "The program wants a port that another one has, perhaps an earlier copy of itself. End that one, or give it another port. A stdio server needs none: check that it is started for stdio.",
  ],
  [
    "out_of_resources",
    /ENOSPC|ENOMEM|EMFILE|heap out of memory|no space left|cannot allocate memory|MemoryError/i,
    () =>
      "The machine, or the limit that the program runs under, is out of memory, disk or files. Free some, or raise the limit.",
  ],
  [
    "missing_setting",
    /(?:api[ _-]?key|token|secret|password|credentials?|environment variable|env(?:ironment)? var\b|configuration)[^\n]{0,80}(?:required|missing|not (?:set|found|provided|defined)|must be|invalid|unset)|(?:missing|required|please (?:set|provide)|must (?:set|provide))[^\n]{0,60}(?:api[ _-]?key|token|secret|password|credential|environment variable|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b)/i,
    () => MISSING_SETTING,
  ],
  [
    "missing_setting",
    // A name in capitals, as variables have: not of an error code.
    /\b(?!ERR_)[A-Z][A-Z0-9]*_[A-Z0-9_]+\b[^\n]{0,40}\b(?:missing|required|undefined|unset|not (?:set|found|provided|defined))\b/,
    () => MISSING_SETTING,
  ],
  [
    "permission",
    /EACCES|EPERM|permission denied|operation not permitted/i,
    () =>
      "Core's account may not read, write or execute something that the program needs. Its last lines name it: change its rights, or choose another place.",
  ],
];

/** What the connection itself met, as the adapter's detail says it. */
const NETWORK: Readonly<Record<string, ServerFailureKind>> = {
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  ECONNREFUSED: "connection_refused",
  EHOSTUNREACH: "no_route",
  ENETUNREACH: "no_route",
  ETIMEDOUT: "no_route",
  CONNECT_TIMEOUT: "no_route",
  CERT_HAS_EXPIRED: "tls",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls",
  SELF_SIGNED_CERT_IN_CHAIN: "tls",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls",
  EPROTO: "tls",
  ENOENT: "program_not_found",
  EACCES: "permission",
  EPERM: "permission",
  REVISION: "unsupported_revision",
  NOT_ANSWERING: "not_answering",
};

const STATUS: readonly (readonly [RegExp, ServerFailureKind])[] = [
  [/^HTTP 40[13]$/, "unauthorized"],
  [/^HTTP 3\d\d$/, "redirect"],
  [/^HTTP (?:404|405)$/, "wrong_path"],
  [/^HTTP (?:429|503)$/, "overloaded"],
  [/^HTTP 5\d\d$/, "server_error"],
];

const KIND_OF_CODE: Partial<Record<ErrorCode, ServerFailureKind>> = {
  "server.launch_refused": "configuration",
  "server.start_failed": "exited",
  "server.died": "connection_lost",
  "server.timeout": "timeout",
  "server.busy": "overloaded",
  "server.protocol_error": "not_mcp",
};

/** Of these the code says it all, whatever the server's answer was. Only without a person does a connection fail to sign in. */
const SIGN_IN: Partial<Record<ErrorCode, ServerFailureKind>> = {
  "server.sign_in_required": "sign_in",
  "server.sign_in_failed": "client_credentials",
};

const NETWORK_REMEDIES: Partial<Record<ServerFailureKind, string>> = {
  dns: "Correct the host in the URL, or the name service of this machine.",
  connection_refused: "Start the server, or correct the port in the URL.",
  no_route: "Check that this machine may reach the server: firewall, VPN, and the port in the URL.",
  tls: "Give the server a certificate that this machine trusts and that names its host; for one of your own authority, set it with the server or in NODE_EXTRA_CA_CERTS for Core. One that wants to see a client certificate needs that set, too (tls).",
  redirect: "Register the URL that the server redirects to.",
  unauthorized: "Set or renew the server's credential: the header that it wants, for example Authorization.",
  wrong_path: "Correct the path of the URL: often /mcp, or /sse for a server of HTTP with SSE.",
  overloaded: "Wait, or give the server more room. Core tries again by itself.",
  server_error: "Look into the server's own log: it failed on Core's request.",
  program_not_found: "Install the program, or give its whole path as the command.",
  unsupported_revision:
    "Update the server to a protocol revision of 2024-11-05 or later, or choose its era in its settings.",
  not_answering: "Look at what the server is doing; restart it if it hangs.",
};

/** Reads the lines only where the program itself is to blame. */
const IS_OF_THE_PROGRAM: ReadonlySet<ErrorCode> = new Set([
  "server.start_failed",
  "server.died",
  "server.timeout",
  "server.protocol_error",
]);

/**
 * What kind of failure it is, and what to do about it.
 * @param stderrTail last lines of a stdio server's standard error, secrets masked
 */
export function classifyFailure(
  { code, detail }: Pick<CoreError, "code" | "detail">,
  transport: ServerTransport,
  stderrTail: readonly string[],
): ServerFailure {
  if (transport === "stdio" && IS_OF_THE_PROGRAM.has(code)) {
    const text = stderrTail.join("\n");
    for (const [kind, pattern, remedy] of STDERR) {
      const found = pattern.exec(text);
      if (found) return { kind, remedy: remedy(found) };
    }
  }
  const kind = kindOf(code, detail);
  return { kind, remedy: NETWORK_REMEDIES[kind] ?? remedyFor(code, transport) };
}

function kindOf(code: ErrorCode, detail: string | undefined): ServerFailureKind {
  const ofSignIn = SIGN_IN[code];
  if (ofSignIn) return ofSignIn;
  if (detail !== undefined) {
    const known = NETWORK[detail] ?? STATUS.find(([pattern]) => pattern.test(detail))?.[1];
    if (known) return known;
    // Node's own words for a handshake that fails: there are many.
    if (/^ERR_(?:SSL|TLS)_/.test(detail)) return "tls";
  }
  return KIND_OF_CODE[code] ?? "other";
}
