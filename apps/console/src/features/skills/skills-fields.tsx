"use client";

import { CardSkeleton, CheckList, Field, focusSoon, Select } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { FieldErrors } from "@/lib/form/field-errors.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { type SkillsDraft, versionWords } from "./skills-draft.ts";
import { UploadSkills } from "./upload-skills.tsx";

/** Which version of which package is served, and which of its skills. */
export function SkillsFields(props: {
  draft: SkillsDraft;
  onChange: (draft: SkillsDraft) => void;
  /** Under "launch.packageId", "launch.include", ... */
  errors: FieldErrors;
}) {
  const { draft, onChange, errors } = props;
  const trpc = useTRPC();
  const parts = useRef<HTMLDivElement>(null);
  const packages = useQuery(trpc.skills.list.queryOptions());
  if (packages.error && !packages.data) {
    return <QueryProblem query={packages} what="The packages of skills could not be read" compact />;
  }
  if (!packages.data) return <CardSkeleton lines={3} label="Loading packages of skills" />;
  const chosen = packages.data.find(({ packageId }) => packageId === draft.packageId);
  const problem = errors["launch.packageId"] ?? errors["launch.version"];
  return (
    <div ref={parts} className="grid grid-cols-1 gap-5">
      {packages.data.length > 0 && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Package" error={problem && "Choose a package, or upload one."} required>
            <Select
              placeholder="Choose"
              value={draft.packageId}
              options={packages.data.map((one) => ({
                value: one.packageId,
                label: one.displayName === one.packageId ? one.packageId : `${one.displayName} (${one.packageId})`,
              }))}
              onValueChange={(packageId) =>
                onChange({
                  packageId,
                  version: packages.data.find((one) => one.packageId === packageId)?.versions[0]?.version ?? null,
                  leftOut: new Set(),
                })
              }
            />
          </Field>
          {chosen && (
            <Field label="Version" hint="It stays until another one is chosen here.">
              <Select
                value={String(draft.version ?? "")}
                options={chosen.versions.map((one, index) => ({
                  value: String(one.version),
                  label: versionWords(one, index === 0),
                }))}
                onValueChange={(version) => onChange({ ...draft, version: Number(version), leftOut: new Set() })}
              />
            </Field>
          )}
        </div>
      )}
      {draft.packageId && draft.version !== null && (
        <SkillChoice draft={draft} onChange={onChange} error={errors["launch.include"]} />
      )}
      <UploadSkills
        error={
          problem && packages.data.length === 0
            ? "Upload an archive first: its skills are what the server serves."
            : undefined
        }
        onUploaded={(packageId, version) => {
          onChange({ packageId, version, leftOut: new Set() });
          focusSoon(() => parts.current?.querySelector("select"));
        }}
      />
    </div>
  );
}

/** The skills of the chosen version; all of them at first. */
function SkillChoice(props: { draft: SkillsDraft; onChange: (draft: SkillsDraft) => void; error: string | undefined }) {
  const { draft, onChange } = props;
  const trpc = useTRPC();
  const version = useQuery(
    trpc.skills.get.queryOptions({ packageId: draft.packageId, version: draft.version ?? 1 }, { staleTime: Infinity }),
  );
  if (version.error && !version.data) {
    return <QueryProblem query={version} what="The version could not be read" compact />;
  }
  if (!version.data) return <CardSkeleton lines={3} label="Loading skills" />;
  const names = version.data.skills.map(({ name }) => name);
  return (
    <CheckList
      label="Skills"
      hint="Served as tools, prompts and resources."
      items={version.data.skills.map(({ name, description }) => ({
        value: name,
        words: description,
        label: <code>{name}</code>,
        detail: description,
      }))}
      chosen={new Set(names.filter((name) => !draft.leftOut.has(name)))}
      onChange={(chosen) => onChange({ ...draft, leftOut: new Set(names.filter((name) => !chosen.has(name))), names })}
      error={props.error && "Choose one skill at least."}
    />
  );
}
