import { afterAll, beforeAll, expect, test } from "vitest";
import { createOAuthKit, type OAuthKit } from "./oauth-kit.ts";
let kit: OAuthKit;
beforeAll(async () => {
  kit = await createOAuthKit();
});
afterAll(() => kit.stop());
test("A7: a program that acts as an agent stops with the person who answers for it", async () => {
  await kit.owner.principals.add.mutate({ principalId: "uma", kind: "person", role: "user" });
  await kit.owner.principals.add.mutate({ principalId: "bot", kind: "agent", role: "user", ownerId: "uma" });
  const { clientId, clientSecret } = await kit.owner.oauth.addClient.mutate({
    name: "Job",
    grantTypes: ["client_credentials"],
    principalId: "bot",
  });
  const ask = () =>
    kit.json(
      kit.postForm("/oauth/token", {
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: clientSecret ?? "",
      }),
    );
  const { access_token } = (await ask()).body;
  expect((await kit.mcp(access_token, "tools/list")).status).toBe(200);
  await kit.owner.principals.update.mutate({ principalId: "uma", status: "disabled" });
  expect((await kit.mcp(access_token, "tools/list")).status).toBe(401);
  expect((await ask()).body.error).toBe("invalid_client");
});
