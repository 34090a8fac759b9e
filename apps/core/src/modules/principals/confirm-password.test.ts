import { expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import { createAttemptLimit } from "./attempt-limit.ts";
import { createConfirmPassword } from "./confirm-password.ts";
import type { Caller } from "./principal.ts";

const confirm = createConfirmPassword({
  accounts: { findPasswordHash: async () => "right" },
  passwords: { hash: async (password) => password, verify: async (stored, password) => stored === password },
  attempts: createAttemptLimit({ clock: new TestClock() }),
});

const callerIn = (workspaceId: string): Caller => ({
  principal: {
    id: `prn_${workspaceId}`,
    workspaceId,
    handle: "max",
    displayName: "Max",
    kind: "person",
    role: "admin",
    status: "active",
    expiresAt: null,
    accountId: "acc_max",
    ownerId: null,
  },
  credential: { kind: "token", tokenId: "tok", tokenHash: "hash" },
  channel: "api",
  ipAddress: null,
});

const codeOf = (call: Promise<void>): Promise<string> =>
  call.then(
    () => "confirmed",
    (error: unknown) => (error instanceof CoreError ? error.code : String(error)),
  );

test("A54: guessing ends, and a token of one workspace keeps nobody out of step-up in another", async () => {
  for (let at = 0; at < 10; at++)
    expect(await codeOf(confirm(callerIn("a"), "wrong"))).toBe("auth.invalid_credentials");
  expect(await codeOf(confirm(callerIn("a"), "right"))).toBe("auth.too_many_attempts");
  expect(await codeOf(confirm(callerIn("b"), "right"))).toBe("confirmed");
});
