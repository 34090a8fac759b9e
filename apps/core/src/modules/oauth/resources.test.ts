import { expect, test } from "vitest";
import { createResources } from "./resources.ts";

const local = createResources("http://127.0.0.1:3002");
const remote = createResources("https://peta.example");

test.each([
  [local, "http://127.0.0.1:3002/mcp", "mcp"],
  [local, "http://127.0.0.1:3002/mcp/", "mcp"],
  [local, "http://localhost:3002/mcp", "mcp"],
  [local, "http://[::1]:3002/user", "user"],
  [remote, "https://peta.example/mcp", "mcp"],
  [remote, "https://PETA.example:443/user", "user"],
])("$issuer knows %s", (resources, indicator, resource) => expect(resources.find(indicator)).toBe(resource));

test.each([
  [local, "http://127.0.0.1:3003/mcp"],
  [local, "https://127.0.0.1:3002/mcp"],
  [local, "http://127.0.0.1:3002/"],
  [local, "http://127.0.0.1:3002/mcp/public"],
  [local, "http://127.0.0.1:3002/mcp?x=1"],
  [local, "http://127.0.0.1:3002/mcp#x"],
  [local, "http://peta.example:3002/mcp"],
  [remote, "http://peta.example/mcp"],
  [remote, "https://peta.example.evil.example/mcp"],
  [remote, "https://localhost/mcp"],
  [remote, "not a URL"],
])("A3: $issuer does not know %s", (resources, indicator) => expect(resources.find(indicator)).toBeNull());

test("a loopback installation answers under the name that the client used, any other under its own", () => {
  expect(local.urlSeenBy("localhost:3002")).toBe("http://localhost:3002");
  expect(local.urlSeenBy("evil.example:3002")).toBe("http://127.0.0.1:3002");
  expect(local.urlSeenBy("localhost:4000")).toBe("http://127.0.0.1:3002");
  expect(remote.urlSeenBy("localhost")).toBe("https://peta.example");
  expect(remote.urlSeenBy(undefined)).toBe("https://peta.example");
});
