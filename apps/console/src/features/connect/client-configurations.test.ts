import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { absoluteEndpoint, clientConfigurations, curlLine } from "./client-configurations.ts";

test("each configuration names the endpoint and carries the token where the client reads it", () => {
  for (const configuration of clientConfigurations("http://localhost:3002/mcp", "tok_1")) {
    expect(configuration.code, configuration.id).toContain("http://localhost:3002/mcp");
    expect(configuration.code, configuration.id).toContain("Bearer tok_1");
    if (!configuration.isCommand) expect(() => JSON.parse(configuration.code)).not.toThrow();
  }
});

test("a shell reads the curl line as one command with a JSON body, whatever the token holds", () => {
  const line = curlLine("http://localhost:3002/mcp", "it's $HOME `id`");
  const args = execFileSync("sh", ["-c", `curl() { for a; do printf '%s\\0' "$a"; done; }; ${line}`], {
    encoding: "utf8",
  }).split("\0");
  expect(args).toContain("Authorization: Bearer it's $HOME `id`");
  const body = JSON.parse(args[args.indexOf("-d") + 1] ?? "");
  expect(body.params._meta["io.modelcontextprotocol/protocolVersion"]).toBe("2026-07-28");
});

test("an endpoint given as a path stands on the page's origin", () => {
  expect(absoluteEndpoint("/mcp", "http://localhost:3002")).toBe("http://localhost:3002/mcp");
  expect(absoluteEndpoint("https://peta.example/mcp", "http://localhost:3002")).toBe("https://peta.example/mcp");
});
