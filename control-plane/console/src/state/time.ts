/** Times as people read them. */

const STEPS: [number, Intl.RelativeTimeFormatUnit][] = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [30, 'day'],
  [12, 'month'],
  [Infinity, 'year'],
]

/** Seconds since 1970, or an ISO text, as milliseconds. */
export function millis(time: number | string): number {
  return typeof time === 'number' ? time * 1000 : Date.parse(time)
}

export function exact(time: number | string): string {
  const at = new Date(millis(time))
  return Number.isNaN(at.getTime()) ? '' : at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
}

export function ago(time: number | string, now: number): string {
  let amount = (millis(time) - now) / 1000
  if (Number.isNaN(amount)) return ''
  if (Math.abs(amount) < 5) return 'just now'
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
  for (const [size, unit] of STEPS) {
    if (Math.abs(amount) < size) return format.format(Math.round(amount), unit)
    amount /= size
  }
  return ''
}

/** A number of things: `1 change`, `2 changes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`
}
