"use client";

import { PageError, type PageErrorProps } from "./_components/page-error.tsx";

export default function ErrorPage(props: PageErrorProps) {
  return (
    <main className="grid min-h-dvh place-items-center">
      <PageError {...props} />
    </main>
  );
}
