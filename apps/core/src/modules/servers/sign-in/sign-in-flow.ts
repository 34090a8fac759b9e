import type { HttpLaunch, ServerOAuth } from "@peta/contract";
import type { Challenge } from "./server-authorization.ts";

/** What Core holds of one authorization server for one MCP server. Kept sealed: every member of it may be a secret. */
export interface SignInCredentials {
  /** The MCP server for which they were issued: they are sent nowhere else. */
  serverUrl: string;
  /** The authorization server that issued them: they are sent to no other one (A15). */
  issuer: string;
  accessToken: string;
  refreshToken: string | null;
  /** As granted; null: nobody said. */
  scope: string | null;
  /** Milliseconds since 1970; null: nobody said. */
  expiresAt: number | null;
  /** What the adapter needs for the next token: the registration as a client, the endpoints, the resource. JSON. */
  registration: Record<string, unknown>;
}

export interface SignInRequest {
  launch: HttpLaunch;
  oauth: ServerOAuth;
  /** Scopes that were refused for want of others are asked for together with those held. Null: nothing was refused. */
  challenge: Pick<Challenge, "scope" | "resourceMetadataUrl"> | null;
  /** What is held now: its registration is used again where the authorization server is the same. */
  known: SignInCredentials | null;
}

export interface PersonSignInRequest extends SignInRequest {
  /** Where the authorization server sends the browser back to. */
  redirectUrl: string;
  /** An https address at which Core describes itself as a client; null: it cannot be reached under one. */
  clientMetadataUrl: string | null;
  /** Comes back with the answer. */
  state: string;
}

/** A sign-in whose person is at the authorization server. */
export interface PendingSignIn {
  /** Where the browser goes: http or https, nothing else (A16). */
  authorizationUrl: string;
  issuer: string;
  scope: string | null;
  /** Opaque to everybody but the adapter: code verifier, registration, endpoints. Secret. */
  memo: Record<string, unknown>;
}

/**
 * Port: OAuth 2.1 towards the authorization servers of MCP servers (2026-07-28, Authorization). Rejects with CoreError
 * server.sign_in_failed, whose sentence says what an administrator can do; server.unreachable when nobody answers;
 * server.launch_refused for an address that Core does not connect to (A17, A40).
 */
export interface SignInFlow {
  begin(request: PersonSignInRequest): Promise<PendingSignIn>;
  /** @param answer what came back: the code, and the issuer if it was said (RFC 9207) */
  finish(pending: PendingSignIn, answer: { code: string; issuer: string | null }): Promise<SignInCredentials>;
  /** The grant `client_credentials`. */
  obtain(request: SignInRequest): Promise<SignInCredentials>;
  /**
   * Rejects with server.sign_in_required when the authorization server refuses for good, server.unreachable for now. The
   * grant `client_credentials` is `obtain` anew.
   */
  renew(credentials: SignInCredentials, request: SignInRequest): Promise<SignInCredentials>;
  /** Gives the tokens back, where that is possible. Never rejects. */
  revoke(credentials: SignInCredentials, request: SignInRequest): Promise<void>;
  close(): Promise<void>;
}
