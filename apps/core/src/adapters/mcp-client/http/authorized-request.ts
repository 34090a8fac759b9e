import type { IncomingHttpHeaders } from "node:http";
import { CoreError } from "../../../errors.ts";
import type { Challenge, ServerAuthorization } from "../../../modules/servers/sign-in/server-authorization.ts";
import { challengeOf } from "./challenge.ts";
import { isOfSignIn } from "./is-of-sign-in.ts";
import type { ResponseHandler } from "./wire/http-request.ts";

/** The text of a refusal is not read; what is longer ends the socket. */
const MAX_REFUSAL = 65_536;

/** One for all requests. */
const nothing = (): void => {};

/** What reads the answer. */
export interface AuthorizedExchange extends ResponseHandler {
  /** Nobody waits for it any more. */
  readonly isOver: boolean;
  /** The request is on its way; `abort` ends it. */
  sent(abort: () => void): void;
  /** The access token is refused, and the request is not sent once more. */
  refused(error: Error): void;
}

/** What the requests of one endpoint have in common. */
export interface AuthorizedSender {
  readonly authorization: ServerAuthorization;
  /** Sends with the token of now. */
  send(head: string, body: string | null, exchange: AuthorizedExchange): { token: string | null; abort: () => void };
  /** There is no token any more: the one that was sent is refused for good. */
  onSignedOut(error: CoreError): void;
}

/**
 * One request with an access token. A server that refuses the token has not done what it was asked: with another token it
 * is asked once more (2026-07-28, Authorization). The exchange hears of the last attempt only. As long as nothing is
 * refused, this is an object and nothing else: every call to every HTTP server has one.
 */
export class AuthorizedRequest {
  readonly #sender: AuthorizedSender;
  readonly #head: string;
  readonly #body: string | null;
  readonly #exchange: AuthorizedExchange;
  #token: string | null = null;
  #abort = nothing;
  #wasRepeated = false;
  /** Set while a refusal arrives. */
  #challenge: Challenge | null = null;
  #received = 0;

  constructor(sender: AuthorizedSender, head: string, body: string | null, exchange: AuthorizedExchange) {
    this.#sender = sender;
    this.#head = head;
    this.#body = body;
    this.#exchange = exchange;
  }

  send(): void {
    const { token, abort } = this.#sender.send(this.#head, this.#body, this.#exchange);
    this.#token = token;
    this.#abort = abort;
    this.#exchange.sent(abort);
  }

  /** Whether an answer wants another token. What follows of it is told here. */
  isRefusedBy(status: number, headers: IncomingHttpHeaders): boolean {
    this.#challenge = challengeOf(status, headers, this.#token);
    return this.#challenge !== null;
  }

  onRefusalData(chunk: Buffer): void {
    this.#received += chunk.length;
    if (this.#received <= MAX_REFUSAL) return;
    this.#abort();
    this.onRefusalEnd();
  }

  /** The refusal is here as far as it is read, or broke off. */
  onRefusalEnd(): void {
    const challenge = this.#challenge;
    if (challenge === null) return;
    this.#challenge = null;
    if (this.#wasRepeated)
      return this.#exchange.refused(refusedAgain(challenge, this.#sender.authorization.isByItself));
    this.#wasRepeated = true;
    this.#received = 0;
    const { authorization, onSignedOut } = this.#sender;
    authorization.refused(challenge).then(
      () => {
        if (!this.#exchange.isOver) this.send();
      },
      (error: Error) => {
        if (challenge.token !== null && authorization.token === null && isOfSignIn(error)) onSignedOut(error);
        this.#exchange.refused(error);
      },
    );
  }
}

/** The token that was got because of a refusal is refused, too. */
const refusedAgain = ({ status }: Challenge, isByItself: boolean): CoreError => {
  const why =
    status === 401
      ? "The server refuses the access token that Core has just got for it."
      : "The server wants wider access than Core has just got for it.";
  const next = isByItself
    ? "Check what Core's client may do there, or ask whoever runs the server."
    : status === 401
      ? "Sign in to it again; if that does not help, its own log may say why."
      : "Sign in to it again and agree to what it asks for.";
  return new CoreError(isByItself ? "server.sign_in_failed" : "server.sign_in_required", `${why} ${next}`, {
    detail: `HTTP ${status}`,
  });
};
