import type { Metadata } from "next";
import { AdministratorsOnly } from "@/features/session/administrators-only.tsx";
import { PublicAccessPage } from "./_components/public-access-page.tsx";

export const metadata: Metadata = { title: "Public access" };

export default function PublicAccess() {
  return (
    <AdministratorsOnly>
      <PublicAccessPage />
    </AdministratorsOnly>
  );
}
