/** What `/analytics` tells, and how it becomes lines in a chart. */
import type { Schemas } from '@/api/operations'
import { inControlPlane } from '@/api/scope'

export type Figures = Schemas['Figures']
export type Group = Schemas['Traffic']
export type CommitMark = Schemas['CommitMark']
export type Analytics = Schemas['Analytics']

export function traffic(from: string, groupBy = ''): Promise<Analytics> {
  return inControlPlane.get('/analytics', { query: { from, group_by: groupBy } })
}

export interface Line {
  name: string
  /** A CSS colour. */
  colour: string
  /** One for each step from the first to the last; null where nothing was measured. */
  values: (number | null)[]
}

/** The values of a group along the whole time, with gaps where no request was. */
export function along(analytics: Analytics, group: Group | undefined, pick: (figures: Figures) => number, gap: number | null): (number | null)[] {
  const { from, to, step_seconds: step } = analytics
  const byTime = new Map((group?.points ?? []).map((point) => [point.at, point]))
  const values: (number | null)[] = []
  for (let at = from; at < to; at += step) {
    const point = byTime.get(at)
    values.push(point ? pick(point) : gap)
  }
  return values
}

/** Commits that are too near to each other to be told apart. */
export interface Mark {
  /** Where, of the width: 0 to 1. */
  at: number
  commits: CommitMark[]
}

/** The least distance of two marks, of the width. */
const APART = 0.015

/** Where commits are marked in a time; those that would lie on each other are one mark. */
export function marks(commits: readonly CommitMark[], from: number, to: number): Mark[] {
  const found: Mark[] = []
  for (const commit of [...commits].sort((a, b) => a.at - b.at)) {
    const at = (commit.at - from) / (to - from)
    const last = found[found.length - 1]
    if (last && at - last.at < APART) last.commits.push(commit)
    else found.push({ at, commits: [commit] })
  }
  return found
}

/** What a mark says of its commits. */
export function wordsOf({ commits }: Mark): string {
  const shown = commits.slice(-5).map((commit) => `Revision ${commit.revision}: ${commit.message || commit.author}`)
  return commits.length > shown.length ? [`${commits.length} commits, the last of them:`, ...shown].join('\n') : shown.join('\n')
}

/** Times along an axis: its beginning, its middle and its end. */
export function ticks(from: number, to: number): string[] {
  const style: Intl.DateTimeFormatOptions =
    to - from > 2 * 24 * 3600 ? { month: 'short', day: 'numeric' } : { hour: '2-digit', minute: '2-digit' }
  return [from, (from + to) / 2, to].map((at) => new Date(at * 1000).toLocaleString(undefined, style))
}

/**
 * A round number at or above the greatest value, for the top of an axis.
 *
 * @param idle the top while everything is nothing
 */
export function ceiling(values: readonly (number | null)[], idle = 1): number {
  const most = Math.max(0, ...values.map((value) => value ?? 0))
  if (most === 0) return idle
  const power = 10 ** Math.floor(Math.log10(most))
  return ([1, 2, 5, 10].find((step) => step * power >= most) ?? 10) * power
}

/** Those values that have no neighbour, which no line shows. */
export function lonely(values: readonly (number | null)[]): (number | null)[] {
  return values.map((value, i) => ((values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null ? value : null))
}

/** Pieces of an SVG path, one for each run without a gap; what stands alone is a dot. */
export function path(values: readonly (number | null)[], top: number, width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0
  let isDrawing = false
  return values
    .map((value, i) => {
      if (value === null) {
        isDrawing = false
        return ''
      }
      const isAlone = !isDrawing && (values[i + 1] ?? null) === null
      const command = isDrawing ? 'L' : 'M'
      isDrawing = true
      return `${command}${(i * step).toFixed(1)} ${(height - (value / top) * height).toFixed(1)}${isAlone ? 'h0' : ''}`
    })
    .join('')
}

/** `0.0123` as `1.2 %`. */
export function share(value: number): string {
  return `${(value * 100).toLocaleString(undefined, { maximumFractionDigits: value < 0.01 ? 2 : 1 })} %`
}

export function latency(value: number): string {
  return `${value.toLocaleString(undefined, { maximumFractionDigits: value < 10 ? 1 : 0 })} ms`
}

/** `1234` as `1.2 kB`. */
export function bytes(amount: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = amount < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(amount) / 3))
  return `${(amount / 1000 ** step).toLocaleString(undefined, { maximumFractionDigits: 1 })} ${units[step]}`
}
