import type { DeskState } from "../../shared/state.ts";
import type { Connections } from "../connection/setup-connections.ts";
import type { SignIn } from "../connection/setup-sign-in.ts";
import { DeskError } from "../desk-error.ts";
import type { OpenExternal } from "../links/external-link.ts";
import type { Links } from "../links/setup-links.ts";
import type { DeskSettings } from "../settings/setup-settings.ts";
import type { Handlers } from "./setup-ipc.ts";

type DeskVerb = Extract<keyof Handlers, `${"app" | "settings" | "connections"}.${string}`>;

/** What the window asks of Desk itself. */
export function deskHandlers(deps: {
  state: () => DeskState;
  settings: DeskSettings;
  connections: Connections;
  signIn: SignIn;
  links: Links;
  openExternal: OpenExternal;
  /** Brings the window back to the front after the browser had it. */
  showWindow: () => void;
}): Pick<Handlers, DeskVerb> {
  const { settings, connections, signIn, links } = deps;
  return {
    "app.state": deps.state,
    async "app.openLink"({ url }) {
      if (!(await deps.openExternal(url)))
        throw new DeskError("desk.link_refused", "Desk opens web pages over https only, and this is none.");
      return null;
    },
    "app.dismissLink"() {
      links.dismiss();
      return null;
    },
    "settings.update"(changes) {
      settings.update(changes);
      return null;
    },
    async "connections.signIn"({ url }) {
      try {
        return { connectionId: await signIn.withBrowser(url) };
      } finally {
        deps.showWindow();
      }
    },
    "connections.cancelSignIn"() {
      signIn.cancel();
      return null;
    },
    "connections.signInWithToken": async ({ url, token }) => ({ connectionId: await signIn.withToken(url, token) }),
    "connections.select"({ connectionId }) {
      connections.select(connectionId);
      return null;
    },
    "connections.retry"({ connectionId }) {
      connections.get(connectionId).retry();
      return null;
    },
    async "connections.signOut"({ connectionId }) {
      await connections.signOut(connectionId);
      return null;
    },
    async "connections.remove"({ connectionId }) {
      await connections.remove(connectionId);
      return null;
    },
  };
}
