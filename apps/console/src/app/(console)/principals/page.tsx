import type { Metadata } from "next";
import { AdministratorsOnly } from "@/features/session/administrators-only.tsx";
import { PrincipalList } from "./_components/principal-list.tsx";

export const metadata: Metadata = { title: "People & agents" };

export default function PrincipalsPage() {
  return (
    <AdministratorsOnly>
      <PrincipalList />
    </AdministratorsOnly>
  );
}
