import { CoreError } from "../../../errors.ts";

/** Its client knows the task, and Core runs it no more. */
export const ownTaskLost = (): CoreError =>
  new CoreError(
    "task.not_found",
    "Core does not know this task any more: its time is over, or Core was started anew. Make the call again if it is still wanted: if a person has approved it meanwhile, it runs. Whether it ran is in the audit log.",
  );
