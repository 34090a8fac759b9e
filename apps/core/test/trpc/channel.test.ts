import { DESK_CLIENT_ID } from "@peta/contract";
import { expect, test } from "vitest";
import { createOAuthKit, makePkce } from "../oauth/oauth-kit.ts";

test("A54: the record says Desk of what Desk's own token did, and of nothing else", async () => {
  const kit = await createOAuthKit();
  try {
    const pkce = makePkce();
    const redirect_uri = "http://127.0.0.1:4000/callback";
    const { code } = await kit.authorize({ client_id: DESK_CLIENT_ID, code_challenge: pkce.challenge, redirect_uri });
    const { body } = await kit.redeem(DESK_CLIENT_ID, code, pkce.verifier, { redirect_uri });
    const { token } = await kit.owner.tokens.create.mutate({ principalId: "olga.owner" });
    const act = (bearer: string, says?: string) =>
      fetch(`${kit.url}/trpc/consoleSessions.revoke`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${bearer}`,
          "content-type": "application/json",
          ...(says !== undefined && { "x-peta-client": says }),
        },
        body: JSON.stringify({ sessionRef: `of ${says ?? "nobody"}` }),
      });
    await act(token, "desk");
    await act(token, "cli");
    await act(token, "console");
    await act(body.access_token);
    const { rows } = await kit.owner.audit.list.query({ action: "console_session.revoke", outcome: "failed" });
    expect(rows.map(({ channel }) => channel).reverse()).toEqual(["api", "cli", "api", "desk"]);
  } finally {
    await kit.stop();
  }
});
