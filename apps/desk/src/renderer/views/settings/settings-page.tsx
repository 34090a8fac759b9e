import { Field, PageHeader, PageSection, Switch } from "@peta/ui";
import { useDeskState } from "../../desk/desk-state.tsx";
import { useTell } from "../../desk/use-tell.ts";
import { ConnectionList } from "./connection-list.tsx";
import { ThemeChoice } from "./theme-choice.tsx";

/** Desk's own settings: how it looks, when it speaks up, which Cores it knows. */
export function SettingsPage() {
  const { settings, storage, version } = useDeskState();
  const tell = useTell();
  return (
    <>
      <PageHeader title="Settings" description="How Desk behaves on this computer." />
      <PageSection title="Connections" description="Each of them is live: approvals of all of them reach you.">
        <ConnectionList />
      </PageSection>
      <PageSection title="Appearance">
        <ThemeChoice value={settings.theme} onChange={(theme) => tell(window.desk.settings.update({ theme }))} />
      </PageSection>
      <PageSection title="Messages">
        <Field
          label="Tell me when an approval waits"
          hint="A message of your computer says who wants what; never with which values."
          layout="inline"
        >
          <Switch
            checked={settings.notifications}
            onCheckedChange={(notifications) => tell(window.desk.settings.update({ notifications }))}
          />
        </Field>
      </PageSection>
      <PageSection title="About">
        <p className="text-13 text-text-muted">
          Peta Desk {version}.{" "}
          {storage === "encrypted"
            ? "Sign-ins are encrypted by this computer's own key store."
            : "This computer offers no encrypted storage: sign-ins are kept in memory and end when Desk is closed."}
        </p>
      </PageSection>
    </>
  );
}
