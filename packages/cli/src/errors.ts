import type { ErrorCode } from "@peta/contract";

/** What the process exits with. The table is part of the interface: scripts rely on it. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  notAllowed: 4,
  checkFailed: 5,
  refusedByPolicy: 6,
  toolError: 7,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: Record<ExitCode, string> = {
  0: "Done.",
  1: "Core refused the operation or it failed; the message says why.",
  2: "The command line is wrong or an input does not fit; nothing was changed.",
  3: "Core does not answer at this address, or what answers there is not Core.",
  4: "Not signed in, the token is not valid, or the role is not enough; or the installation is not set up yet.",
  5: "A check ran and did not pass: `audit verify` found a problem, `server test` could not use the server.",
  6: "Policy refused the call of a tool that you may see, or it waits for an approval. A tool that you may not see is unknown to you (1).",
  7: "The tool ran and reported an error of its own.",
};

/** Problems that arise in the command itself, before or instead of an answer of Core. */
export const CLI_CODES = {
  "cli.usage": EXIT.usage,
  "cli.insecure_http": EXIT.usage,
  "cli.file_unreadable": EXIT.usage,
  "cli.credentials_unusable": EXIT.failed,
  "cli.unreachable": EXIT.unreachable,
  "cli.not_core": EXIT.unreachable,
  "cli.timeout": EXIT.unreachable,
  "cli.not_signed_in": EXIT.failed,
  "cli.internal": EXIT.failed,
} as const satisfies Record<string, ExitCode>;
export type CliCode = keyof typeof CLI_CODES;

/** Codes of Core whose exit is not 1. */
const CORE_EXITS: Partial<Record<ErrorCode, ExitCode>> = {
  "input.invalid": EXIT.usage,
  "policy.invalid": EXIT.usage,
  "setup.required": EXIT.notAllowed,
  "setup.token_invalid": EXIT.notAllowed,
  "auth.required": EXIT.notAllowed,
  "auth.invalid_credentials": EXIT.notAllowed,
  "auth.invalid_token": EXIT.notAllowed,
  "auth.ambiguous_credentials": EXIT.notAllowed,
  "auth.forbidden": EXIT.notAllowed,
  "auth.too_many_attempts": EXIT.notAllowed,
  "auth.origin_refused": EXIT.notAllowed,
  "permission.denied": EXIT.refusedByPolicy,
  "permission.approval_required": EXIT.refusedByPolicy,
  "approval.pending": EXIT.refusedByPolicy,
  "approval.rejected": EXIT.refusedByPolicy,
  "approval.expired": EXIT.refusedByPolicy,
  "approval.limit": EXIT.refusedByPolicy,
  "approval.not_decider": EXIT.notAllowed,
  "approval.step_up_required": EXIT.notAllowed,
  "auth.insufficient_scope": EXIT.notAllowed,
  "network.address_refused": EXIT.notAllowed,
  "server.values_invalid": EXIT.usage,
  "network.rule_invalid": EXIT.usage,
  "oauth_client.invalid": EXIT.usage,
};

/** The exit code for an error code; a code that a newer Core brought counts as a plain failure. */
export const exitCodeFor = (code: string): ExitCode =>
  CLI_CODES[code as CliCode] ?? CORE_EXITS[code as ErrorCode] ?? EXIT.failed;

/** An error that ends the command: a code, a sentence for the person, and what to do next. */
export class CliError extends Error {
  /** One of `CLI_CODES` or of Core's catalogue; a newer Core may send others. */
  readonly code: string;
  readonly hint: string | undefined;

  constructor(
    code: CliCode | ErrorCode | (string & {}),
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "CliError";
    this.code = code;
    this.hint = options.hint;
  }
}
