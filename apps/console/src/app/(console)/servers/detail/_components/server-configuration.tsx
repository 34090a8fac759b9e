import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { Badge, Card, DescriptionList, type DescriptionItem, RelativeTime } from "@peta/ui";
import { signInWords } from "@/features/rest/auth-words.ts";
import { joinCommandLine } from "@/features/servers/launch-draft.ts";
import { eraWords, isServedByCore, transportWords } from "@/features/servers/server-words.ts";
import { hasSignIn } from "@/features/servers/sign-in-words.ts";
import { eraHint } from "@/features/servers/settings-words.ts";
import { SandboxCard } from "./sandbox-card.tsx";
import { SignInCard } from "./sign-in-card.tsx";
import { SkillsCard } from "./skills-card.tsx";
import type { useServerSignIn } from "./use-server-sign-in.ts";

/** How the server is started or reached, without any secret, and what it said about itself. */
export function ServerConfiguration(props: { server: ServerDetail; signIn: ReturnType<typeof useServerSignIn> }) {
  const { server } = props;
  const { serverInfo } = server;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <div className="grid gap-4">
        {server.signIn && hasSignIn(server) && (
          <SignInCard server={server} signIn={server.signIn} flow={props.signIn} />
        )}
        <Card
          {...(server.launch.transport === "skills"
            ? { title: "What it serves" }
            : {
                title: "How it is reached",
                description: "Values of variables and headers are sealed; nobody can read them back.",
              })}
        >
          <DescriptionList columns={1} items={launchItems(server)} />
        </Card>
        {server.sandbox && <SandboxCard report={server.sandbox} />}
        {server.launch.transport === "skills" && (
          <SkillsCard key={server.serverId} serverId={server.serverId} launch={server.launch} />
        )}
      </div>
      <Card title="What it says about itself">
        <DescriptionList
          columns={1}
          items={[
            { term: "Name", value: serverInfo?.name },
            { term: "Version", value: serverInfo?.version },
            {
              term: "Protocol",
              value:
                server.protocolVersion &&
                [server.protocolVersion, server.era && eraWords[server.era]].filter(Boolean).join(", "),
              hint: isServedByCore(server) ? undefined : eraHint(server.settings.era),
            },
            {
              term: "Instructions",
              value: serverInfo?.instructions && <p className="whitespace-pre-wrap">{serverInfo.instructions}</p>,
            },
            {
              term: "Capabilities read",
              value: server.catalogueReadAt && <RelativeTime at={server.catalogueReadAt} />,
            },
            ...(isServedByCore(server)
              ? []
              : [
                  {
                    term: "Questions",
                    value: server.asks ? "It asks its clients" : "It has asked its clients nothing yet",
                    hint: server.asks
                      ? "Clients that can be asked get connections of their own."
                      : "From its first question on, clients that can be asked get connections of their own.",
                  },
                ]),
            { term: "Registered", value: <RelativeTime at={server.createdAt} /> },
            {
              term: "Access",
              value: server.publicAccess ? <Badge tone="info">Open to everybody</Badge> : "By permission",
              hint: server.publicAccess
                ? "Everybody may use it unless a switch says otherwise."
                : "Who may use it is switched per person and agent.",
            },
          ]}
        />
      </Card>
    </div>
  );
}

type OAuthView = NonNullable<Extract<ServerDetail["launch"], { transport: "http" | "sse" }>["oauth"]>;

function launchItems({ launch, transport }: ServerDetail): DescriptionItem[] {
  if (launch.transport === "skills") {
    return [
      { term: "Transport", value: transportWords.skills },
      { term: "Package", value: `${launch.packageId}, version ${launch.version}`, mono: true },
      { term: "Skills", value: launch.include ? <Names names={launch.include} /> : "All of the package" },
    ];
  }
  if (launch.transport !== "stdio") {
    const url = launch.transport === "rest" ? launch.baseUrl : launch.url;
    return [
      {
        term: "Transport",
        value: transportWords[transport],
        hint: transport === launch.transport ? undefined : "Found out: it speaks nothing newer.",
      },
      { term: "URL", value: url, mono: true, copy: url },
      ...(launch.transport === "rest"
        ? [
            { term: "Tools in its definition", value: launch.toolCount },
            { term: "Signs in with", value: launch.auth.place ?? signInWords[launch.auth.kind] },
          ]
        : launch.oauth
          ? [{ term: "OAuth client", ...oauthClient(launch.oauth) }]
          : []),
      { term: "Headers", value: <Names names={launch.headerNames} /> },
      { term: "Query parameters", value: <Names names={launch.queryNames} /> },
      {
        term: "Certificates",
        value:
          [
            launch.tls?.hasClientCertificate && "Its client certificate",
            launch.tls?.hasOwnAuthority && "Its own authorities",
          ]
            .filter(Boolean)
            .join(". ") || "None",
      },
    ];
  }
  const line = joinCommandLine([launch.command, ...launch.args]);
  return [
    { term: "Transport", value: "stdio" },
    { term: "Command", value: line, mono: true, copy: line },
    { term: "Working directory", value: launch.workingDirectory, mono: true },
    { term: "Environment variables", value: <Names names={launch.envNames} /> },
  ];
}

function oauthClient({ clientId, hasClientSecret, scope }: OAuthView): Pick<DescriptionItem, "value" | "hint"> {
  return {
    value: clientId ? <code className="break-all">{clientId}</code> : "Core's own",
    hint: [hasClientSecret && "Its secret is sealed.", scope && `Asked for: ${scope}.`].filter(Boolean).join(" "),
  };
}

function Names({ names }: { names: readonly string[] }) {
  if (names.length === 0) return "None";
  return (
    <span className="flex flex-wrap gap-1">
      {names.map((name) => (
        <Badge key={name} mono>
          {name}
        </Badge>
      ))}
    </span>
  );
}
