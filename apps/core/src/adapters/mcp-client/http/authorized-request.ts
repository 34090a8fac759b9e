import type { IncomingHttpHeaders } from "node:http";
import { CoreError } from "../../../errors.ts";
import type { Challenge, ServerAuthorization } from "../../../modules/servers/sign-in/server-authorization.ts";
import { challengeOf } from "./challenge.ts";
import { isOfSignIn } from "./http-errors.ts";
import type { ResponseFlow, ResponseHandler } from "./wire/http-request.ts";

/** The text of a refusal is not read; what is longer ends the socket. */
const MAX_REFUSAL = 65_536;

export interface AuthorizedRequestOptions {
  authorization: ServerAuthorization;
  /** Sends the request with the token of now. Returns what ends it from our side. */
  send(handler: ResponseHandler): { token: string | null; abort: () => void };
  /** Who hears of the answer. */
  answer: ResponseHandler;
  /** There is no token any more: the one that was sent is refused for good. */
  onSignedOut(error: CoreError): void;
}

/**
 * One request with an access token. A server that refuses the token has not done what it was asked: with another token it
 * is asked once more (2026-07-28, Authorization). Whoever waits for the answer hears of the last attempt only.
 */
export class AuthorizedRequest implements ResponseHandler {
  readonly #options: AuthorizedRequestOptions;
  #token: string | null = null;
  #abort = (): void => {};
  #isAborted = false;
  #wasRepeated = false;
  /** Set while a refusal arrives. */
  #challenge: Challenge | null = null;
  #received = 0;

  constructor(options: AuthorizedRequestOptions) {
    this.#options = options;
    this.#send();
  }

  /** Ends it from our side; nobody hears anything more. */
  abort(): void {
    this.#isAborted = true;
    this.#abort();
  }

  onResponseStart(status: number, headers: IncomingHttpHeaders, flow: ResponseFlow): void {
    this.#challenge = challengeOf(status, headers, this.#token);
    if (!this.#challenge) this.#options.answer.onResponseStart(status, headers, flow);
  }

  onResponseData(chunk: Buffer): void {
    if (!this.#challenge) return this.#options.answer.onResponseData(chunk);
    this.#received += chunk.length;
    if (this.#received <= MAX_REFUSAL) return;
    this.#abort();
    this.#refused(this.#challenge);
  }

  onResponseEnd(): void {
    if (this.#challenge) this.#refused(this.#challenge);
    else this.#options.answer.onResponseEnd();
  }

  onResponseError(error: Error): void {
    if (this.#challenge) this.#refused(this.#challenge);
    else this.#options.answer.onResponseError(error);
  }

  #send(): void {
    this.#challenge = null;
    this.#received = 0;
    const { token, abort } = this.#options.send(this);
    this.#token = token;
    this.#abort = abort;
  }

  #refused(challenge: Challenge): void {
    const { authorization, answer, onSignedOut } = this.#options;
    if (this.#wasRepeated) return answer.onResponseError(refusedAgain(challenge));
    this.#wasRepeated = true;
    authorization.refused(challenge).then(
      () => {
        if (!this.#isAborted) this.#send();
      },
      (error: Error) => {
        if (challenge.token !== null && authorization.token === null && isOfSignIn(error)) onSignedOut(error);
        if (!this.#isAborted) answer.onResponseError(error);
      },
    );
  }
}

const refusedAgain = ({ status }: Challenge): CoreError =>
  new CoreError(
    "server.sign_in_required",
    status === 401
      ? "The server refuses the access token that Core has just got for it. Sign in to it again; if that does not help, its own log may say why."
      : "The server wants wider access than Core has just got for it. Sign in to it again and agree to what it asks for.",
    { detail: `HTTP ${status}` },
  );
