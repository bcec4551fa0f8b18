// Words about a number, in the form that the page's language has for it.

export function formOf(forms, number, language) {
  return forms[new Intl.PluralRules(language).select(number)] ?? forms.other
}
