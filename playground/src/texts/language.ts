export const languages = ['en', 'pl', 'ro'] as const;
export type Language = (typeof languages)[number];

/** The first of the wanted languages that there are texts in, with the region that it is wanted for. */
export function negotiate(wanted: readonly string[]): { language: Language; locale: string } {
  for (const tag of wanted) {
    const language = languages.find((known) => tag.toLowerCase().split('-')[0] === known);
    if (language) return { language, locale: tag };
  }
  return { language: 'en', locale: 'en-GB' };
}

/** Picks the form that a number takes: Polish has `few` and `many`, Romanian `few`. */
export function plural(
  language: Language,
  count: number,
  forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string },
): string {
  const form = forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
  return form.replace('#', String(count));
}
