import { en } from './en';
import { negotiate } from './language';
import { pl } from './pl';
import { ro } from './ro';

export const { language, locale } = negotiate(navigator.languages);

/** What the pages for customers say, in the browser's language. */
export const t = { en, pl, ro }[language];
