import { createHash } from "node:crypto";

/** Why a person sees a page instead of being sent on to the application. */
export interface OAuthProblem {
  status: number;
  /** A name of RFC 6749, or one of ours. */
  error: string;
  description: string;
}

/** What a person can do about it. Names that are not here get the last sentence. */
const SENTENCES: Readonly<Record<string, { title: string; text: string }>> = {
  invalid_client: {
    title: "This application is not known here",
    text: "Its registration may have run out, or an administrator has removed it. Remove the connection in the application and set it up again.",
  },
  invalid_redirect_uri: {
    title: "The answer would go to a wrong address",
    text: "The application asked for the answer at an address that it did not register. Nothing was sent there. If you did not expect this, close the page.",
  },
  interaction_gone: {
    title: "Start again in the application",
    text: "This sign-in began in another browser, was answered already, or took too long. Nothing was allowed by it.",
  },
  rate_limited: { title: "Too many sign-ins at once", text: "Wait a minute, then start again in the application." },
  server_error: {
    title: "Something went wrong in Peta",
    text: "Nothing was allowed. Start again in the application; if it happens again, tell an administrator.",
  },
};
const UNCLEAR = {
  title: "This request cannot be answered",
  text: "The application's request is incomplete or wrong. Nothing was allowed. Start again in the application.",
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);

const STYLE = `:root{color-scheme:light dark;font:15px/1.6 system-ui,sans-serif}
body{max-width:30rem;margin:16vh auto;padding:0 1.25rem}
h1{font-size:1.25rem;line-height:1.3;margin:0 0 .5rem}
p{margin:0 0 1rem}
code{font:12px/1.5 ui-monospace,monospace;opacity:.75;overflow-wrap:anywhere}`;

const STYLE_HASH = `sha256-${createHash("sha256").update(STYLE).digest("base64")}`;

const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "cache-control": "no-store",
};

/** A page of text: no script, nothing to load, nothing of what the request said but the protocol's own description. */
export function problemPage({ error, description }: OAuthProblem): {
  html: string;
  headers: Readonly<Record<string, string>>;
} {
  const { title, text } = SENTENCES[error] ?? UNCLEAR;
  const detail = description === "" ? error : `${error}: ${description}`;
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} · Peta</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p><p><code>${escapeHtml(detail)}</code></p></main></body>
</html>
`;
  return { html, headers: HEADERS };
}
