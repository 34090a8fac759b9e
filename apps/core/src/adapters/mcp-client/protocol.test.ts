import { LATEST_PROTOCOL_VERSION, SUPPORTED_PROTOCOL_VERSIONS } from "@modelcontextprotocol/sdk/types.js";
import { expect, test } from "vitest";
import { LEGACY_VERSION, LEGACY_VERSIONS } from "./protocol.ts";

test("Core speaks the legacy versions that the official SDK speaks", () => {
  expect(LEGACY_VERSION).toBe(LATEST_PROTOCOL_VERSION);
  expect(LEGACY_VERSIONS).toEqual(SUPPORTED_PROTOCOL_VERSIONS);
});
