import { CopyButton } from "@peta/ui";

export interface SecretCodeProps {
  title: string;
  code: string;
  /** A part of the code that is copied and never drawn. */
  secret: string;
  copyLabel: string;
}

/** The code with the secret covered except for its last four characters. */
export const coveredCode = (code: string, secret: string): string =>
  code.replaceAll(secret, `••••••••${secret.slice(-4)}`);

/** Text to paste elsewhere that holds a secret: covered on the screen, whole in the clipboard. */
export function SecretCode({ title, code, secret, copyLabel }: SecretCodeProps) {
  return (
    <figure className="m-0 min-w-0 overflow-clip rounded border border-border bg-surface-2">
      <figcaption className="flex items-center justify-between gap-3 border-b border-border py-1 pr-1.5 pl-3 text-12 font-medium text-text-muted">
        <span className="min-w-0 truncate">{title}</span>
        <CopyButton text={code} label={copyLabel} />
      </figcaption>
      <pre
        tabIndex={0}
        role="region"
        aria-label={title}
        className="m-0 overflow-x-auto px-3 py-2 text-12 leading-5 focus-visible:-outline-offset-2"
      >
        <code className="text-12">{coveredCode(code, secret)}</code>
      </pre>
    </figure>
  );
}
