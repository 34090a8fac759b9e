import { expect, test } from "vitest";
import { createArgon2Hasher } from "./argon2.ts";

test("hashes with argon2id and verifies only the password that was hashed", async () => {
  const { hash, verify } = createArgon2Hasher();
  const stored = await hash("correct horse battery");
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verify(stored, "correct horse battery")).toBe(true);
  expect(await verify(stored, "correct horse batterY")).toBe(false);
  expect(await hash("correct horse battery")).not.toBe(stored);
});
