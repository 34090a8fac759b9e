import { Button, Callout, PageHeader } from "@peta/ui";
import { useConnection } from "../../desk/desk-state.tsx";
import { useTell } from "../../desk/use-tell.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** Nobody is signed in at the Core that the window shows, or not any more. */
export function SignedOutPage() {
  const { connectionId, name, url, reason, signedInBy } = useConnection();
  const tell = useTell();
  return (
    <div className="mx-auto max-w-120">
      <PageHeader title={`Signed out of ${name}`} description="Approvals do not reach you here before you sign in." />
      <div className="grid gap-5">
        {reason && (
          <Callout
            tone="warning"
            live
            action={
              signedInBy !== null && (
                <Button size="sm" onClick={() => tell(window.desk.connections.retry({ connectionId }))}>
                  Try again
                </Button>
              )
            }
          >
            {reason}
          </Callout>
        )}
        <SignInForm coreUrl={url} isFixed onSignedIn={() => {}} />
      </div>
    </div>
  );
}
