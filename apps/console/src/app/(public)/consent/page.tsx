import type { Metadata } from "next";
import { Suspense } from "react";
import { Consent } from "./_components/consent.tsx";

export const metadata: Metadata = { title: "Allow an application" };

export default function ConsentPage() {
  return (
    <Suspense>
      <Consent />
    </Suspense>
  );
}
