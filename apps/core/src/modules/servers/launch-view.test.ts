import { expect, test } from "vitest";
import { maskArguments, maskUrl, viewLaunch } from "./launch-view.ts";

test("A28: no value of a variable or a header is shown", () => {
  const stdio = viewLaunch({ transport: "stdio", command: "npx", args: ["-y", "x"], env: { TOKEN: "s3cr3t" } });
  expect(stdio).toEqual({
    transport: "stdio",
    command: "npx",
    args: ["-y", "x"],
    envNames: ["TOKEN"],
    workingDirectory: null,
    sandbox: null,
  });
  const http = viewLaunch({
    transport: "http",
    url: "https://h/mcp?api_key=s3cr3t&x=s3cr3t#s3cr3t",
    headers: { Authorization: "s3cr3t" },
  });
  expect(http).toEqual({
    transport: "http",
    url: "https://h/mcp?api_key=••••••&x=••••••",
    headerNames: ["Authorization"],
    queryNames: [],
    tls: null,
    oauth: null,
  });
});

test("A28: arguments that look like secrets are masked, others are shown as they are", () => {
  const args = [
    "--token",
    "s3cr3t",
    "--api-key=s3cr3t",
    "GITHUB_TOKEN=s3cr3t",
    "-p=8080",
    "--header",
    "Authorization: Bearer s3cr3t",
    "postgres://user:s3cr3t@db/name?sslmode=on",
    "--db=mysql://u:s3cr3t@h/n",
    "--port",
    "8080",
    "https://host/path",
    "C:\\dir",
    "token",
  ];
  const masked = maskArguments(args);
  expect(masked.join(" ")).not.toContain("s3cr3t");
  expect(masked).toEqual([
    "--token",
    "••••••",
    "--api-key=••••••",
    "GITHUB_TOKEN=••••••",
    "-p=8080",
    "--header",
    "Authorization: ••••••",
    "postgres://••••••@db/name?sslmode=••••••",
    "--db=mysql://••••••@h/n",
    "--port",
    "8080",
    "https://host/path",
    "C:\\dir",
    "token",
  ]);
});

test("a text that is no URL stays as it is", () => {
  expect(maskUrl("not a url")).toBe("not a url");
});
