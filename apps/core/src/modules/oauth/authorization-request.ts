/** What a client asked a person for, checked by the authorization server and waiting for an answer. */
export interface AuthorizationRequest {
  clientId: string;
  redirectUri: string;
  scopes: readonly string[];
  /** URL of the protected resource. */
  resource: string;
  expiresAt: number;
  /** Somebody has answered it already. */
  isDecided: boolean;
}

export interface ConsentDecision {
  workspaceId: string;
  principalId: string;
  isAllowed: boolean;
  scopes: readonly string[];
}

/** Port: requests that wait. Their ids are secrets of the browser and are stored as hashes. */
export interface AuthorizationRequestStore {
  find(id: string): Promise<AuthorizationRequest | null>;
  /** Stores the answer with the hash of its one-time ticket. False when somebody was faster, or it is gone. */
  decide(id: string, decision: ConsentDecision, ticketHash: string): Promise<boolean>;
  /** The answer, once, for whoever has the ticket. */
  takeDecision(id: string, ticketHash: string): Promise<ConsentDecision | null>;
}
