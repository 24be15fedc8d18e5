/** Labels as people type them: `region:eu, team:orders`. */
export function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const word of text.split(',')) {
    const at = word.indexOf(':')
    const name = (at < 0 ? word : word.slice(0, at)).trim()
    if (name !== '') labels[name] = at < 0 ? '' : word.slice(at + 1).trim()
  }
  return labels
}
