import { launchSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { emptyLaunchDraft, toLaunch } from "./launch-draft.ts";
import { draftOfOAuth, emptyOAuthDraft, type OAuthDraft } from "./oauth-draft.ts";

const launchWith = (oauth: Partial<OAuthDraft>) =>
  toLaunch({
    ...emptyLaunchDraft,
    transport: "http",
    url: "https://a.test/mcp",
    oauth: { ...emptyOAuthDraft, ...oauth },
  });
const problemAt = (oauth: Partial<OAuthDraft>) =>
  launchSchema.safeParse(launchWith(oauth)).error?.issues.map(({ path }) => path.join("."));

test("nothing typed is nothing said: Core signs in as the server asks for it", () => {
  expect(launchWith({})).not.toHaveProperty("oauth");
  expect(launchWith({ clientId: " ", scope: "  " })).not.toHaveProperty("oauth");
});

test("what was typed is sent, trimmed; a secret as it was typed", () => {
  expect(launchWith({ clientId: " c ", clientSecret: " s ", scope: " read write " })).toMatchObject({
    oauth: { grant: "authorization_code", clientId: "c", clientSecret: " s ", scope: "read write" },
  });
});

test("what does not fit is refused beside the field that it is about", () => {
  expect(problemAt({ clientSecret: "s" })).toEqual(["oauth.clientSecret"]);
  expect(problemAt({ grant: "client_credentials" })).toEqual(["oauth.grant"]);
  expect(problemAt({ grant: "client_credentials", clientId: "c", clientSecret: "s" })).toBeUndefined();
  expect(problemAt({ scope: "read  write" })).toEqual(["oauth.scope"]);
});

test("a stored client is read back without its secret", () => {
  const http = { transport: "http" as const, url: "https://a.test/mcp", headerNames: [], queryNames: [], tls: null };
  const oauth = { grant: "client_credentials" as const, clientId: "c", hasClientSecret: true, scope: null };
  expect(draftOfOAuth({ ...http, oauth })).toEqual({ ...emptyOAuthDraft, grant: "client_credentials", clientId: "c" });
  expect(draftOfOAuth({ ...http, oauth: null })).toEqual(emptyOAuthDraft);
  expect(draftOfOAuth({ transport: "skills", packageId: "team", version: 1 })).toEqual(emptyOAuthDraft);
});
