import { DESK_REDIRECT_PATH } from "@peta/contract";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DeskError } from "../desk-error.ts";
import { ANSWER_HEADERS, answerPage } from "./answer-page.ts";
import { isSameText } from "./pkce.ts";

export interface RedirectReceiver {
  redirectUri: string;
  /** The code, once. Rejects with desk.sign_in_refused, desk.sign_in_denied or desk.sign_in_cancelled. */
  code: Promise<string>;
  close(): void;
}

/**
 * Listens for the one redirect of a sign-in, on 127.0.0.1 and a port of the system's choice (RFC 8252, section 7.3),
 * and is gone after it. Whatever comes to the callback uses the state up: an answer with another state, without `iss` or
 * from another issuer ends the sign-in, and its code is not redeemed (A13, A14, RFC 9207).
 */
export async function receiveRedirect(expected: { state: string; issuer: string }): Promise<RedirectReceiver> {
  let settle: (outcome: string | DeskError) => void = () => {};
  const code = new Promise<string>((resolve, reject) => {
    settle = (outcome) => (typeof outcome === "string" ? resolve(outcome) : reject(outcome));
  });
  // Whoever awaits it hears of a refusal; one that nobody awaits any more ends no process.
  code.catch(() => {});

  const server = createServer((request, response) => {
    const url = requestUrl(request, port);
    if (url === null) return reply(response, 403, "Not for you", "This address belongs to Peta Desk.");
    if (request.method !== "GET" || url.pathname !== DESK_REDIRECT_PATH)
      return reply(response, 404, "Nothing here", "Peta Desk waits for one answer, and this is not it.");
    const outcome = readAnswer(url.searchParams, expected);
    if (typeof outcome === "string")
      reply(response, 200, "You are signed in", "You can close this page and go back to Peta Desk.");
    else reply(response, 400, "The sign-in was stopped", outcome.message);
    settle(outcome);
    close();
  });
  server.maxHeadersCount = 50;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  }).catch((cause: unknown) => {
    throw new DeskError(
      "desk.sign_in_refused",
      "This computer lets nobody listen for the browser's answer. Use an access token.",
      {
        cause,
      },
    );
  });
  const { port } = server.address() as AddressInfo;

  function close(): void {
    settle(new DeskError("desk.sign_in_cancelled", "The sign-in was cancelled."));
    server.close();
    server.closeIdleConnections();
  }
  return { redirectUri: `http://127.0.0.1:${port}${DESK_REDIRECT_PATH}`, code, close };
}

/** Null for a request that was made to another name: a page that points its own name at this machine (A48). */
function requestUrl(request: IncomingMessage, port: number): URL | null {
  const origin = `http://127.0.0.1:${port}`;
  return request.headers.host === `127.0.0.1:${port}` ? URL.parse(request.url ?? "", origin) : null;
}

function readAnswer(answer: URLSearchParams, expected: { state: string; issuer: string }): string | DeskError {
  const one = (name: string): string | null => {
    const values = answer.getAll(name);
    return values.length === 1 ? (values[0] ?? null) : null;
  };
  if (!isSameText(one("state") ?? "", expected.state))
    return new DeskError(
      "desk.sign_in_refused",
      "The browser's answer does not belong to the sign-in that Desk began. Try again.",
    );
  if (one("iss") !== expected.issuer)
    return new DeskError(
      "desk.sign_in_refused",
      "The browser's answer does not come from this Peta. Nothing was sent to it. Try again.",
    );
  const error = one("error");
  if (error === "access_denied") return new DeskError("desk.sign_in_denied", "Access was denied in the browser.");
  if (error !== null) return new DeskError("desk.sign_in_refused", "Peta did not allow the sign-in. Try again.");
  return one("code") ?? new DeskError("desk.sign_in_refused", "The browser's answer is incomplete. Try again.");
}

function reply(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, ANSWER_HEADERS).end(answerPage(title, text));
}
