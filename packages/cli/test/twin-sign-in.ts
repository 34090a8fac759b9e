import { serverDetailSchema, type ServerSignIn, serverRefSchema, startedSignInSchema } from "@peta/contract";
import type { TwinApi } from "./twin-api.ts";
import type { Twin } from "./twin-core.ts";
import { detail, NOW, summary } from "./twin-data.ts";

/** Where a browser would sign in. */
export const SIGN_IN_URL = "http://127.0.0.1:3002/server-sign-in/go/abc";

const REQUIRED: ServerSignIn = {
  state: "required",
  reason: "linear wants a sign-in.\u001b[2J",
  grant: "authorization_code",
  issuer: null,
  scope: null,
  signedInBy: null,
  signedInAt: null,
  expiresAt: null,
  renews: false,
  lastFailure: null,
};
const SIGNED_IN: ServerSignIn = {
  ...REQUIRED,
  state: "signed_in",
  reason: null,
  issuer: "https://login.example",
  scope: "read write",
  signedInBy: "ada",
  signedInAt: NOW,
  renews: true,
};

const FAILURE = { kind: "sign_in" as const, remedy: "Sign in to it." };
const MACHINE_FAILURE = { kind: "client_credentials" as const, remedy: "Check the client id and its secret." };

/** Whether it is one of the twin's servers that want a sign-in. */
export const isLinear = (serverId: string): boolean => serverId.startsWith("linear");

/** What the twin of Core answers about signing in to servers: `linear` in a browser, `linear-machine` by Core itself. */
export function createTwinSignIn(
  admin: TwinApi["procedure"],
  refuse: (code: string, message: string) => never,
  state: Twin["state"],
) {
  const isBack = () => state.looks !== null && state.looks >= state.looksUntilSignedIn;
  const isSignedIn = () => isBack() && state.signInFailure === null;
  const lastFailure = () =>
    isBack() && state.signInFailure !== null ? { at: NOW, message: state.signInFailure } : null;
  const failing = (serverId: string) => ({
    ...summary(serverId),
    status: "error" as const,
    ...(serverId === "linear"
      ? { statusReason: "The server wants a sign-in.", failure: FAILURE }
      : { statusReason: "The secret is wrong.", failure: MACHINE_FAILURE }),
  });
  const show = (serverId: string) => ({
    ...detail(serverId, null),
    ...(isSignedIn()
      ? { signIn: SIGNED_IN }
      : {
          ...failing(serverId),
          signIn:
            serverId === "linear"
              ? { ...REQUIRED, lastFailure: lastFailure() }
              : { ...REQUIRED, grant: "client_credentials" as const, reason: "The secret is wrong." },
        }),
  });
  return {
    failure: FAILURE,
    summary: () => failing("linear"),
    detail: show,
    look(serverId: string) {
      if (state.looks !== null) state.looks += 1;
      return show(serverId);
    },
    procedures: {
      startSignIn: admin
        .input(serverRefSchema)
        .output(startedSignInSchema)
        .mutation(({ input }) => {
          if (!isLinear(input.serverId))
            refuse("input.invalid", `There is no sign-in to the server "${input.serverId}".`);
          state.looks = 0;
          return { url: SIGN_IN_URL, issuer: "https://login.example\u001b[2J", scope: "read write", expiresAt: NOW };
        }),
      signOut: admin
        .input(serverRefSchema)
        .output(serverDetailSchema)
        .mutation(({ input }) => {
          state.looks = null;
          return show(input.serverId);
        }),
    },
  };
}
