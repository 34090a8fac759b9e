import { Logo } from "@peta/ui";
import type { ReactNode } from "react";

/** The page around a form that comes before the Console: set-up, sign-in. */
export function AuthFrame(props: { title: ReactNode; description?: ReactNode; footer?: ReactNode; children: ReactNode }) {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-md content-center gap-6 px-4 py-10">
      <Logo />
      <div className="grid gap-5 rounded-lg border border-border bg-surface-1 p-6">
        <div className="grid gap-1">
          <h1 className="text-20 font-semibold">{props.title}</h1>
          {props.description && <p className="text-13 text-text-muted">{props.description}</p>}
        </div>
        {props.children}
      </div>
      {props.footer && <p className="text-12 text-text-muted">{props.footer}</p>}
    </main>
  );
}
