import { type PublicError, publicErrorSchema } from "@peta/contract";
import { TRPCClientError } from "@trpc/client";
import { CliError } from "./errors.ts";
import { clean, lastWords } from "./text.ts";

interface NetworkProblem {
  code?: string;
  name?: string;
  message?: string;
  cause?: unknown;
}

/** The error and what caused it, outermost first. */
function* causes(error: unknown): Generator<NetworkProblem> {
  for (let at = error, depth = 0; at && typeof at === "object" && depth < 8; at = (at as NetworkProblem).cause, depth++)
    yield at;
}

const NO_ANSWER = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EPIPE",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_SOCKET",
  "ERR_INVALID_URL",
]);
const CERTIFICATE = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_)/;

/** A newer Core may know codes that we do not: its sentence is still the best thing to say. */
const newerPublicErrorSchema = publicErrorSchema.extend({ code: publicErrorSchema.shape.message });

/** Everything that can go wrong on the way to Core and back, as the one error of this command. */
export function toCliError(error: unknown, session: { at: string; tokenFrom: string | null } | null): CliError {
  const at = session?.at ?? "its address";
  const tokenFrom = session?.tokenFrom ?? null;
  for (const problem of causes(error)) {
    if (problem instanceof CliError) return problem;
    if (problem instanceof TRPCClientError) {
      const known = newerPublicErrorSchema.safeParse((problem.data as { peta?: unknown } | undefined)?.peta);
      if (known.success) return fromCore(known.data, tokenFrom, error);
      continue;
    }
    if (problem.name === "TimeoutError") {
      return new CliError("cli.timeout", `Core at ${at} did not answer in time.`, {
        cause: error,
        hint: "Raise --timeout, or look at Core's log. The operation may still have taken place.",
      });
    }
    if (problem.code && NO_ANSWER.has(problem.code)) {
      return noAnswer(at, error);
    }
    if (problem.code && CERTIFICATE.test(problem.code)) {
      return new CliError("cli.unreachable", `The certificate of ${at} is not trusted (${problem.code}).`, {
        cause: error,
        hint: "Name its authority with NODE_EXTRA_CA_CERTS=/path/to/ca.pem.",
      });
    }
  }
  // fetch throws a TypeError when nothing came back; an answer that is no JSON is a SyntaxError.
  if ([...causes(error)].some((problem) => problem instanceof TypeError)) return noAnswer(at, error);
  if (error instanceof TRPCClientError) return notCore(at, error);
  return new CliError("cli.internal", `The command failed: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  });
}

const noAnswer = (at: string, cause: unknown) =>
  new CliError("cli.unreachable", `Core does not answer at ${at}. Start it with \`npm start\`, or set PETA_URL.`, {
    cause,
  });

const notCore = (at: string, cause: unknown) =>
  new CliError("cli.not_core", `Something answers at ${at}, but not as Core does.`, {
    cause,
    hint: "Check PETA_URL and BACKEND_PORT: another program may listen there.",
  });

function fromCore(
  { code, message, lastLines }: Omit<PublicError, "code"> & { code: string },
  tokenFrom: string | null,
  cause: unknown,
): CliError {
  const hint = lastLines
    ? lastWords(lastLines)
    : code === "auth.required"
      ? "Set PETA_TOKEN; on a new installation, `peta setup` signs you in."
      : code === "auth.invalid_token" && tokenFrom !== null
        ? `The token came from ${tokenFrom}.`
        : undefined;
  return new CliError(code, clean(message), { cause, ...(hint !== undefined && { hint }) });
}
