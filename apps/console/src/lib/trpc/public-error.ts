import { type ErrorCode, publicErrorSchema } from "@peta/contract";

/** `network.unreachable` is ours: no answer came, so there is no code of Core. */
export type ConsoleErrorCode = ErrorCode | "network.unreachable";

export interface ConsoleError {
  code: ConsoleErrorCode;
  /** A sentence for the person: the cause and the next step. */
  message: string;
}

const unreachable: ConsoleError = {
  code: "network.unreachable",
  message: "Core did not answer. Check that it is running and that this browser can reach it.",
};

/** What a failed call means: the code and sentence of `data.peta`, or "no answer". Takes whatever was thrown. */
export function toConsoleError(error: unknown): ConsoleError {
  const data = typeof error === "object" && error !== null && "data" in error ? error.data : undefined;
  const peta = typeof data === "object" && data !== null && "peta" in data ? data.peta : undefined;
  const parsed = publicErrorSchema.safeParse(peta);
  if (parsed.success) return parsed.data;
  if (data)
    return {
      code: "internal.error",
      message: "Core answered with an error that this Console does not know. Reload the page.",
    };
  return unreachable;
}

/** Where the person must go because of an error, or null when the page itself can show it. */
export function detourOf(code: ConsoleErrorCode): "/sign-in" | "/setup" | null {
  if (code === "auth.required" || code === "auth.invalid_token") return "/sign-in";
  return code === "setup.required" ? "/setup" : null;
}

/** True when asking again by itself can help: no answer, or Core is busy or its database away. */
export function isPassing(code: ConsoleErrorCode): boolean {
  return code === "network.unreachable" || code === "database.unavailable" || code === "audit.unavailable";
}
