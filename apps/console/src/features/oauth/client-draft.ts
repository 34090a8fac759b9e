import type { addOAuthClientInputSchema } from "@peta/contract";
import type { z } from "zod";

/** What is typed into the form for a new client. */
export interface ClientDraft {
  kind: "agent" | "people";
  name: string;
  principalId: string;
  /** One address a line. */
  redirectUris: string;
  secret: "yes" | "no";
}

export const emptyDraft: ClientDraft = { kind: "agent", name: "", principalId: "", redirectUris: "", secret: "yes" };

/** The input that Core gets: an agent's client never carries what was typed for people, and the other way round. */
export function clientInput(draft: ClientDraft): z.input<typeof addOAuthClientInputSchema> {
  const { name } = draft;
  if (draft.kind === "agent") return { name, grantTypes: ["client_credentials"], principalId: draft.principalId };
  const redirectUris = draft.redirectUris
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return {
    name,
    grantTypes: ["authorization_code", "refresh_token"],
    redirectUris,
    confidential: draft.secret === "yes",
  };
}
