import { Button, Callout, Dialog, VisibleText } from "@peta/ui";
import { useDeskState } from "../desk/desk-state.tsx";
import { useTell } from "../desk/use-tell.ts";
import { hrefTo, navigate } from "../router/route.ts";

/** A link asked for a connection: its whole text, and No as the answer that comes first (A49). */
export function LinkRequestDialog() {
  const { linkRequest } = useDeskState();
  const tell = useTell();
  if (linkRequest === null) return null;
  const { text, coreUrl, isKnown } = linkRequest;
  function answer(accept: boolean) {
    tell(window.desk.app.dismissLink());
    if (accept) navigate(hrefTo.connect(coreUrl));
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) answer(false);
      }}
      title={`Connect Desk to ${URL.parse(coreUrl)?.host ?? coreUrl}?`}
      description="A web page or another program opened this link. Nothing happens unless you say so."
      footer={
        <>
          <Button onClick={() => answer(true)}>Continue to sign-in</Button>
          <Button variant="primary" onClick={() => answer(false)}>
            No
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {/* Without a control in here nothing but the dialog has the focus: Enter answers nothing, Esc says no. */}
        <pre className="m-0 rounded border border-border bg-surface-2 px-3 py-2 text-12 leading-5 break-all whitespace-pre-wrap">
          <VisibleText text={text} />
        </pre>
        {isKnown ? (
          <p className="text-13 text-text-muted">You already use this Peta.</p>
        ) : (
          <Callout tone="warning" title="You have not used this address before">
            Only continue if somebody you trust gave you this link. Whoever runs that Peta can ask you for approvals.
          </Callout>
        )}
      </div>
    </Dialog>
  );
}
