import type { LinkRequest } from "../../shared/state.ts";
import type { Connections } from "../connection/setup-connections.ts";
import type { Port } from "../port.ts";
import { createStore, type Store } from "../store.ts";
import { LINK_SCHEME, parseDeskLink } from "./parse-desk-link.ts";

export interface Links {
  /** A link that asks for a connection; the window shows its whole text and does nothing before a yes. */
  request: Store<LinkRequest | null>;
  /** The person has seen it. */
  dismiss(): void;
  /** A link among a program's arguments. */
  openFrom(argv: readonly string[]): void;
}

/** Links of the scheme `peta-desk:`, from a web page or another program (A49). */
export function setupLinks(deps: {
  app: Port["app"];
  connections: Connections;
  open: (connectionId: string | null, path: string) => void;
}): Links {
  const { app, connections } = deps;
  const request = createStore<LinkRequest | null>(null);

  function follow(text: string): void {
    const link = parseDeskLink(text);
    if (link === null) return;
    if (link.kind === "approval") return deps.open(null, `/approvals/${encodeURIComponent(link.approvalId)}`);
    const isKnown = connections.views.get().some(({ url }) => url === link.coreUrl);
    request.set({ text: link.text, coreUrl: link.coreUrl, isKnown });
    deps.open(null, "");
  }

  app.setAsDefaultProtocolClient(LINK_SCHEME);
  // macOS tells links by this event, the others by a second start of the program.
  app.on("open-url", (event, url) => {
    event.preventDefault();
    follow(url);
  });
  return {
    request,
    dismiss: () => request.set(null),
    openFrom(argv) {
      const text = argv.find((argument) => argument.startsWith(`${LINK_SCHEME}:`));
      if (text !== undefined) follow(text);
    },
  };
}
