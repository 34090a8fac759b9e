import { expect, test } from "vitest";
import { errorOf, useTwin } from "./harness.ts";

const { peta, lastInput } = useTwin();

test("are listed with where they come from and who allowed them something", async () => {
  const { stdout } = await peta(["oauth-client", "list"]);
  expect(stdout).toMatch(/ocl_1\s+Claude Code\s+registered itself\s+people\s+on\s+2/);
});

test("one that acts by itself is bound to its agent, and its secret is printed once", async () => {
  const { code, stdout } = await peta(["oauth-client", "add", "Nightly job", "--acts-as", "bot"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/client_id +ocl_2\nclient_secret +secret-shown-once/);
  expect(stdout).toContain("not shown again");
  expect(lastInput("oauth.addClient")).toMatchObject({
    name: "Nightly job",
    grantTypes: ["client_credentials"],
    principalId: "bot",
  });
});

test("one for people has its addresses, and no secret where it cannot keep one", async () => {
  const addresses = ["--redirect", "https://a.example/cb", "--redirect", "http://127.0.0.1/cb"];
  const { stdout } = await peta(["oauth-client", "add", "App", "--public", ...addresses]);
  expect(stdout).not.toContain("client_secret");
  expect(lastInput("oauth.addClient")).toMatchObject({
    grantTypes: ["authorization_code", "refresh_token"],
    redirectUris: ["https://a.example/cb", "http://127.0.0.1/cb"],
    confidential: false,
  });
});

test.each([
  [["App"]],
  [["App", "--acts-as", "bot", "--redirect", "https://a.example/cb"]],
  [["App", "--acts-as", "bot", "--public"]],
  [["App", "--acts-as", "Not An Id"]],
])("add %j is a usage error", async (args) => {
  expect((await peta(["oauth-client", "add", ...args])).code).toBe(2);
});

test("are switched off and on, and taken out", async () => {
  expect((await peta(["oauth-client", "disable", "ocl_1"])).stdout).toContain("is switched off; its sessions end now");
  expect(lastInput("oauth.setClient")).toEqual({ clientId: "ocl_1", enabled: false });
  expect((await peta(["oauth-client", "enable", "ocl_1"])).stdout).toContain("may be used again");
  expect((await peta(["oauth-client", "remove", "ocl_1"])).stdout).toContain("Removed ocl_1");
  expect(errorOf(await peta(["oauth-client", "remove", "ocl_9", "--json"]))).toMatchObject({
    code: "oauth_client.not_found",
  });
});
