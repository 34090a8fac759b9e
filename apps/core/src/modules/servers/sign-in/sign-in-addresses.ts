/** Where Core talks with the browsers of those who sign in to servers. */
export const SIGN_IN_PATHS = {
  all: "/server-sign-in",
  go: "/server-sign-in/go",
  callback: "/server-sign-in/callback",
  client: "/server-sign-in/client.json",
} as const;

export interface SignInAddresses {
  go(state: string): string;
  callback: string;
  /** Where Core describes itself as a client; null: it has no https address. */
  client: string | null;
}

/** @param publicUrl as browsers reach Core, without a path */
export const signInAddresses = (publicUrl: string): SignInAddresses => ({
  go: (state) => `${publicUrl}${SIGN_IN_PATHS.go}/${state}`,
  callback: `${publicUrl}${SIGN_IN_PATHS.callback}`,
  client: publicUrl.startsWith("https:") ? `${publicUrl}${SIGN_IN_PATHS.client}` : null,
});
