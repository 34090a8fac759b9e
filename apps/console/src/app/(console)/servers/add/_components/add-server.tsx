"use client";

import { PageHeader, RadioCards } from "@peta/ui";
import { useState } from "react";
import { emptyRestDraft } from "@/features/rest/rest-draft.ts";
import { emptyLaunchDraft } from "@/features/servers/launch-draft.ts";
import { emptySkillsDraft } from "@/features/skills/skills-draft.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { AddByLaunch, type LaunchDrafts } from "./add-by-launch.tsx";
import { AddFromTemplate } from "./add-from-template.tsx";
import { categories, categoryOf } from "./categories.tsx";
import { ImportServers } from "./import-servers.tsx";

/** Registers a server: choose where it comes from, describe it, test it, save it. */
export function AddServer() {
  const [params, setParams] = useUrlState(["from"] as const);
  const category = categoryOf(params.from);
  // Kept while another category is looked at.
  const [drafts, setDrafts] = useState<LaunchDrafts>({
    launch: emptyLaunchDraft,
    rest: emptyRestDraft,
    skills: emptySkillsDraft,
  });
  return (
    <>
      <PageHeader
        title="Add server"
        description="Tools that agents reach through Core, with credentials that only Core can read."
        breadcrumbs={[{ label: "Servers", href: "/servers" }]}
      />
      <RadioCards
        label="Where it comes from"
        columns={3}
        value={category}
        onValueChange={(from) => setParams({ from: from === "program" ? null : from })}
        options={categories}
        className="mb-6"
      />
      {category === "template" ? (
        <AddFromTemplate />
      ) : category === "import" ? (
        <ImportServers />
      ) : (
        <AddByLaunch key={category} category={category} drafts={drafts} onChange={setDrafts} />
      )}
    </>
  );
}
