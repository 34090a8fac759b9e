import { expect, it } from "vitest";
import { CoreError } from "../../errors.ts";
import { challenge } from "./read-bearer.ts";

it("names the resource metadata once there is an authorization server, and nothing that breaks the header (A1, A36)", () => {
  expect(challenge(new CoreError("auth.invalid_token", 'a "quoted"\r\nsentence'), "https://peta.test/meta")).toBe(
    `Bearer realm="peta", error="invalid_token", error_description="a 'quoted'''sentence", resource_metadata="https://peta.test/meta"`,
  );
  expect(challenge(new CoreError("auth.required", "A token is needed."), null)).toBe('Bearer realm="peta"');
});
