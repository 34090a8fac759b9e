import type { RestDefinition } from "@peta/contract";
import type { KeyValue } from "@peta/ui";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { toRecord } from "../servers/launch-draft.ts";
import { emptyTlsDraft, type TlsDraft, toTls } from "../servers/tls-draft.ts";

export type AuthKind = "none" | "bearer" | "basic" | "apiKey" | "clientCredentials";

/** How Core signs in at an API, as typed: every kind keeps its part while another one is shown. */
export interface AuthDraft {
  kind: AuthKind;
  token: string;
  username: string;
  password: string;
  in: "header" | "query";
  name: string;
  value: string;
  prefix: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope: string;
  resource: string;
  audience: string;
  authentication: "basic" | "body";
}

/** What the form holds of a REST API. */
export interface RestDraft {
  /** Null: not read yet. */
  definition: RestDefinition | null;
  auth: AuthDraft;
  headers: readonly KeyValue[];
  query: readonly KeyValue[];
  tls: TlsDraft;
}

export const emptyRestDraft: RestDraft = {
  definition: null,
  auth: {
    kind: "none",
    token: "",
    username: "",
    password: "",
    in: "header",
    name: "",
    value: "",
    prefix: "",
    tokenUrl: "",
    clientId: "",
    clientSecret: "",
    scope: "",
    resource: "",
    audience: "",
    authentication: "basic",
  },
  headers: [],
  query: [],
  tls: emptyTlsDraft,
};

/** Why a typed address is none, in the words that stand beside it. */
export const addressProblem = (text: string): string | undefined =>
  /^https?:/i.test(text.trim()) && URL.canParse(text.trim())
    ? undefined
    : "Give the whole address, beginning with http:// or https://.";

/** The parts of the chosen kind alone; empty optional ones are left out. */
export function toAuth(draft: AuthDraft): Record<string, unknown> {
  const optional = (name: "prefix" | "scope" | "resource" | "audience") =>
    draft[name] === "" ? {} : { [name]: draft[name] };
  switch (draft.kind) {
    case "none":
      return { kind: "none" };
    case "bearer":
      return { kind: "bearer", token: draft.token };
    case "basic":
      return { kind: "basic", username: draft.username, password: draft.password };
    case "apiKey":
      return {
        kind: "apiKey",
        in: draft.in,
        name: draft.name.trim(),
        value: draft.value,
        ...(draft.in === "header" && optional("prefix")),
      };
    case "clientCredentials":
      return {
        kind: "clientCredentials",
        tokenUrl: draft.tokenUrl.trim(),
        clientId: draft.clientId,
        clientSecret: draft.clientSecret,
        authentication: draft.authentication,
        ...optional("scope"),
        ...optional("resource"),
        ...optional("audience"),
      };
  }
}

/** What Core is sent; without a definition the contract refuses it. */
export function toRestLaunch({ definition, auth, headers, query, tls }: RestDraft): Record<string, unknown> {
  const certificates = toTls(tls);
  return {
    transport: "rest",
    definition,
    auth: toAuth(auth),
    headers: toRecord(headers, false),
    query: toRecord(query),
    ...(certificates && { tls: certificates }),
  };
}

/** The draft of a stored API: its definition is read apart, its secrets are never read back. */
export function restDraftOf(launch: ServerDetail["launch"]): RestDraft {
  if (launch.transport !== "rest") return emptyRestDraft;
  const rows = (names: readonly string[]) => names.map((key) => ({ key, value: "" }));
  return {
    ...emptyRestDraft,
    auth: suggestAuth(emptyRestDraft.auth, [launch.auth]),
    headers: rows(launch.headerNames),
    query: rows(launch.queryNames),
  };
}

/** The way to sign in that a document asks for, where nothing was typed yet: `header X-Api-Key` as place of a key. */
export function suggestAuth(
  draft: AuthDraft,
  asked: readonly { kind: AuthKind; place: string | null; tokenUrl: string | null; scope: string | null }[],
): AuthDraft {
  const first = asked.find(({ kind }) => kind !== "none");
  if (!first || draft.kind !== "none") return draft;
  const [where = "", ...name] = (first.place ?? "").split(" ");
  return {
    ...draft,
    kind: first.kind,
    ...(first.kind === "apiKey" && { in: where === "query" ? "query" : "header", name: name.join(" ") }),
    tokenUrl: first.tokenUrl ?? "",
    scope: first.scope ?? "",
  };
}

/** A server id to start from: "Pet Store API" becomes `pet-store`. */
export const idOfTitle = (title: string | undefined): string =>
  (title ?? "")
    .toLowerCase()
    .replace(/\bapi\b/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
