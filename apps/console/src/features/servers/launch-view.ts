import type { ServerDetail } from "@/lib/trpc/outputs.ts";

/** What is stored sealed and has to be given again with a new configuration, each by the name that the form has for it. */
export function secretNamesOf(launch: ServerDetail["launch"]): readonly string[] {
  if (launch.transport === "stdio") return launch.envNames;
  if (launch.transport === "skills") return [];
  return [
    ...launch.headerNames,
    ...launch.queryNames,
    ...(launch.transport === "rest" && launch.auth.kind !== "none" ? ["how Core signs in"] : []),
    ...(launch.transport !== "rest" && launch.oauth?.hasClientSecret ? ["the secret of the OAuth client"] : []),
    ...(launch.tls?.hasClientCertificate ? ["the client certificate with its key"] : []),
    ...(launch.tls?.hasOwnAuthority ? ["the authorities to trust"] : []),
  ];
}
