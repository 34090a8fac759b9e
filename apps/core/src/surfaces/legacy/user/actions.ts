import { USER_ACTION, USER_ACTION_DATA, type UserAction, type UserActionResult } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../../errors.ts";
import type { Caller } from "../../../modules/principals/principal.ts";
import { inputProblem } from "../../input-problem.ts";
import type { UserOperations } from "../user-operations.ts";

interface ActionRow {
  /** Throws input.invalid for data that does not fit, and what the modules throw. */
  run: (caller: Caller, data: unknown) => Promise<unknown>;
}

/** One row per action code: the schema of its data, and the operation that it calls. */
export function createUserActions(operations: UserOperations): ReadonlyMap<number, ActionRow> {
  const row = <Action extends UserAction>(
    action: Action,
    run: (caller: Caller, data: z.output<(typeof USER_ACTION_DATA)[Action]>) => Promise<UserActionResult[Action]>,
  ): [number, ActionRow] => [
    USER_ACTION[action],
    {
      async run(caller, data) {
        const parsed = USER_ACTION_DATA[action].safeParse(data);
        if (!parsed.success) throw new CoreError("input.invalid", inputProblem(parsed.error, "data"));
        return run(caller, parsed.data as z.output<(typeof USER_ACTION_DATA)[Action]>);
      },
    },
  ];
  return new Map([
    row("GET_CAPABILITIES", (caller) => operations.getCapabilities(caller)),
    row("SET_CAPABILITIES", async (caller, data) => {
      await operations.setCapabilities(caller, data);
      return { message: "Your capabilities are set." };
    }),
    row("CONFIGURE_SERVER", (caller, data) => operations.configureServer(caller, data)),
    row("UNCONFIGURE_SERVER", (caller, { serverId }) => operations.unconfigureServer(caller, serverId)),
    row("GET_ONLINE_SESSIONS", (caller) => operations.onlineSessions(caller)),
  ]);
}
