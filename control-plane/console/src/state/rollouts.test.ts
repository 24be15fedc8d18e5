import { describe, expect, test } from 'vitest'
import { labelsOf } from '@/kinds/labels'
import { planOf, progressOf, stateOfRollout, stepsOf, type Rollout } from './rollouts'

describe('a plan', () => {
  test('says only what somebody chose', () => {
    const waves = [
      { name: ' canary ', labels: 'stage:canary', percent: null },
      { name: '', labels: '', percent: 10 },
    ]
    expect(planOf(waves, labelsOf, { bakeSeconds: null, errorShare: 1, p99Factor: null })).toEqual({
      waves: [{ name: 'canary', labels: { stage: 'canary' } }, { share: 0.1 }],
      halt: { error_share_over_others: 0.01 },
    })
  })
})

test('what has completed reached all nodes, though they went on since', () => {
  const waves = [{ updated: 1, nodes: 2 }, { updated: 0, nodes: 3 }]
  expect(progressOf({ status: 'running', waves } as Rollout)).toBe('1 of 5')
  expect(progressOf({ status: 'completed', waves } as Rollout)).toBe('all')
})

test('what is over can be moved no more', () => {
  const of = (status: Rollout['status']) => stepsOf({ status } as Rollout)
  expect(of('completed')).toEqual([])
  expect(of('paused')).toContain('resume')
  expect(of('halted')).not.toContain('start')
})

test('one that was released did not fail', () => {
  expect(stateOfRollout({ status: 'aborted', reason: 'released: all nodes go to the newest' })).toMatchObject({ kind: 'good', text: 'released' })
  expect(stateOfRollout({ status: 'aborted', reason: 'stopped by ann' }).text).toBe('aborted')
})
