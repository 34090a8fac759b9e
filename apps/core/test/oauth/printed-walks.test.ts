import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBrowser, createOAuthKit, type OAuthKit, REDIRECT, type OAuthAnswer } from "./oauth-kit.ts";

/** The commands of the product's documents as they are printed; only the address and the placeholders are filled in. */
const CLIENT_CREDENTIALS = String.raw`
curl -X POST http://localhost:3002/oauth/token \
  -H "Content-Type: application/json" \
  -d '{
    "grant_type": "client_credentials",
    "client_id": "YOUR_CLIENT_ID",
    "client_secret": "YOUR_CLIENT_SECRET",
    "scope": "default"
  }'
`;
const BEFORE_THE_BROWSER = String.raw`
CODE_VERIFIER=$(openssl rand -base64 32 | tr -d "=+/" | cut -c1-43)
CODE_CHALLENGE=$(echo -n "$CODE_VERIFIER" | openssl dgst -sha256 -binary | base64 | tr -d "=+/" | cut -c1-43)
echo "http://localhost:3002/oauth/authorize?client_id=YOUR_CLIENT_ID&redirect_uri=YOUR_CALLBACK&response_type=code&code_challenge=$CODE_CHALLENGE&code_challenge_method=S256"
`;
const AFTER_THE_BROWSER = String.raw`
curl -X POST http://localhost:3002/oauth/token \
  -H "Content-Type: application/json" \
  -d '{
    "grant_type": "authorization_code",
    "code": "AUTHORIZATION_CODE_FROM_CALLBACK",
    "client_id": "YOUR_CLIENT_ID",
    "code_verifier": "'"$CODE_VERIFIER"'"
  }'
`;

let kit: OAuthKit;
beforeAll(async () => {
  kit = await createOAuthKit();
  await kit.owner.principals.add.mutate({ principalId: "bot", kind: "agent", role: "user", ownerId: "olga.owner" });
});
afterAll(() => kit.stop());

const run = promisify(execFile);
/** Runs printed commands in bash; answers their last line. */
async function shell(script: string, values: Record<string, string>): Promise<string> {
  let filled = script.replaceAll("http://localhost:3002", kit.url.replace("127.0.0.1", "localhost"));
  for (const [placeholder, value] of Object.entries(values)) filled = filled.replaceAll(placeholder, value);
  const { stdout } = await run("bash", ["-ec", filled]);
  return stdout.trim().split("\n").at(-1) ?? "";
}

test("client credentials, as printed", async () => {
  const { clientId, clientSecret } = await kit.owner.oauth.addClient.mutate({
    name: "Script",
    grantTypes: ["client_credentials"],
    principalId: "bot",
  });
  const answer = JSON.parse(
    await shell(CLIENT_CREDENTIALS, { YOUR_CLIENT_ID: clientId, YOUR_CLIENT_SECRET: clientSecret ?? "" }),
  ) as OAuthAnswer;
  expect(answer).toMatchObject({
    token_type: "Bearer",
    expires_in: 3600,
    scope: "mcp:tools mcp:resources mcp:prompts",
  });
  expect((await kit.mcp(answer.access_token, "tools/list")).status).toBe(200);
});

test("authorization code with PKCE, as printed, every time", async () => {
  const { client_id: clientId } = await kit.register();
  // The printed lines lose characters of some challenges and verifiers: one time proves little.
  for (let time = 0; time < 8; time++) {
    const values = { YOUR_CLIENT_ID: clientId, YOUR_CALLBACK: REDIRECT };
    const [verifier = "", address = ""] = (
      await shell(`${BEFORE_THE_BROWSER}\n`.replace('echo "http', 'echo "$CODE_VERIFIER http'), values)
    ).split(" ");
    const browser = createBrowser(kit.url);
    const interactionId = await kit.begin(browser, address.replace("localhost", "127.0.0.1"));
    const { redirectTo } = await kit.page.oauth.decideConsent.mutate({ interactionId, decision: "allow" });
    const back = await kit.finish(browser, redirectTo);
    const answer = JSON.parse(
      await shell(`CODE_VERIFIER=${verifier}\n${AFTER_THE_BROWSER}`, {
        ...values,
        AUTHORIZATION_CODE_FROM_CALLBACK: back.searchParams.get("code") ?? "",
      }),
    ) as OAuthAnswer;
    expect(answer).toMatchObject({ token_type: "Bearer", scope: "mcp:tools mcp:resources mcp:prompts" });
    expect((await kit.mcp(answer.access_token, "tools/list")).status).toBe(200);
  }
});
