"use client";

import { DeniedState, PageHeader } from "@peta/ui";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { roleWords } from "@/features/principals/role-words.ts";
import { places } from "@/features/shell/places.ts";
import { isAdministrator, useMe } from "./session-context.tsx";

/** Says why a page is not for this person, before Core has to refuse its questions. */
export function AdministratorsOnly({ children }: { children: ReactNode }) {
  const me = useMe();
  const path = usePathname();
  if (isAdministrator(me)) return children;
  const place = places.find(({ href }) => href !== "/" && path.startsWith(href));
  return (
    <>
      <PageHeader title={place?.label ?? "Administration"} />
      <DeniedState
        reason={`This page is for owners and admins. Your role is ${roleWords[me.role].label.toLowerCase()}.`}
        ask="An owner or an admin of this workspace can change your role."
      />
    </>
  );
}
