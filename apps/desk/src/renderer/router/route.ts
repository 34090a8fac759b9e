import { useSyncExternalStore } from "react";

/** The places of the window. They live behind `#`, so that nothing is ever fetched by going there. */
export type Route =
  | { page: "approvals"; approvalId: string | null }
  | { page: "clients"; client: { principalId: string; clientKey: string } | null }
  | { page: "credentials"; principalId: string | null }
  | { page: "sessions" }
  | { page: "settings" }
  | { page: "connect"; coreUrl: string | null };

const decode = (part: string): string | null => {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
};

/** A path as a place; what is not known is the inbox. */
export function parseRoute(path: string): Route {
  const [page = "", first, second] = path
    .replace(/^[#/]+/, "")
    .split("/")
    .map(decode);
  switch (page) {
    case "clients":
      return { page, client: first && second ? { principalId: first, clientKey: second } : null };
    case "credentials":
      return { page, principalId: first || null };
    case "sessions":
    case "settings":
      return { page };
    case "connect":
      return { page, coreUrl: first || null };
    default:
      return { page: "approvals", approvalId: (page === "approvals" && first) || null };
  }
}

const join = (...parts: string[]): string => `/${parts.map(encodeURIComponent).join("/")}`;

/** The paths of the places, for links and `navigate`. */
export const hrefTo = {
  approvals: () => join("approvals"),
  approval: (approvalId: string) => join("approvals", approvalId),
  clients: () => join("clients"),
  client: (principalId: string, clientKey: string) => join("clients", principalId, clientKey),
  credentials: (principalId?: string) =>
    principalId === undefined ? join("credentials") : join("credentials", principalId),
  sessions: () => join("sessions"),
  settings: () => join("settings"),
  connect: (coreUrl?: string) => (coreUrl === undefined ? join("connect") : join("connect", coreUrl)),
};

/** Goes to a place; `replace` leaves none to come back to. */
export function navigate(path: string, { replace = false } = {}): void {
  const hash = `#/${path.replace(/^[#/]+/, "")}`;
  if (hash === window.location.hash) return;
  if (!replace) {
    window.location.hash = hash;
    return;
  }
  window.history.replaceState(null, "", hash);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
}

/** The path of the place one is at: `/approvals`. */
export const usePath = (): string =>
  useSyncExternalStore(subscribe, () => window.location.hash.slice(1) || "/approvals");
