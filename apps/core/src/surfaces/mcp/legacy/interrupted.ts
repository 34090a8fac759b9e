import type { ErrorCode } from "@peta/contract";
import { CoreError } from "../../../errors.ts";

/** How a call ends whose process is gone, or whose events are. */
export const INTERRUPTED = {
  code: -32603,
  message:
    "The rest of this answer is lost: Core was restarted while the call was under way, or its client came back too late. " +
    "Whether the server carried the call out is not known, and Core did not repeat it.",
  data: { code: "request.interrupted" as const satisfies ErrorCode },
};

/** Why it is cancelled, for its record. */
export const interruption = (): CoreError => new CoreError(INTERRUPTED.data.code, INTERRUPTED.message);
