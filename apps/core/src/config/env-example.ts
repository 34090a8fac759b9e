import { VARIABLES, type Variable } from "./variables.ts";

const SECTIONS: readonly [title: string, prefix: RegExp][] = [
  ["Database", /^DATABASE_URL|^PETA_DATA_DIR/],
  ["Server", /^BACKEND_PORT|HTTPS|^SSL_|HOST|PUBLIC_URL|INSECURE|PROXIES|ADDRESS_RULES/],
  ["Sign-in of MCP clients", /OAUTH/],
  ["Secrets", /SECRET|KEY$|TOKEN$/],
  ["Servers, audit and limits", /PROGRAMS|AUDIT|APPROVAL|MAX_|TIMEOUT/],
  ["Log", /^LOG_/],
  ["Kept for old set-ups", /CLOUDFLARED/],
];

const describe = ([name, variable]: [string, Variable]): string =>
  `# ${variable.about}\n#${name}=${variable.fallback ?? ""}\n`;

/** The text of `.env.example`: every variable with what it is for and its default, commented out. */
export function envExample(): string {
  const entries = Object.entries(VARIABLES) as [string, Variable][];
  const sections = SECTIONS.map(([title, names], index) => {
    const own = entries.filter(
      ([name]) => SECTIONS.findIndex(([, other]) => other.test(name)) === index && names.test(name),
    );
    return `# --- ${title} ---\n\n${own.map(describe).join("\n")}`;
  });
  return `# Copy to .env and uncomment what you change. Nothing has to be set: without this file Peta runs on 127.0.0.1:3002\n# with its own database and keys in .peta. Variables of the environment win over this file.\n\n${sections.join("\n")}`;
}

/** Variables that no section shows: none, or the example is not complete. */
export const unlisted = (): string[] =>
  Object.keys(VARIABLES).filter((name) => !SECTIONS.some(([, names]) => names.test(name)));
