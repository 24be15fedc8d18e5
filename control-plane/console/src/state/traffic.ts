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

/** A round number at or above the greatest value, for the top of an axis. */
export function ceiling(values: readonly (number | null)[]): number {
  const most = Math.max(0, ...values.map((value) => value ?? 0))
  if (most === 0) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  return ([1, 2, 5, 10].find((step) => step * power >= most) ?? 10) * power
}

/** Pieces of an SVG path, one for each run without a gap. */
export function path(values: readonly (number | null)[], top: number, width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0
  let isDrawing = false
  return values
    .map((value, i) => {
      if (value === null) {
        isDrawing = false
        return ''
      }
      const command = isDrawing ? 'L' : 'M'
      isDrawing = true
      return `${command}${(i * step).toFixed(1)} ${(height - (value / top) * height).toFixed(1)}`
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
