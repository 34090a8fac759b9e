import { Button, Callout, Field, Input, PasswordInput } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { Globe } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { AskError, ask, problemOf } from "../../desk/ask.ts";
import { useDeskState } from "../../desk/desk-state.tsx";
import { useTell } from "../../desk/use-tell.ts";

export interface SignInFormProps {
  coreUrl: string;
  /** The address is known and stays. */
  isFixed?: boolean;
  onSignedIn: () => void;
}

type Way = "browser" | "token";

/** Signs in at a Core: in the browser, where the password stays; or with an access token. */
export function SignInForm({ coreUrl, isFixed = false, onSignedIn }: SignInFormProps) {
  const { signIn: pending } = useDeskState();
  const tell = useTell();
  const [url, setUrl] = useState(coreUrl);
  const [token, setToken] = useState("");
  const [way, setWay] = useState<Way>("browser");
  const [isSent, setSent] = useState(false);
  const signIn = useMutation({
    mutationFn: (by: Way) =>
      ask(
        by === "browser"
          ? window.desk.connections.signIn({ url })
          : window.desk.connections.signInWithToken({ url, token }),
      ),
    onSuccess: onSignedIn,
  });
  const isCancelled = signIn.error instanceof AskError && signIn.error.code === "desk.sign_in_cancelled";
  const problem = signIn.error === null || isCancelled ? undefined : problemOf(signIn.error).message;
  const isAboutAddress = signIn.error instanceof AskError && /address_invalid|insecure_http/.test(signIn.error.code);

  if (pending !== null)
    return (
      <div className="grid gap-4">
        <Callout title="Go on in your browser" live>
          Peta's page opened there. Sign in and allow Peta Desk; then come back here.
        </Callout>
        <div className="flex justify-end">
          <Button onClick={() => tell(window.desk.connections.cancelSignIn())}>Cancel</Button>
        </div>
      </div>
    );

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setSent(true);
    if (signIn.isPending || url.trim() === "" || (way === "token" && token.trim() === "")) return;
    signIn.mutate(way);
  }
  const missing = (text: string, sentence: string) => (isSent && text.trim() === "" ? sentence : undefined);
  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      {!isFixed && (
        <Field
          label="Address of Peta"
          required
          error={missing(url, "Enter the address.") ?? (isAboutAddress ? problem : undefined)}
        >
          <Input
            type="text"
            inputMode="url"
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            placeholder="https://peta.example.com"
            size="lg"
            value={url}
            onChange={(event) => {
              setUrl(event.target.value);
              signIn.reset();
            }}
          />
        </Field>
      )}
      {way === "token" && (
        <Field
          label="Access token"
          required
          hint="Your own, made for Desk: not the one that an agent uses."
          error={missing(token, "Enter the token.")}
        >
          <PasswordInput
            autoComplete="off"
            mono
            size="lg"
            value={token}
            onChange={(event) => {
              setToken(event.target.value);
              signIn.reset();
            }}
          />
        </Field>
      )}
      <div role="alert" className="text-13 font-medium text-danger empty:hidden">
        {isAboutAddress && !isFixed ? null : problem}
      </div>
      <div className="grid gap-2">
        <Button
          type="submit"
          variant="primary"
          size="lg"
          busy={signIn.isPending}
          busyLabel="Signing in"
          icon={way === "browser" ? <Globe aria-hidden /> : undefined}
        >
          {way === "browser" ? "Sign in with the browser" : "Sign in"}
        </Button>
        <Button
          variant="ghost"
          onClick={() => {
            setWay(way === "browser" ? "token" : "browser");
            setSent(false);
            signIn.reset();
          }}
        >
          {way === "browser" ? "Use an access token instead" : "Use the browser instead"}
        </Button>
      </div>
    </form>
  );
}
