import { hash, verify } from "@node-rs/argon2";
import type { PasswordHasher } from "../modules/principals/console-session-store.ts";

/** argon2id with the parameters that OWASP's password storage guidance names first: 19 MiB, two passes, one lane. */
export function createArgon2Hasher(): PasswordHasher {
  // argon2id is the library's default algorithm, and its enum exists only as a type.
  const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
  return {
    hash: (password) => hash(password, options),
    verify: (stored, password) => verify(stored, password),
  };
}
