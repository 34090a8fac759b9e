import type { CoreError } from "../../../errors.ts";
import type { PersonSignInRequest, SignInCredentials, SignInFlow, SignInRequest } from "../sign-in/sign-in-flow.ts";

export interface TwinSignInFlow extends SignInFlow {
  /** What was asked of it, in order. */
  asked: {
    what: "begin" | "finish" | "obtain" | "renew" | "revoke";
    request?: SignInRequest;
    held?: SignInCredentials;
  }[];
  /** The next errands fail with these, one each. */
  failures: CoreError[];
  /** While set, errands wait for it. */
  gate: Promise<void> | null;
  issuer: string;
  authorizationUrl: string;
  /** What the next tokens are like. */
  next: Partial<SignInCredentials>;
}

/** The tests' twin of the way to authorization servers: issues `token-1`, `token-2`, ... */
export function createTwinSignInFlow(): TwinSignInFlow {
  let issued = 0;
  const issue = (serverUrl: string): SignInCredentials => {
    const number = ++issued;
    return {
      serverUrl,
      issuer: twin.issuer,
      accessToken: `token-${number}`,
      refreshToken: `refresh-${number}`,
      scope: "read",
      expiresAt: null,
      registration: { client: "peta" },
      ...twin.next,
    };
  };
  const errand = async (one: TwinSignInFlow["asked"][number]): Promise<void> => {
    twin.asked.push(one);
    if (twin.gate) await twin.gate;
    const failure = twin.failures.shift();
    if (failure) throw failure;
  };
  const twin: TwinSignInFlow = {
    asked: [],
    failures: [],
    gate: null,
    issuer: "https://auth.test",
    authorizationUrl: "https://auth.test/authorize",
    next: {},
    async begin(request: PersonSignInRequest) {
      await errand({ what: "begin", request });
      const { authorizationUrl, issuer } = twin;
      return {
        authorizationUrl: `${authorizationUrl}?state=${request.state}`,
        issuer,
        scope: request.challenge?.scope ?? "read",
        memo: { verifier: "secret-verifier", serverUrl: request.launch.url },
      };
    },
    async finish(pending) {
      await errand({ what: "finish" });
      return issue(String(pending.memo.serverUrl));
    },
    async obtain(request) {
      await errand({ what: "obtain", request });
      return issue(request.launch.url);
    },
    async renew(held, request) {
      await errand({ what: "renew", request, held });
      return issue(request.launch.url);
    },
    async revoke(held, request) {
      twin.asked.push({ what: "revoke", request, held });
    },
    async close() {},
  };
  return twin;
}
