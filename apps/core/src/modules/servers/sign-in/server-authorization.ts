/** Why a server refused a request for want of another token (RFC 6750, section 3; RFC 9728, section 5.1). */
export interface Challenge {
  /** 403 only where the server says `insufficient_scope`. */
  status: 401 | 403;
  /** Scopes that the server names, one space between them; null: none. */
  scope: string | null;
  /** Where the server says its protected-resource metadata is; null: at the well-known place. */
  resourceMetadataUrl: string | null;
  /** The token that was refused; null: none was sent. */
  token: string | null;
}

/** The access token of one server, as all of its connections see it. */
export interface ServerAuthorization {
  /** What is sent with a request now. Null: Core has none, and the request goes without. */
  readonly token: string | null;
  /** Whether Core gets its tokens without a person, with client credentials. */
  readonly isByItself: boolean;
  /** Reads what is stored and renews what has ended. Never rejects: a server that refuses the request says more. */
  prepare(): Promise<void>;
  /**
   * A request was refused. Resolves when there is another token, with which the request is sent once more. Rejects with
   * CoreError server.sign_in_required when only a person can get one, server.sign_in_failed when Core's client credentials
   * bring none, server.unreachable when the authorization server does not answer now.
   */
  refused(challenge: Challenge): Promise<void>;
}
