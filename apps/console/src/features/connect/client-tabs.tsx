"use client";

import { CodeBlock, Tabs } from "@peta/ui";
import { SecretCode } from "./secret-code.tsx";
import { absoluteEndpoint, clientConfigurations } from "./client-configurations.ts";

export interface ClientTabsProps {
  /** As Core states it; may be a path. */
  endpoint: string;
  /** A placeholder stands in the text without it. */
  token?: string;
}

/** What to paste where, for one client at a time. */
export function ClientTabs({ endpoint, token }: ClientTabsProps) {
  const address = absoluteEndpoint(endpoint, window.location.origin);
  return (
    <Tabs
      label="Client"
      items={clientConfigurations(address, token).map((configuration) => ({
        value: configuration.id,
        label: configuration.label,
        content: token ? (
          <SecretCode
            title={configuration.place}
            code={configuration.code}
            secret={token}
            copyLabel={`Copy for ${configuration.label}`}
          />
        ) : (
          <CodeBlock
            title={configuration.place}
            code={configuration.code}
            copyLabel={`Copy for ${configuration.label}`}
            wrap={configuration.isCommand}
          />
        ),
      }))}
    />
  );
}
