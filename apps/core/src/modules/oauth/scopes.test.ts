import { expect, test } from "vitest";
import { DESK_CLIENT } from "./oauth-client.ts";
import { chooseScopes, describeScope, scopesToRegister } from "./scopes.ts";

const client = { id: "ocl_1", scopes: ["mcp:tools", "mcp:prompts"] };
const invalid = expect.objectContaining({ code: "oauth_client.invalid" }) as Error;

test.each([
  ["nothing", undefined, ["mcp:tools", "mcp:prompts"]],
  ["an empty text", "", ["mcp:tools", "mcp:prompts"]],
  ["`default`, as the printed walk does", "default", ["mcp:tools", "mcp:prompts"]],
  ["one of its own", "mcp:tools", ["mcp:tools"]],
  ["one of its own and strangers'", "openid mcp:tools offline_access", ["mcp:tools"]],
  ["the same twice", "mcp:tools mcp:tools", ["mcp:tools"]],
])("a client that asks for %s gets what it may have", (_name, asked, granted) =>
  expect(chooseScopes(client, asked)).toEqual(granted),
);

test.each([
  ["what it may not have", "mcp:resources"],
  ["nothing that exists", "openid email"],
  ["the desktop application's scope", "peta:user"],
  ["that scope among others", "mcp:tools peta:user"],
])("a client that asks for %s is refused", (_name, asked) =>
  expect(() => chooseScopes(client, asked)).toThrow(invalid),
);

test("peta:user is for the desktop application, even when another client has it on its list", () => {
  expect(chooseScopes(DESK_CLIENT, undefined)).toEqual(["peta:user"]);
  expect(chooseScopes(DESK_CLIENT, "peta:user")).toEqual(["peta:user"]);
  expect(() => chooseScopes({ id: "ocl_2", scopes: ["peta:user"] }, "peta:user")).toThrow(invalid);
  expect(() => scopesToRegister("mcp:tools peta:user")).toThrow(invalid);
});

test("who registers without scopes, or with strangers' only, may ask for everything of MCP", () => {
  expect(scopesToRegister(undefined)).toEqual(["mcp:tools", "mcp:resources", "mcp:prompts"]);
  expect(scopesToRegister("openid email profile")).toEqual(["mcp:tools", "mcp:resources", "mcp:prompts"]);
  expect(scopesToRegister("mcp:prompts openid")).toEqual(["mcp:prompts"]);
});

test("a scope is described in words", () => {
  expect(describeScope("mcp:tools")).toMatch(/call the tools/);
  expect(describeScope("else")).toBe("else");
});
