import type { Metadata } from "next";
import { AdministratorsOnly } from "@/features/session/administrators-only.tsx";
import { AuditLog } from "./_components/audit-log.tsx";

export const metadata: Metadata = { title: "Audit" };

export default function AuditPage() {
  return (
    <AdministratorsOnly>
      <AuditLog />
    </AdministratorsOnly>
  );
}
