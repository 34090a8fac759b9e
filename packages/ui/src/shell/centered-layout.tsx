import type { ReactNode } from "react";
import { Logo } from "../primitives/logo.tsx";

export interface CenteredLayoutProps {
  title: ReactNode;
  description?: ReactNode;
  /** Under the card, small. */
  footer?: ReactNode;
  children: ReactNode;
}

/** Sign-in, set-up and other pages before the shell. */
export function CenteredLayout({ title, description, footer, children }: CenteredLayoutProps) {
  return (
    <main className="flex min-h-dvh flex-col items-center bg-surface-0 px-4 pt-[14dvh] pb-12">
      <div className="w-full max-w-100">
        <Logo className="mb-8 flex justify-center text-20" />
        <section className="rounded-lg border border-border bg-surface-1 p-6 sm:p-7">
          <h1 className="text-20 font-semibold text-text">{title}</h1>
          {description && <p className="mt-1 text-14 text-text-muted">{description}</p>}
          <div className="mt-5">{children}</div>
        </section>
        {footer && <div className="mt-5 text-center text-12 text-text-muted">{footer}</div>}
      </div>
    </main>
  );
}
