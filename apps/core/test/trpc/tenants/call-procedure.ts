import { CSRF_HEADER } from "@peta/contract";

export interface Outcome {
  /** The catalogue's code of a refusal, or "ok". */
  code: string;
  /** The sentence of a refusal. */
  message: string;
  /** The whole body, as text. */
  text: string;
}

/** How somebody asks: the headers that carry their credential. */
export type Credential = Record<string, string>;
export const byToken = (token: string): Credential => ({ authorization: `Bearer ${token}` });
export const byCookie = (cookie: string): Credential => ({ cookie, [CSRF_HEADER]: "1" });

/** One call of a procedure as a program makes it, without the types that would keep a wrong input away. */
export async function callProcedure(
  url: string,
  path: string,
  type: "query" | "mutation" | "subscription",
  input: unknown,
  credential: Credential,
): Promise<Outcome> {
  const json = JSON.stringify(input);
  const isMutation = type === "mutation";
  const query = !isMutation && json !== undefined ? `?input=${encodeURIComponent(json)}` : "";
  const response = await fetch(`${url}/trpc/${path}${query}`, {
    method: isMutation ? "POST" : "GET",
    headers: { ...credential, ...(isMutation && { "content-type": "application/json" }) },
    ...(isMutation && { body: json ?? "{}" }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  const { error } = JSON.parse(text) as {
    error?: { message: string; data?: { peta?: { code: string; message: string } } };
  };
  return {
    code: error === undefined ? "ok" : (error.data?.peta?.code ?? "no code"),
    message: error?.data?.peta?.message ?? error?.message ?? "",
    text,
  };
}
