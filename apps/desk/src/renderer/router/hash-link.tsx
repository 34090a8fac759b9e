import type { UiLinkProps } from "@peta/ui";
import { useTell } from "../desk/use-tell.ts";

/** A link of the window: places live behind `#`; everything else is for the person's browser, if the main process agrees. */
export function HashLink({ href, onClick, ...rest }: UiLinkProps) {
  const tell = useTell();
  const isPlace = href.startsWith("/");
  return (
    <a
      {...rest}
      href={isPlace ? `#${href}` : href}
      onClick={(event) => {
        onClick?.(event);
        if (isPlace) return;
        event.preventDefault();
        tell(window.desk.app.openLink({ url: href }));
      }}
    />
  );
}
