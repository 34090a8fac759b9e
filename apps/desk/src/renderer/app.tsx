import { ErrorState, LinkProvider, Toaster } from "@peta/ui";
import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { ConnectionProvider, DeskStateProvider, useCurrentConnection } from "./desk/desk-state.tsx";
import { Live } from "./desk/live.tsx";
import { createQueryClient } from "./desk/query-client.ts";
import { HashLink } from "./router/hash-link.tsx";
import { parseRoute, usePath } from "./router/route.ts";
import { DeskShell } from "./shell/desk-shell.tsx";
import { LinkRequestDialog } from "./shell/link-request-dialog.tsx";
import { ApprovalsPage } from "./views/approvals/approvals-page.tsx";
import { ClientsPage } from "./views/clients/clients-page.tsx";
import { ConnectPage } from "./views/connect/connect-page.tsx";
import { SignedOutPage } from "./views/connect/signed-out-page.tsx";
import { CredentialsPage } from "./views/credentials/credentials-page.tsx";
import { SessionsPage } from "./views/sessions/sessions-page.tsx";
import { SettingsPage } from "./views/settings/settings-page.tsx";

export function App() {
  const [queries] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queries}>
      <Toaster>
        <LinkProvider link={HashLink}>
          <DeskStateProvider failed={startFailed}>
            <Live />
            <LinkRequestDialog />
            <Places />
          </DeskStateProvider>
        </LinkProvider>
      </Toaster>
    </QueryClientProvider>
  );
}

const startFailed = (message: string) => <ErrorState title="Desk could not start" message={message} />;

function Places() {
  const connection = useCurrentConnection();
  const route = parseRoute(usePath());
  if (connection === null || route.page === "connect")
    return (
      <ConnectPage
        key={route.page === "connect" ? route.coreUrl : ""}
        coreUrl={route.page === "connect" ? route.coreUrl : null}
        isFirst={connection === null}
      />
    );
  return (
    <ConnectionProvider value={connection}>
      <DeskShell key={connection.connectionId}>
        {connection.status === "signed_out" && route.page !== "settings" ? <SignedOutPage /> : <Page />}
      </DeskShell>
    </ConnectionProvider>
  );
}

function Page() {
  const route = parseRoute(usePath());
  switch (route.page) {
    case "clients":
      return <ClientsPage client={route.client} />;
    case "credentials":
      return <CredentialsPage principalId={route.principalId} />;
    case "sessions":
      return <SessionsPage />;
    case "settings":
      return <SettingsPage />;
    case "approvals":
      return <ApprovalsPage approvalId={route.approvalId} />;
    case "connect":
      return null;
  }
}
