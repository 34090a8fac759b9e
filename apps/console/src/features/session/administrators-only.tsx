"use client";

import { DeniedState } from "@peta/ui";
import type { ReactNode } from "react";
import { roleWords } from "@/features/principals/role-words.ts";
import { isAdministrator, useMe } from "./session-context.tsx";

/** Says why a page is not for this person, before Core has to refuse its questions. */
export function AdministratorsOnly({ children }: { children: ReactNode }) {
  const me = useMe();
  if (isAdministrator(me)) return children;
  return (
    <DeniedState
      reason={`This page is for owners and admins. Your role is ${roleWords[me.role].label.toLowerCase()}.`}
      ask="An owner or an admin of this workspace can change your role."
    />
  );
}
