import { TRPCClientError } from "@trpc/client";
import { expect, test } from "vitest";
import { detourOf, isPassing, toConsoleError } from "./public-error.ts";

const answered = (data: unknown) => TRPCClientError.from({ error: { code: -32_004, message: "no", data } } as never);

test("the code and the sentence of Core are kept", () => {
  const error = answered({
    code: "NOT_FOUND",
    httpStatus: 404,
    peta: { code: "server.not_found", message: "No server github." },
  });
  expect(toConsoleError(error)).toEqual({ code: "server.not_found", message: "No server github." });
});

test("a code that this Console does not know becomes an internal error, not a wrong message", () => {
  expect(toConsoleError(answered({ peta: { code: "moon.full", message: "x" } })).code).toBe("internal.error");
});

test("no answer at all is said as such", () => {
  expect(toConsoleError(TRPCClientError.from(new TypeError("Failed to fetch"))).code).toBe("network.unreachable");
  expect(toConsoleError(null).code).toBe("network.unreachable");
});

test("only a missing sign-in and a missing set-up lead away from the page", () => {
  expect(detourOf("auth.required")).toBe("/sign-in");
  expect(detourOf("setup.required")).toBe("/setup");
  expect(detourOf("auth.forbidden")).toBeNull();
  expect(detourOf("auth.invalid_credentials")).toBeNull();
});

test("a refusal is not asked again, an absent Core is", () => {
  expect(isPassing("network.unreachable")).toBe(true);
  expect(isPassing("auth.forbidden")).toBe(false);
});
