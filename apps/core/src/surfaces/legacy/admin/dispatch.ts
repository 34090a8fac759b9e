import { adminWire } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { inputProblem } from "../../input-problem.ts";
import type { AdminAction, PublicContext } from "./action.ts";

/** Finds and runs rows of the table. */
export function createDispatch(table: readonly AdminAction[]) {
  const byCode = new Map<number, AdminAction>(table.map((action) => [action.code, action]));
  return {
    find: (code: number): AdminAction | undefined => byCode.get(code),

    /** Whether it is answered without a token. Of users, only the first owner is created so. */
    isPublic: ({ who, code }: AdminAction, data: Record<string, unknown>): boolean =>
      who === "public" && (code !== adminWire.ADMIN_ACTION.CREATE_USER || data.role === adminWire.LEGACY_ROLE.owner),

    /** Whose action it is comes before what it is asked with. Throws auth.forbidden, input.invalid, what modules throw. */
    async run(action: AdminAction, of: PublicContext, data: Record<string, unknown>): Promise<unknown> {
      if (action.who === "owner" && of.context?.caller.principal.role !== "owner")
        throw new CoreError("auth.forbidden", "Only an Owner may do this.");
      const parsed = action.input.safeParse(data);
      if (!parsed.success) throw new CoreError("input.invalid", inputProblem(parsed.error, "data"));
      return action.run(of, parsed.data as never);
    },
  };
}
