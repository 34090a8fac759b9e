import { expect, it } from "vitest";
import { isExtensionMethod } from "./extension-methods.ts";
import { serverSettingsSchema } from "./server-settings.ts";

const isTaken = (method: string): boolean => serverSettingsSchema.safeParse({ extensionMethods: [method] }).success;

it.each(["acme/find", "acme/*", "vendor.example/deep/find", "vendor.example/deep/*", "io.modelcontextprotocol/x"])(
  "a server can be given %s",
  (method) => {
    expect(isTaken(method)).toBe(true);
    expect(isExtensionMethod(method)).toBe(!method.endsWith("*"));
  },
);

it.each([
  "*",
  "*/find",
  "acme",
  "acme/",
  "/find",
  "acme//find",
  "acme/f*",
  "acme/find now",
  "acme/../find\n",
  "tools/*",
  "tools/call",
  "Tools/call",
  "tasks/*",
  "notifications/x",
  "server/discover",
  "subscriptions/x",
  "peta/x",
  `acme/${"x".repeat(130)}`,
])("nobody gives a server %j", (method) => {
  expect(isTaken(method)).toBe(false);
  expect(isExtensionMethod(method)).toBe(false);
});
