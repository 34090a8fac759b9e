import { createHash } from "node:crypto";
import type { FinishedSignIn } from "../../modules/servers/sign-in/finish-sign-in.ts";

export interface Page {
  status: number;
  title: string;
  text: string;
}

const START_AGAIN = "Start again: in the Console on the page of the server, or with `peta server sign-in`.";

const UNKNOWN: Page = {
  status: 400,
  title: "Start again",
  text: `This sign-in is not known: it was finished already, took longer than ten minutes, or another one has taken its place. Nothing was stored. ${START_AGAIN}`,
};
const ELSEWHERE: Page = {
  status: 403,
  title: "Another browser began this",
  text: `A sign-in ends in the browser in which it began. Nothing was stored. If you did not start one yourself, somebody may want you to sign in for them: close this page. Otherwise: ${START_AGAIN.toLowerCase()}`,
};

/** For a browser that would set out and may not. */
export const pageForRefused = (why: "unknown" | "elsewhere"): Page => (why === "unknown" ? UNKNOWN : ELSEWHERE);

/** For a browser that comes back. */
export function pageForFinished(finished: FinishedSignIn): Page {
  switch (finished.kind) {
    case "done":
      return {
        status: 200,
        title: `Signed in to ${finished.serverId}`,
        text: "You can close this window. Core connects to the server now, and signs in by itself from here on.",
      };
    case "denied":
      return {
        status: 403,
        title: "The sign-in was refused",
        text: `The authorization server says that you, or it, did not agree. Core is not signed in to ${finished.serverId}. ${START_AGAIN}`,
      };
    case "failed":
      return {
        status: 400,
        title: `Not signed in to ${finished.serverId}`,
        text: finished.message,
      };
    default:
      return pageForRefused(finished.kind);
  }
}

export const RATE_LIMITED: Page = {
  status: 429,
  title: "Too many sign-ins at once",
  text: "Wait a minute, then try again.",
};
export const BROKEN: Page = {
  status: 500,
  title: "Something went wrong in Peta",
  text: `Core is not signed in. ${START_AGAIN} If it happens again, look into the log of Core.`,
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);

const STYLE = `:root{color-scheme:light dark;font:15px/1.6 system-ui,sans-serif}
body{max-width:30rem;margin:16vh auto;padding:0 1.25rem}
h1{font-size:1.25rem;line-height:1.3;margin:0 0 .5rem;overflow-wrap:anywhere}
p{margin:0;overflow-wrap:anywhere}`;
const STYLE_HASH = `sha256-${createHash("sha256").update(STYLE).digest("base64")}`;

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "cache-control": "no-store",
  "content-type": "text/html; charset=utf-8",
};

/** Text alone: no script, and nothing to load. */
export const toHtml = ({ title, text }: Page): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} · Peta</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></main></body>
</html>
`;
