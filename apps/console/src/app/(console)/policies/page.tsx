import type { Metadata } from "next";
import { AdministratorsOnly } from "@/features/session/administrators-only.tsx";
import { PoliciesPage } from "./_components/policies-page.tsx";

export const metadata: Metadata = { title: "Policies" };

export default function Policies() {
  return (
    <AdministratorsOnly>
      <PoliciesPage />
    </AdministratorsOnly>
  );
}
