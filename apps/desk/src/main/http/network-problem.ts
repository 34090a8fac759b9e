import { DeskError } from "../desk-error.ts";

const CERTIFICATE =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_|HOSTNAME_MISMATCH)/;

/** The codes of an error and of what caused it, outermost first. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  let at: unknown = error;
  for (let depth = 0; at !== null && typeof at === "object" && depth < 8; depth++) {
    const { code, name, cause } = at as { code?: unknown; name?: unknown; cause?: unknown };
    codes.push(...[code, name].filter((text) => typeof text === "string"));
    at = cause;
  }
  return codes;
}

/** Why a request to `origin` came back without an answer, as one sentence. */
export function networkProblem(error: unknown, origin: string): DeskError {
  const codes = codesOf(error);
  const certificate = codes.find((code) => CERTIFICATE.test(code));
  if (certificate !== undefined)
    return new DeskError(
      "desk.certificate",
      `The certificate of ${origin} is not trusted (${certificate}). Desk does not talk to it: ask whoever runs this Peta.`,
      { cause: error },
    );
  if (codes.includes("TimeoutError"))
    return new DeskError("desk.offline", `${origin} did not answer in time.`, { cause: error });
  if (codes.includes("ENOTFOUND") || codes.includes("EAI_AGAIN"))
    return new DeskError(
      "desk.offline",
      `There is no computer called ${URL.parse(origin)?.hostname ?? origin} on this network.`,
      {
        cause: error,
      },
    );
  return new DeskError("desk.offline", `${origin} does not answer. Is Peta running there, and are you online?`, {
    cause: error,
  });
}
