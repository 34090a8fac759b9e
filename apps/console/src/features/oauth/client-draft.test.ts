import { addOAuthClientInputSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { clientInput, emptyDraft } from "./client-draft.ts";

const typed = {
  ...emptyDraft,
  name: "Job",
  principalId: "bot",
  redirectUris: " https://a.example/cb \n\nhttp://127.0.0.1/cb",
};

test("a client that acts by itself is bound to its agent and carries no address", () => {
  expect(clientInput(typed)).toEqual({ name: "Job", grantTypes: ["client_credentials"], principalId: "bot" });
});

test("a client for people has its addresses, one a line, and no agent", () => {
  expect(clientInput({ ...typed, kind: "people", secret: "no" })).toEqual({
    name: "Job",
    grantTypes: ["authorization_code", "refresh_token"],
    redirectUris: ["https://a.example/cb", "http://127.0.0.1/cb"],
    confidential: false,
  });
});

test("both are what the contract takes, and an empty name or a missing agent is not", () => {
  expect(addOAuthClientInputSchema.safeParse(clientInput(typed)).success).toBe(true);
  expect(addOAuthClientInputSchema.safeParse(clientInput({ ...typed, kind: "people" })).success).toBe(true);
  expect(addOAuthClientInputSchema.safeParse(clientInput({ ...typed, name: " " })).success).toBe(false);
  expect(addOAuthClientInputSchema.safeParse(clientInput({ ...typed, principalId: "" })).success).toBe(false);
});
