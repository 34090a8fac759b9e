import { DetailSkeleton, PageHeader, Skeleton } from "@peta/ui";

/** The shape of the page while it is read. */
export function ApprovalsSkeleton() {
  return (
    <>
      <PageHeader className="mb-4" title="Approvals" description="Reading what waits." />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(15rem,19rem)_minmax(0,1fr)]">
        <div role="status" aria-label="Loading approvals" className="grid gap-2">
          {[1, 2, 3, 4].map((row) => (
            <Skeleton key={row} className="h-15 w-full" />
          ))}
        </div>
        <div className="max-lg:hidden">
          <DetailSkeleton label="Loading the approval" />
        </div>
      </div>
    </>
  );
}
