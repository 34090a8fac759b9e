/** How Core signs in at an API, in the words of its forms and pages. */
export const signInWords = {
  none: "Nothing",
  bearer: "A bearer token",
  basic: "A user name and a password",
  apiKey: "An API key",
  clientCredentials: "A token of Core's own (client credentials)",
} as const;

export const authOptions = (Object.keys(signInWords) as (keyof typeof signInWords)[]).map((value) => ({
  value,
  label: signInWords[value],
}));
