import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ErrorState, errorDetailsText } from "./error-state.tsx";
import { LoadingState } from "./loading-state.tsx";

test("an error tells its code and request, and offers to try again only where that is possible", () => {
  const html = renderToStaticMarkup(
    <ErrorState message="Core does not answer." code="database.unavailable" requestId="req_1" onRetry={() => {}} />,
  );
  expect(html).toContain('role="alert"');
  expect(html).toContain("database.unavailable · req_1");
  expect(html).toContain("Try again");
  expect(renderToStaticMarkup(<ErrorState message="Core does not answer." />)).not.toContain("Try again");
});

test("copied details are what is on the screen and nothing else", () => {
  expect(errorDetailsText({ message: "No.", code: "auth.forbidden", requestId: undefined })).toBe(
    "No.\nCode: auth.forbidden",
  );
});

test("waiting says nothing at first", () => {
  expect(renderToStaticMarkup(<LoadingState label="Reading" />)).not.toContain("Reading");
  expect(renderToStaticMarkup(<LoadingState label="Reading" delayMs={0} />)).toContain("Reading");
});
