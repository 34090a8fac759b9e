import type { Json } from "../json.ts";

type Progress = (params: Json) => void;

/** The token under which a client wants to hear of progress. */
export function progressTokenOf(params: Json): string | number | undefined {
  const token = (params._meta as Json | undefined)?.progressToken;
  return typeof token === "string" || typeof token === "number" ? token : undefined;
}

/** So small that the server's own figures, which come after, are greater. */
const STEP = 1e-6;
const WAITING = "Waiting for a person to approve this call.";

/**
 * Progress of a call that waits first and runs then. The value must grow with every notification (MCP, progress), also
 * across the two, so what does not grow is left out. Undefined when the client did not ask to hear of it.
 */
export function growingProgress(
  progressToken: string | number | undefined,
  onProgress: Progress | undefined,
): { sayWaiting: () => void; pass: Progress } | undefined {
  if (progressToken === undefined || !onProgress) return undefined;
  let last = 0;
  return {
    sayWaiting() {
      last += STEP;
      onProgress({ progressToken, progress: last, message: WAITING });
    },
    pass(params) {
      const { progress } = params;
      if (typeof progress === "number") {
        if (progress <= last) return;
        last = progress;
      }
      onProgress(params);
    },
  };
}
