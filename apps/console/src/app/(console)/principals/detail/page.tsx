import type { Metadata } from "next";
import { AdministratorsOnly } from "@/features/session/administrators-only.tsx";
import { PrincipalPage } from "./_components/principal-page.tsx";

export const metadata: Metadata = { title: "Person or agent" };

export default function PrincipalDetailPage() {
  return (
    <AdministratorsOnly>
      <PrincipalPage />
    </AdministratorsOnly>
  );
}
