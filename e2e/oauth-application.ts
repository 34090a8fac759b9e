import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An application that waits on a loopback address for the answer of a sign-in, with what the official SDKs keep. */
export async function startApplication() {
  const kept: { information?: unknown; tokens?: { access_token: string }; verifier?: string; discovery?: unknown } = {};
  let answered: (query: URLSearchParams) => void = () => {};
  let answer = new Promise<URLSearchParams>((resolve) => (answered = resolve));
  let opened: URL | null = null;
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const link = `<a href="${opened?.href.replaceAll("&", "&amp;") ?? ""}">Connect to Peta</a>`;
    const html = url.pathname === "/callback" ? "<h1>Back in the application</h1>" : `<h1>Application</h1>${link}`;
    response.writeHead(200, { "content-type": "text/html" }).end(html);
    if (url.pathname === "/callback") answered(url.searchParams);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const redirectUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  return {
    kept,
    redirectUrl,
    provider: {
      redirectUrl,
      clientMetadata: {
        client_name: "Example Agent",
        redirect_uris: [redirectUrl],
        token_endpoint_auth_method: "none",
      },
      state: () => "state-of-the-application",
      clientInformation: () => kept.information,
      saveClientInformation: (information: unknown) => void (kept.information = information),
      tokens: () => kept.tokens,
      saveTokens: (tokens: { access_token: string }) => void (kept.tokens = tokens),
      redirectToAuthorization: (url: URL) => void (opened = url),
      saveCodeVerifier: (verifier: string) => void (kept.verifier = verifier),
      codeVerifier: () => kept.verifier ?? "",
      saveDiscoveryState: (state: unknown) => void (kept.discovery = state),
      discoveryState: () => kept.discovery,
    },
    /** A page of another site than Core's, with a link to where the sign-in begins. */
    page: redirectUrl.replace("127.0.0.1", "localhost").replace("/callback", "/"),
    /** The address that the SDK wants a browser to open. */
    authorizationUrl(): string {
      if (opened === null) throw new Error("no sign-in was begun");
      return opened.href;
    },
    /** What the browser brought back; the next sign-in waits anew. */
    async answer(): Promise<URLSearchParams> {
      const query = await answer;
      answer = new Promise((resolve) => (answered = resolve));
      return query;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
export type Application = Awaited<ReturnType<typeof startApplication>>;

/** Registers an application and answers the address, below Core's, at which it asks a person for everything. */
export async function askToBeAllowed(coreUrl: string): Promise<string> {
  const redirectUri = "http://127.0.0.1:51234/callback";
  const registered = await fetch(`${coreUrl}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "Example Agent",
      client_uri: "https://agent.example",
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: "none",
    }),
  });
  const { client_id: clientId } = (await registered.json()) as { client_id: string };
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    code_challenge: "x".repeat(43),
    code_challenge_method: "S256",
  });
  return `/oauth/authorize?${query.toString()}`;
}
