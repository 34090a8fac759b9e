import { Button, CenteredLayout } from "@peta/ui";
import { hrefTo, navigate } from "../../router/route.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** The way in: an address, then the browser or a token. */
export function ConnectPage({ coreUrl, isFirst }: { coreUrl: string | null; isFirst: boolean }) {
  return (
    <CenteredLayout
      title={isFirst ? "Connect to Peta" : "Add a connection"}
      description="Your agents' questions reach you here once Desk knows your Peta."
      footer={
        isFirst ? (
          "You do not know the address? Whoever set Peta up for you does."
        ) : (
          <Button size="sm" variant="ghost" onClick={() => navigate(hrefTo.approvals())}>
            Back
          </Button>
        )
      }
    >
      <SignInForm coreUrl={coreUrl ?? ""} onSignedIn={() => navigate(hrefTo.approvals(), { replace: true })} />
    </CenteredLayout>
  );
}
