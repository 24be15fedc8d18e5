/** Rollouts as the console shows them: a change on its way to the fleet, wave by wave. */
import type { Schemas } from '@/api/operations'
import type { State } from './nodes'

export type Rollout = Schemas['Rollout']

const STATES: Record<Rollout['status'], State> = {
  collecting: { kind: 'accent', text: 'collecting', icon: 'pi-pencil' },
  running: { kind: 'accent', text: 'running', icon: 'pi-play' },
  paused: { kind: 'warn', text: 'paused', icon: 'pi-pause' },
  halted: { kind: 'bad', text: 'halted', icon: 'pi-exclamation-triangle' },
  reverted: { kind: 'bad', text: 'reverted', icon: 'pi-undo' },
  aborted: { kind: 'plain', text: 'aborted', icon: 'pi-stop' },
  completed: { kind: 'good', text: 'completed', icon: 'pi-check-circle' },
}

/** Whether somebody ended it by letting all nodes have the change. The control plane counts that as aborted. */
export function isReleased({ status, reason }: Pick<Rollout, 'status' | 'reason'>): boolean {
  return status === 'aborted' && reason?.startsWith('released') === true
}

export function stateOfRollout(rollout: Pick<Rollout, 'status' | 'reason'>): State {
  return isReleased(rollout) ? { kind: 'good', text: 'released', icon: 'pi-forward' } : STATES[rollout.status]
}

export function isActive(rollout: Rollout): boolean {
  return ['collecting', 'running', 'paused', 'halted'].includes(rollout.status)
}

/** How many nodes serve its change. One that has completed reached them all; since then they went on. */
export function progressOf(rollout: Rollout): string {
  if (rollout.status === 'completed') return 'all'
  const updated = rollout.waves.reduce((sum, wave) => sum + wave.updated, 0)
  const nodes = rollout.waves.reduce((sum, wave) => sum + wave.nodes, 0)
  return `${updated} of ${nodes}`
}

export type Step = 'start' | 'pause' | 'resume' | 'abort' | 'release'

/** What a person can do with it now. */
export function stepsOf(rollout: Rollout): Step[] {
  switch (rollout.status) {
    case 'collecting':
      return ['start', 'abort', 'release']
    case 'running':
      return ['pause', 'abort', 'release']
    case 'paused':
      return ['resume', 'abort', 'release']
    case 'halted':
      return ['abort', 'release']
    default:
      return []
  }
}

export interface WantedWave {
  name: string
  /** `stage:canary` */
  labels: string
  /** Percent of the nodes with these labels. */
  percent: number | null
}

/** What a new rollout sends; figures that nobody gave are left to the control plane. */
export function planOf(
  waves: WantedWave[],
  labelsOf: (text: string) => Record<string, string>,
  limits: { bakeSeconds: number | null; errorShare: number | null; p99Factor: number | null },
): Pick<Schemas['NewRollout'], 'waves' | 'bake_seconds' | 'halt'> {
  const halt: Record<string, number> = {}
  if (limits.errorShare !== null) halt.error_share_over_others = limits.errorShare / 100
  if (limits.p99Factor !== null) halt.p99_factor = limits.p99Factor
  return {
    waves: waves.map((wave) => {
      const labels = labelsOf(wave.labels)
      return {
        ...(wave.name.trim() === '' ? {} : { name: wave.name.trim() }),
        ...(Object.keys(labels).length === 0 ? {} : { labels }),
        ...(wave.percent === null ? {} : { share: wave.percent / 100 }),
      }
    }),
    ...(limits.bakeSeconds === null ? {} : { bake_seconds: limits.bakeSeconds }),
    ...(Object.keys(halt).length === 0 ? {} : { halt }),
  }
}
