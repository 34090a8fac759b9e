import type { IncomingMessage, ServerResponse } from "node:http";

/** One request and the address that it came from. */
export interface OAuthExchange {
  request: IncomingMessage;
  response: ServerResponse;
  ipAddress: string | null;
}

export type FormEndpoint = "token" | "introspect" | "revoke";

/** Port: the authorization server. Each method answers the request itself. */
export interface AuthorizationServer {
  authorize(exchange: OAuthExchange, query: URLSearchParams): Promise<void>;
  resume(exchange: OAuthExchange, requestId: string): Promise<void>;
  post(exchange: OAuthExchange, endpoint: FormEndpoint, form: URLSearchParams | undefined): Promise<void>;
  finish(exchange: OAuthExchange, requestId: string, ticket: string): Promise<void>;
}
