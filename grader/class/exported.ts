/** How learning platforms name the files that they export, and whose each is. */
const FORMS: readonly RegExp[] = [
  /^(.+_\d+_assignsubmission_[a-z]+)_.+\.ipynb$/, // Moodle, where it makes no folders
  /^(?:LATE_)?(anon_[^_]+)_\d+_.+\.ipynb$/, // Canvas, where who grades does not see the names
  /^(\D.*?)(?:_LATE)?(_\d+)_\d+_.+\.ipynb$/, // Canvas: smithjane_LATE_123_456_homework.ipynb is smithjane_123's
];

/** `annlee_02-forward-by-hand.ipynb`: a name, and then the course's own. */
const PREFIXED = /^(\D.*)_\d{1,2}-[^_]*\.ipynb$/;

/** The learner whom an exported notebook belongs to, told by its name. */
export function exportedBy(name: string): string | undefined {
  const form = FORMS.find((one) => one.test(name)) ?? PREFIXED;
  return form.exec(name)?.slice(1).join("");
}

/**
 * Whether loose notebooks are many learners': one renamed file must not make one learner of a class. A learner's own
 * begin with the exercise's number, and may have been copied under another name beside that.
 */
export function isExport(names: readonly string[]): boolean {
  if (names.some((name) => FORMS.some((form) => form.test(name)))) return true;
  return names.some((name) => PREFIXED.test(name)) && !names.some((name) => /^\d/.test(name));
}
