import { createVault } from "../../../adapters/crypto/index.ts";
import { CoreError } from "../../../errors.ts";
import { DEFAULT_ASKING_LIMITS } from "../approval-deps.ts";
import { type ApprovalsDeps, createApprovalsModule } from "../index.ts";
import { createMemoryApprovalStore } from "./memory-approval-store.ts";

export const PASSWORD = "the password of every twin";
const quiet = (): void => {};

/** The module over a store in memory; ids count up, and everybody has one password. */
export function createMemoryApprovals(
  deps: Pick<ApprovalsDeps, "snapshots" | "principals" | "audit" | "events" | "clock"> & Partial<ApprovalsDeps>,
) {
  const store = createMemoryApprovalStore();
  let lastId = 0;
  const approvals = createApprovalsModule({
    store,
    vault: createVault(Buffer.alloc(32, 7)),
    newId: (prefix) => `${prefix}_${String(++lastId).padStart(4, "0")}`,
    async confirmPassword(_caller, password) {
      if (password !== PASSWORD) throw new CoreError("auth.invalid_credentials", "The password is wrong.");
    },
    limits: DEFAULT_ASKING_LIMITS,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    ...deps,
  });
  return { approvals, store };
}
