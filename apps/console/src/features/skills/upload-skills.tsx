"use client";

import { MAX_SKILL_ARCHIVE_BYTES, skillPackageIdSchema } from "@peta/contract";
import { Button, Callout, Field, FileButton, Input, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useState } from "react";
import { fileProblem } from "@/lib/file-problem.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { packageIdOf, toBase64 } from "./archive.ts";
import { SkillDiffView } from "./skill-diff-view.tsx";

/** A ZIP archive is read and shown, and only then kept as the next version of a package. Servers go on with theirs. */
export function UploadSkills(props: {
  /** The package that gets the version; a new one is named when not said. */
  packageId?: string;
  /** Why one is needed. */
  error?: string | undefined;
  onUploaded: (packageId: string, version: number) => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const [archive, setArchive] = useState<{ name: string; data: string } | null>(null);
  const [packageId, setPackageId] = useState(props.packageId ?? "");
  const [problem, setProblem] = useState<string | null>(null);
  const look = useMutation(trpc.skills.upload.mutationOptions({ meta: { showsError: true } }));
  const keep = useMutation(
    trpc.skills.upload.mutationOptions({
      meta: { showsError: true },
      async onSuccess(kept) {
        // First: the version has to be among those that can be chosen.
        await queries.invalidateQueries({ queryKey: trpc.skills.pathKey() });
        if (kept.version === null) return;
        toast.show({
          tone: "success",
          title: kept.isNew ? `Version ${kept.version} is kept` : `This is version ${kept.version} already`,
        });
        setArchive(null);
        look.reset();
        props.onUploaded(kept.packageId, kept.version);
      },
    }),
  );
  async function read(file: File) {
    look.reset();
    keep.reset();
    setArchive(null);
    setProblem(null);
    const tooLarge = fileProblem(file, MAX_SKILL_ARCHIVE_BYTES);
    if (tooLarge) return setProblem(tooLarge);
    const data = toBase64(new Uint8Array(await file.arrayBuffer()));
    const id = props.packageId ?? (packageId || packageIdOf(file.name) || "skills");
    setPackageId(id);
    setArchive({ name: file.name, data });
    look.mutate({ packageId: id, archive: data, dryRun: true });
  }
  const idProblem = archive && !skillPackageIdSchema.safeParse(packageId).success;
  const failure = look.error ?? keep.error;
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <FileButton
          accept=".zip,application/zip"
          icon={<Upload aria-hidden />}
          error={archive ? null : (problem ?? props.error)}
          onFile={(file) => void read(file).catch(() => setProblem("The file could not be read."))}
        >
          Choose a ZIP archive
        </FileButton>
        <span className="text-13 text-text-muted">{archive?.name ?? "Each directory with a SKILL.md is a skill."}</span>
      </div>
      {failure && (
        <Callout tone="danger" title="The archive was not taken" live>
          {toConsoleError(failure).message}
        </Callout>
      )}
      {look.data && archive && (
        <section aria-label="What is in the archive" className="grid grid-cols-1 gap-4 border-t border-border pt-4">
          <ul aria-label="Skills in the archive" className="m-0 grid list-none gap-2 p-0 text-13">
            {look.data.skills.map((skill) => (
              <li key={skill.name}>
                <code className="font-medium">{skill.name}</code>
                <span className="text-text-muted">
                  {" "}
                  {skill.files.length} {skill.files.length === 1 ? "file" : "files"}
                </span>
                <p className="text-12 text-text-muted">{skill.description}</p>
              </li>
            ))}
          </ul>
          {look.data.warnings.length > 0 && (
            <Callout tone="warning" title="Left out or odd">
              <ul className="m-0 list-disc pl-4">
                {look.data.warnings.map((warning) => (
                  <li key={warning}>{warning}</li>
                ))}
              </ul>
            </Callout>
          )}
          {look.data.diff.from !== null && <SkillDiffView diff={look.data.diff} />}
          {props.packageId === undefined && (
            <Field
              label="Package id"
              hint="A package that exists gets a further version."
              error={idProblem ? "A lower-case letter, then letters, digits or -; 64 at most." : undefined}
              required
            >
              <Input
                mono
                autoComplete="off"
                spellCheck={false}
                value={packageId}
                onChange={(event) => setPackageId(event.target.value)}
              />
            </Field>
          )}
          <div>
            <Button
              variant="primary"
              busy={keep.isPending}
              busyLabel="Keeping it"
              disabled={idProblem === true}
              onClick={() => keep.mutate({ packageId, archive: archive.data, dryRun: false })}
            >
              Keep this version
            </Button>
          </div>
        </section>
      )}
    </div>
  );
}
